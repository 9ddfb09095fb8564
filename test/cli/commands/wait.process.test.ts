import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { builtPackage } from "../../support/built.js";
import { builtCommand, linesOf, service, until } from "../support.js";

const command = builtCommand();
const quick = { CREATE_NAMESPACE: 0.3 };

describe("exit status 0", () => {
  test("prints the target's id on stdout, and each transition on stderr", async () => {
    const { url, create, emulator } = await service({ durations: { CREATE_NAMESPACE: 60 } });
    const id = await create("x");
    const running = command([id, "--endpoint-url", url]);
    await until(running, /SUBMITTED|PENDING/);
    emulator.advance(60_000);
    const { code, stdout, stderr } = await running.finished;
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^ns-[a-z0-9]+\n$/) });
    expect(stderr).toMatch(new RegExp(`^cloudmap-wait: ${id} CREATE_NAMESPACE (SUBMITTED|PENDING)\n`));
    expect(stderr).toMatch(/SUCCESS after 1 min 00 s\n$/);
  });

  test("reads the AWS CLI's JSON on stdin", async () => {
    const { url, create } = await service({ durations: quick });
    const id = await create("x");
    const { code, stdout } = await command(["-", "--endpoint-url", url], {
      stdin: JSON.stringify({ OperationId: id }, undefined, 4),
    }).finished;
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^ns-/) });
  });

  test("waits once for an id that is given twice, and prints it for each, in the order of the arguments", async () => {
    const { url, create, emulator } = await service({ durations: quick });
    const [first, second] = [await create("a"), await create("b")];
    const { stdout } = await command([second, first, second, "--endpoint-url", url]).finished;
    const targets = new Map(
      emulator.operations().map(({ operationId, targets }) => [operationId, targets["NAMESPACE"]]),
    );
    expect(stdout).toBe(`${[second, first, second].map((id) => targets.get(id)).join("\n")}\n`);
  });

  test("has nothing on stderr with --quiet", async () => {
    const { url, create } = await service({ durations: quick });
    const { code, stderr } = await command(["-q", await create("x"), "--endpoint-url", url]).finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("prints each status with --print status, and nothing with --print none", async () => {
    const { url, create } = await service({ durations: quick });
    const id = await create("x");
    expect((await command([id, "--print", "status", "--endpoint-url", url]).finished).stdout).toBe(
      "SUCCESS\n",
    );
    expect((await command([id, "--print=none", "--endpoint-url", url]).finished).stdout).toBe("");
  });
});

describe("exit status 3", () => {
  test("tells the ErrorCode of a FAIL, what it means and what to do", async () => {
    const failures = [
      { on: "CREATE_NAMESPACE:bad", code: "CANNOT_CREATE_HOSTED_ZONE", message: "There is one already" },
    ];
    const { url, create } = await service({ durations: quick, failures });
    const [good, bad] = [await create("good"), await create("bad")];
    const { code, stdout, stderr } = await command([bad, good, "--endpoint-url", url]).finished;
    expect({ code, stdout }).toEqual({ code: 3, stdout: expect.stringMatching(/^-\nns-[a-z0-9]+\n$/) });
    expect(stderr).toContain(
      `cloudmap-wait: Operation ${bad} (CREATE_NAMESPACE) failed: CANNOT_CREATE_HOSTED_ZONE: There is one already.`,
    );
    expect(stderr).toContain("Delete or reuse that zone");
    expect(stderr).not.toContain("Resume with");
  });

  test("stops waiting for the others with --fail-fast, and tells how to resume them", async () => {
    const failures = [{ on: "CREATE_NAMESPACE:bad", code: "INTERNAL_FAILURE", message: "" }];
    const durations = { "CREATE_NAMESPACE:bad": 0.2, "CREATE_NAMESPACE:slow": 60 };
    const { url, create } = await service({ durations, failures });
    const [slow, bad] = [await create("slow"), await create("bad")];
    const { code, stdout, stderr } = await command([slow, bad, "--fail-fast", "--endpoint-url", url])
      .finished;
    expect({ code, stdout }).toEqual({ code: 3, stdout: "-\n-\n" });
    expect(stderr).toContain(`Resume with: cloudmap-wait --region us-east-1 --endpoint-url ${url} ${slow}\n`);
  });
});

describe("exit status 4", () => {
  test("tells the command that resumes, and that command gives the result", async () => {
    const { url, create, emulator } = await service({ durations: { CREATE_NAMESPACE: 600 } });
    const id = await create("x");
    const first = await command([id, "--timeout", "0.4s", "--endpoint-url", url]).finished;
    expect({ code: first.code, stdout: first.stdout }).toEqual({ code: 4, stdout: "" });
    emulator.advance(600_000);
    const [, args = ""] = /Resume with: cloudmap-wait (.*)\n/.exec(first.stderr) ?? [];
    const second = await command(args.split(" ")).finished;
    expect({ code: second.code, stdout: second.stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^ns-/),
    });
  });

  test("names the region and the endpoint of the environment in the command that resumes", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 60 } });
    const id = await create("x");
    const env = { AWS_ENDPOINT_URL_SERVICEDISCOVERY: url, AWS_ENDPOINT_URL: "http://127.0.0.1:9" };
    const { code, stderr } = await command([id, "--timeout", "0"], { env }).finished;
    expect(code).toBe(4);
    expect(stderr).toContain(`Resume with: cloudmap-wait --region us-east-1 --endpoint-url ${url} ${id}\n`);
  });

  test("polls once with --timeout 0, as status does", async () => {
    const { url, create, emulator } = await service({
      durations: { CREATE_NAMESPACE: 60 },
      submittedShare: 0,
    });
    const id = await create("x");
    const before = emulator.requestCount;
    expect((await command([id, "--timeout", "0", "--endpoint-url", url]).finished).code).toBe(4);
    expect(emulator.requestCount - before).toBe(1);
    const { code, stdout } = await command(["status", id, "--endpoint-url", url]).finished;
    expect({ code, stdout }).toEqual({
      code: 4,
      stdout: expect.stringMatching(
        new RegExp(`^ID +TYPE +STATUS +AGE +TARGET +ERROR\\n${id} +create namespace +PENDING `),
      ),
    });
  });
});

describe("exit status 5", () => {
  test("says that an id is unknown, and what to check", async () => {
    const { url } = await service();
    const { code, stdout, stderr } = await command(["typo", "--timeout", "0", "--endpoint-url", url])
      .finished;
    expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
    expect(stderr).toContain("Operation typo was not found");
    expect(stderr).toContain("Check the operation id, the region and the account");
  });
});

describe("exit status 6", () => {
  test("says what was checked for a region, before anything is sent", async () => {
    const { url, emulator } = await service();
    const { code, stderr } = await command(["op", "--endpoint-url", url], { env: { AWS_REGION: "" } })
      .finished;
    expect(code).toBe(6);
    expect(stderr).toContain("No region: checked --region, CLOUDMAP_WAIT_REGION, AWS_REGION");
    expect(stderr).toContain("Resume with: cloudmap-wait --region REGION");
    expect(emulator.requestCount).toBe(0);
  });

  test("finds the region where the AWS CLI finds it", async () => {
    // There in every region: an operation that is started is there in its own.
    const { url } = await service({ operations: [{ Id: "op-1" }] });
    const env = { AWS_REGION: "", AWS_DEFAULT_REGION: "eu-west-1" };
    const { code } = await command(["op-1", "--endpoint-url", url], { env }).finished;
    expect(code).toBe(0);
  });

  test.each([
    ["a region", { AWS_REGION: "" }],
    ["credentials", { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" }],
  ])("tells how to resume, as the id may be nowhere else: without %s", async (_what, env) => {
    const { code, stdout, stderr } = await command(["-"], { env, stdin: '{"OperationId":"a"}' }).finished;
    expect({ code, stdout }).toEqual({ code: 6, stdout: "" });
    expect(stderr).toMatch(/\ncloudmap-wait: Resume with: cloudmap-wait --region (us-east-1|REGION) a\n$/);
  });

  test("says what was checked for credentials, before anything is sent", async () => {
    const { url, emulator } = await service();
    const env = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" };
    const { code, stderr } = await command(["op", "--endpoint-url", url], { env }).finished;
    expect(code).toBe(6);
    expect(stderr).toContain("No credentials: checked the environment (AWS_ACCESS_KEY_ID)");
    expect(stderr).toContain("for an emulator any value will do");
    expect(emulator.requestCount).toBe(0);
  });

  test("fails at once when access is denied, with HTTP 400 too", async () => {
    const faults = [
      {
        fault: "error",
        action: "GetOperation",
        name: "AccessDeniedException",
        statusCode: 400,
        message: "not you",
      } as const,
    ];
    const { url, create, emulator } = await service({ faults });
    const id = await create("x");
    const before = emulator.requestCount;
    const { code, stderr } = await command([id, "--endpoint-url", url]).finished;
    expect(code).toBe(6);
    expect(stderr).toContain("AccessDeniedException: not you");
    expect(stderr).toContain("servicediscovery:GetOperation");
    expect(emulator.requestCount - before).toBe(1);
  });
});

describe("exit status 1", () => {
  test("tells a fault of the program as one, and no result", async () => {
    const fault = join(dirname(builtPackage()), "fault.mjs");
    writeFileSync(
      fault,
      `import { OperationFleet } from "./dist/index.js";
       OperationFleet.prototype.add = () => { throw new TypeError("a mistake"); };`,
    );
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0 } });
    const env = { NODE_OPTIONS: `--import=${fault}` };
    const { code, stdout, stderr } = await command([await create("x"), "--endpoint-url", url], { env })
      .finished;
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("cloudmap-wait: an internal error, please report it:\nTypeError: a mistake\n");
  });
});

describe("exit status 2", () => {
  test.each([
    [[], "No operation id"],
    [["--tiemout", "5"], "Unknown flag --tiemout. Did you mean --timeout?"],
    [["wiat", "op-1"], "Unknown command \"wiat\". Did you mean 'cloudmap-wait wait op-1'?"],
    [
      ["op", "--timeout", "soon"],
      '--timeout must be a duration such as 90, 90s, 10m or 1h30m, 0 or none; got "soon"',
    ],
    [
      ["op", "--heartbeat", "0"],
      "--heartbeat must be a duration such as 90, 90s, 10m or 1h30m and more than 0",
    ],
    [["op", "--timeout"], "--timeout needs a value"],
    [["op", "--timeout", "9000h"], '--timeout must be at most 8760h, a year; got "9000h"'],
    [["-", "-"], "- can be given only once"],
    [["op", "--quiet=1"], "--quiet is a switch and takes no value."],
    [["op", "--print", "all"], '--print must be one of target, status, none; got "all"'],
    [["op", "--owner-account", "12"], "--owner-account must be an account id of 12 digits"],
    [["op", "--endpoint-url", "ftp://x"], "--endpoint-url must be an http or https URL"],
    [
      ["op", "--interval", "20", "--max-interval", "5"],
      "--interval (20 s) must be at most --max-interval (5 s)",
    ],
    [["x".repeat(256)], "An operation id has 1 to 255 characters"],
    [["explain", "NOPE"], 'No help for the ErrorCode "NOPE". Known are ACCESS_DENIED'],
    [["completion", "tcsh"], "completion needs a shell, one of bash, zsh, fish"],
    [["op", "--github-output", "ns"], "--github-output needs GITHUB_OUTPUT, which GitHub Actions sets"],
    [["op", "--events-file", "/nonexistent/x"], "--events-file can't be written"],
  ])("for %j", async (args, message) => {
    const { code, stdout, stderr } = await command(args).finished;
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  test.each([
    ["nothing", "", "stdin is empty"],
    ["the answer of create-service", '{"Service":{"Id":"srv-1"}}', "creating one is synchronous"],
    [
      "JSON without an OperationId",
      '{"Foo":1,"Bar":2}',
      "JSON without an OperationId; its members are Foo, Bar",
    ],
    ["half a document", '{"OperationId": "a', "begins like JSON but is not valid"],
    ["JSON's null", "null\n", 'stdin says "null": no OperationId was found'],
    ["the AWS CLI's word for null", "None\n", 'stdin says "None"'],
    ["null in JSON", '{"OperationId":null}', "JSON whose OperationId is null"],
    ["null as a JSON text", '"null"', 'stdin says "null"'],
    ["a list of what is no operation", '{"Operations":[5]}', "JSON that names no operation"],
    [
      "a list of namespaces",
      '{"Operations":[{"Name":"x"}]}',
      "JSON without an OperationId; its members are Name",
    ],
    ["an id beside JSON", '{"OperationId":"a"} b', "begins like JSON but is not valid"],
    ["an id that is no operation's", '{"Id":"ns-1"}', "JSON without an OperationId; its members are Id"],
    ["an error message", "An error occurred (AccessDenied)", "neither an id nor JSON"],
  ])("for %s on stdin", async (_what, stdin, message) => {
    const { code, stdout, stderr } = await command(["-"], { stdin }).finished;
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("for a GITHUB_OUTPUT that can't be written, before anything is sent", async () => {
    const { url, emulator } = await service();
    const { code, stderr } = await command(["op", "--github-output", "ns", "--endpoint-url", url], {
      env: { GITHUB_OUTPUT: "/" },
    }).finished;
    expect(code).toBe(2);
    expect(stderr).toContain("--github-output needs GITHUB_OUTPUT to be a file that can be written: EISDIR");
    expect(emulator.requestCount).toBe(0);
  });

  test("reads a setting from the environment, where the flag wins", async () => {
    const env = { CLOUDMAP_WAIT_TIMEOUT: "never" };
    expect((await command(["op"], { env }).finished).stderr).toContain('got "never"');
    const { url } = await service();
    const args = ["op", "--timeout", "0", "--endpoint-url", url];
    expect((await command(args, { env }).finished).code).toBe(5);
  });
});

describe("--output", () => {
  test("jsonl has a start, the events of the library and one summary, numbered without a gap", async () => {
    const failures = [{ on: "CREATE_NAMESPACE:bad", code: "ACCESS_DENIED", message: "no" }];
    const { url, create } = await service({ durations: quick, failures });
    const [good, bad] = [await create("good"), await create("bad")];
    const { code, stdout } = await command([good, bad, "--output", "jsonl", "--endpoint-url", url]).finished;
    expect(code).toBe(3);
    const events = linesOf(stdout);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events[0]).toMatchObject({
      v: "1.0",
      type: "start",
      operations: [{ operationId: good }, { operationId: bad }],
      region: "us-east-1",
      timeoutMs: 600_000,
    });
    const settled = events.filter(({ type }) => type === "settled");
    expect(settled).toHaveLength(2);
    expect(settled.find(({ operationId }) => operationId === bad)).toMatchObject({
      outcome: {
        outcome: "failed",
        code: "ACCESS_DENIED",
        message: expect.stringContaining("Route 53"),
        operation: { ErrorMessage: "no" },
      },
    });
    expect(events.at(-1)).toMatchObject({
      type: "summary",
      exitCode: 3,
      counts: { succeeded: 1, failed: 1 },
    });
  });

  test("json is one document, in the order of the arguments", async () => {
    const { url, create } = await service({ durations: quick });
    const ids = [await create("a"), await create("b")];
    const { stdout } = await command([...ids, "--output", "json", "--endpoint-url", url]).finished;
    const [document, ...rest] = linesOf(stdout);
    expect(rest).toEqual([]);
    expect(document).toMatchObject({
      outcomes: ids.map((operationId) => ({
        operationId,
        outcome: "succeeded",
        targets: { NAMESPACE: expect.any(String) },
      })),
      summary: { exitCode: 0, counts: { succeeded: 2 } },
    });
  });
});

describe("the command", () => {
  test("is quiet when its reader has left", async () => {
    const { url, create } = await service({ durations: quick });
    const running = command([await create("x"), "--output", "jsonl", "--endpoint-url", url]);
    running.process.stdout?.destroy();
    const { code, stderr } = await running.finished;
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/EPIPE|Error/);
  });

  test("gives the result to the one that resumes after it was killed", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 1 } });
    const id = await create("x");
    const killed = command([id, "--endpoint-url", url]);
    await new Promise((resolve) => killed.process.stderr?.once("data", resolve));
    killed.process.kill("SIGKILL");
    await killed.finished;
    const { code, stdout } = await command([id, "--endpoint-url", url]).finished;
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^ns-/) });
  });

  test("prints its version, its help in 80 columns, and completion scripts that the shell accepts", async () => {
    expect((await command(["--version"]).finished).stdout).toMatch(/^\d+\.\d+\.\d+(-rc\.\d+)?\n$/);
    const { stdout: help } = await command(["--help"]).finished;
    expect(help.split("\n").filter((line) => line.length > 80)).toEqual([]);
    const { stdout: script } = await command(["completion", "bash"]).finished;
    execFileSync("bash", ["-n"], { input: script });
    expect(script).toContain("--endpoint-url");
  });

  test("never shows credentials, nor those in an endpoint", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 60 } });
    const secret = url.replace("http://", "http://user:hunter2@");
    const args = ["--timeout", "0.2", "--verbose", "--output", "jsonl", "--endpoint-url", secret];
    const { stdout, stderr } = await command([await create("x"), ...args]).finished;
    expect(stdout + stderr).not.toMatch(/hunter2|secret-that-must-never-show|AKIATEST/);
    expect(stderr).toContain(`--endpoint-url ${url}`);
  });

  test("needs no region for an empty list, and says how long it would have waited", async () => {
    const args = ["-", "--timeout", "5m", "--output", "jsonl"];
    const { code, stdout } = await command(args, { env: { AWS_REGION: "" }, stdin: "[]" }).finished;
    expect(code).toBe(0);
    expect(linesOf(stdout)).toMatchObject([
      { type: "start", operations: [], timeoutMs: 300_000 },
      { type: "summary", exitCode: 0, counts: {} },
    ]);
  });

  test("tells the ids of a pipe when an output can't be opened", async () => {
    const args = ["-", "--events-file", "/nonexistent/x"];
    const { code, stderr } = await command(args, { stdin: "op-1\n" }).finished;
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^cloudmap-wait: --events-file can't be written: ENOENT[^]*Resume with: cloudmap-wait --region us-east-1 op-1\n$/,
    );
  });
});
