import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { builtCommand, linesOf, service, until } from "../support.js";

const command = builtCommand();

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "file");
  writeFileSync(file, "");
  return file;
}

describe("--github-output", () => {
  test("sets a step output to what stdout has, under a delimiter that is never the same", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0.1 } });
    const ids = [await create("a"), await create("b")];
    const file = temporaryFile();
    const args = [...ids, "--github-output", "namespaces", "--endpoint-url", url];
    const { stdout } = await command(args, { env: { GITHUB_OUTPUT: file } }).finished;
    await command(args, { env: { GITHUB_OUTPUT: file } }).finished;
    const written = /^namespaces<<(\S+)\n(.*?)\n\1\nnamespaces<<(\S+)\n(.*?)\n\3\n$/s.exec(
      readFileSync(file, "utf8"),
    );
    expect(`${written?.[2]}\n`).toBe(stdout);
    expect(written?.[1]).not.toBe(written?.[3]);
  });
});

describe("--annotations", () => {
  test("annotates a failure, in one line and with everything escaped", async () => {
    const failures = [{ on: "*", code: "ACCESS_DENIED", message: "100%\nno: really, ::warning::x" }];
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0.1 }, failures });
    const id = await create("x");
    const { stderr } = await command([id, "--annotations", "--endpoint-url", url]).finished;
    const commands = stderr.split("\n").filter((line) => line.startsWith("::"));
    expect(commands).toHaveLength(1);
    expect(commands[0]).toContain(
      `::error title=${id} failed::Operation ${id} (CREATE_NAMESPACE) failed: ACCESS_DENIED: 100%25\\u{a}no`,
    );
  });
});

describe("--events-file", () => {
  test("has the events while stdout has the result", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0.1 } });
    const file = temporaryFile();
    const { stdout } = await command([await create("x"), "--events-file", file, "--endpoint-url", url])
      .finished;
    expect(stdout).toMatch(/^ns-/);
    expect(linesOf(readFileSync(file, "utf8")).map(({ type }) => type)).toEqual(
      expect.arrayContaining(["start", "transition", "poll", "settled", "summary"]),
    );
  });
});

function namedPipe(): string {
  const pipe = `${temporaryFile()}.pipe`;
  execFileSync("mkfifo", [pipe]);
  return pipe;
}

describe.skipIf(process.platform === "win32")("--events-file, a named pipe", () => {
  test("is refused if nobody reads it, as opening it would hold up signals and the deadline", async () => {
    const args = ["op-1", "--events-file", namedPipe(), "--region", "us-east-1"];
    const { code, stderr } = await command(args).finished;
    expect(code).toBe(2);
    expect(stderr).toContain(
      "cloudmap-wait: --events-file can't be written: it is a named pipe that nobody reads\n",
    );
    expect(stderr).toMatch(/Resume with: cloudmap-wait --region us-east-1 op-1\n$/);
  });

  test("has the events if somebody reads it", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0.1 } });
    const pipe = namedPipe();
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    onTestFinished(() => closeSync(reader));
    const args = [await create("x"), "--events-file", pipe, "--endpoint-url", url];
    expect((await command(args).finished).code).toBe(0);
    expect(linesOf(readFileSync(reader, "utf8")).at(-1)).toMatchObject({ type: "summary" });
  });
});

describe.skipIf(!existsSync("/dev/full"))("a disk that is full", () => {
  test("ends the file of events, and not the wait", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0.1 } });
    const args = [await create("x"), "--events-file", "/dev/full", "--endpoint-url", url];
    const { code, stdout, stderr } = await command(args).finished;
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/^ns-/) });
    expect(stderr.match(/No more events are written to --events-file: ENOSPC/g)).toHaveLength(1);
  });
});

describe("plain progress", () => {
  test("is silent for as long as a heartbeat that no timer can hold", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 60 } });
    const args = [await create("a"), "--heartbeat", "600h", "--timeout", "0.5", "--endpoint-url", url];
    const { stderr } = await command(args).finished;
    expect(stderr).not.toMatch(/still waiting|Warning/);
  });

  test("breaks a silence that is as long as the heartbeat", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 60 }, submittedShare: 0 });
    const [first, second] = [await create("a"), await create("b")];
    const running = command([first, second, "--heartbeat", "0.3", "--endpoint-url", url]);
    const line = `still waiting for 2 of 2 after \\S+ s: ${first} is PENDING \\(\\d+ s old, usually \\S+ s\\) and 1 more\n`;
    await until(running, new RegExp(`(${line}[^]*){2}`));
    running.process.kill("SIGTERM");
    expect((await running.finished).signal).toBe("SIGTERM");
  });

  test("tells how long it has been, though nothing is heard of the operation", async () => {
    const { url } = await service({ faults: [{ fault: "hang", action: "GetOperation" }] });
    const running = command(["op", "--heartbeat", "0.3", "--endpoint-url", url]);
    await until(running, /(still waiting[^]*){3}/);
    running.process.kill("SIGTERM");
    const { stderr } = await running.finished;
    const times = Array.from(stderr.matchAll(/still waiting after (\S+) s/g), ([, s]) => Number(s));
    expect(times.length).toBeGreaterThan(2);
    expect(new Set(times).size).toBe(times.length);
  });

  test("tells each poll with --verbose", async () => {
    const { url, create, emulator } = await service({ durations: { CREATE_NAMESPACE: 600 } });
    const running = command([await create("x"), "--verbose", "--endpoint-url", url]);
    await until(running, /poll 1: (SUBMITTED|PENDING) after \S+ s, next poll in \d\.\d s\n/);
    emulator.advance(600_000);
    expect((await running.finished).stderr).toMatch(/poll \d+: SUCCESS after \S+ s\n/);
  });
});

describe("the environment", () => {
  test("is not littered on stderr by the SDK's warning about Node versions", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0 } });
    const { stderr } = await command([await create("x"), "--quiet", "--endpoint-url", url]).finished;
    expect(stderr).toBe("");
  });

  test("is not littered on stderr by the SDK's warning about credentials in two places", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0 } });
    const file = temporaryFile();
    writeFileSync(file, "[p]\naws_access_key_id = a\naws_secret_access_key = b\n");
    const env = { AWS_SHARED_CREDENTIALS_FILE: file };
    const args = [await create("x"), "--quiet", "--profile", "p", "--endpoint-url", url];
    const { code, stderr } = await command(args, { env }).finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test.each([
    ["explain", "ACCESS_DENIED\n  Cloud Map lacked a permission"],
    ["help", "Usage: cloudmap-wait"],
  ])("is not needed for %s, which loads no SDK", async (name, start) => {
    const { code, stdout, stderr } = await command([name], { env: { NODE_DEBUG: "module", AWS_REGION: "" } })
      .finished;
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(`^${start}`) });
    expect(stderr).not.toContain("client-servicediscovery");
  });
});

describe("an empty list", () => {
  test("writes the outputs that were asked for", async () => {
    const [events, outputs] = [temporaryFile(), temporaryFile()];
    writeFileSync(events, "old\n");
    const args = ["-", "--events-file", events, "--github-output", "ids"];
    const env = { GITHUB_OUTPUT: outputs };
    const { code, stdout } = await command(args, { env, stdin: "[]" }).finished;
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(linesOf(readFileSync(events, "utf8"))).toMatchObject([
      { type: "start", operations: [] },
      { type: "summary", exitCode: 0 },
    ]);
    expect(readFileSync(outputs, "utf8")).toMatch(/^ids<</);
  });
});

describe("without a region or credentials", () => {
  test.each([
    ["a region", { AWS_REGION: "" }],
    ["credentials", { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" }],
  ])("jsonl still has an outcome for each id and a summary: %s", async (_what, env) => {
    const { code, stdout, stderr } = await command(["a", "b", "a", "--output", "jsonl"], { env }).finished;
    expect(code).toBe(6);
    expect(stderr).toMatch(/^cloudmap-wait: No (region|credentials): checked/);
    expect(linesOf(stdout)).toMatchObject([
      { type: "start", operations: [{ operationId: "a" }, { operationId: "b" }] },
      { type: "settled", operationId: "a", outcome: { outcome: "denied", code: "NOT_STARTED" } },
      { type: "settled", operationId: "b", outcome: { outcome: "denied" } },
      {
        type: "summary",
        exitCode: 6,
        counts: { denied: 2 },
        resume: expect.stringMatching(/^cloudmap-wait .*a b$/),
      },
    ]);
  });
});
