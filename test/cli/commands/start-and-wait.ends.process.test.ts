import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { fakeAws, printing, refusing } from "../fake-aws.js";
import { builtCommand, linesOf, service } from "../support.js";

const command = builtCommand();
const create = ["servicediscovery", "create-http-namespace", "--name", "x"];

describe("run, when Cloud Map shows nothing of the operation that was started", () => {
  const accepted = "cloudmap-wait: Cloud Map had accepted the operation, so it may be running.\n";

  test("tells how to resume when it refuses the request", async () => {
    const faults = [
      {
        fault: "error",
        action: "GetOperation",
        name: "ValidationException",
        statusCode: 400,
        message: "nope",
      },
    ] as const;
    const { url, create: start } = await service({ faults });
    const id = await start("x");
    const aws = fakeAws({ create: printing({ OperationId: id }) });
    const args = ["run", "--endpoint-url", url, "--", aws.program, ...create];
    const { code, stdout, stderr } = await command(args).finished;
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const resume = `cloudmap-wait --region us-east-1 --endpoint-url ${url} x=${id}`;
    expect(stderr).toMatch(new RegExp(`${accepted}cloudmap-wait: Resume with: ${resume}\n$`));
  });

  test("tells how to resume when it is not found, in JSON as well", async () => {
    const { url } = await service();
    const id = "gv4g5meo7ndmeh4fqskygvk23d2fijwa-k9302yzd";
    const aws = fakeAws({ create: printing({ OperationId: id }) });
    const flags = ["--output", "jsonl", "--timeout", "5", "--endpoint-url", url];
    const { code, stdout, stderr } = await command(["run", ...flags, "--", aws.program, ...create]).finished;
    const resume = `cloudmap-wait --region us-east-1 --endpoint-url ${url} x=${id}`;
    expect(code).toBe(5);
    expect(stderr.endsWith(`${accepted}cloudmap-wait: Resume with: ${resume}\n`)).toBe(true);
    expect(linesOf(stdout).at(-1)).toMatchObject({ type: "summary", exitCode: 5, resume });
  });
});

describe("run, when the AWS CLI does not answer in time", () => {
  /** The id of the process is on stderr, as nothing else of it is known. */
  const hanging = "echo $$ >&2; exec sleep 20";
  const unanswered =
    /cloudmap-wait: Timed out after [\d.]+ s \(--timeout\) before Cloud Map answered: an operation may have been started\. Run the same command again to find it\.\n$/;

  test("ends at the timeout, with heartbeats before, and leaves no process behind", async () => {
    const aws = fakeAws({ create: hanging });
    const args = ["run", "--timeout", "2", "--heartbeat", "0.5", "--", aws.program, ...create];
    const { code, stdout, stderr } = await command(args).finished;
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(stderr).toMatch(unanswered);
    expect(stderr).toMatch(/cloudmap-wait: still waiting for the AWS CLI after [\d.]+ s\n/);
    const pid = Number(/^\d+/.exec(stderr)?.[0]);
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  test("has a summary, and no heartbeat with --quiet", async () => {
    const aws = fakeAws({ create: "exec sleep 20" });
    const flags = ["--timeout", "1", "--heartbeat", "0.3", "--quiet", "--output", "jsonl"];
    const { code, stdout, stderr } = await command(["run", ...flags, "--", aws.program, ...create]).finished;
    expect(code).toBe(4);
    expect(stderr).not.toContain("still waiting");
    expect(linesOf(stdout)).toMatchObject([
      { type: "start", operations: [] },
      { type: "summary", exitCode: 4, counts: {} },
    ]);
  });

  test("waits for the operation whose id it has printed", async () => {
    const { url, create: start } = await service({ durations: { CREATE_NAMESPACE: 0 } });
    const aws = fakeAws({ create: `${printing({ OperationId: await start("x") })}; ${hanging}` });
    const args = ["run", "--timeout", "2", "--endpoint-url", url, "--", aws.program, ...create];
    expect(await command(args).finished).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ns-\w+\n$/),
    });
  });

  test("says so of a look-up, with the words and the status of what was refused", async () => {
    const aws = fakeAws({
      create: refusing("NamespaceAlreadyExists", "x exists"),
      "list-namespaces": "exec sleep 20",
    });
    const args = ["run", "--timeout", "2", "--", aws.program, ...create];
    const { code, stderr } = await command(args).finished;
    expect(code).toBe(254);
    expect(stderr).toContain("An error occurred (NamespaceAlreadyExists)");
    expect(stderr).toContain(
      "The existing namespaces could not be listed: no answer before the timeout (--timeout)\n",
    );
  });
});

describe("run, with keys and a profile in the environment", () => {
  test("polls with the keys, as the AWS CLI starts the operation with them", async () => {
    const { url, create: start } = await service({ durations: { CREATE_NAMESPACE: 600 } });
    const id = await start("x");
    const aws = fakeAws({ create: printing({ OperationId: id }) });
    const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const AWS_CONFIG_FILE = join(folder, "config");
    writeFileSync(AWS_CONFIG_FILE, "[profile other]\nregion = us-east-1\n");
    const args = ["run", "--timeout", "0", "--endpoint-url", url, "--", aws.program, ...create];
    const { code, stderr } = await command(args, { env: { AWS_PROFILE: "other", AWS_CONFIG_FILE } }).finished;
    expect(code).toBe(4);
    expect(stderr).toContain(`Resume with: cloudmap-wait --region us-east-1 --endpoint-url ${url} x=${id}\n`);
  });
});
