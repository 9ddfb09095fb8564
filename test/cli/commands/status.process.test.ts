import { describe, expect, test } from "vitest";
import { builtCommand, linesOf, service, until } from "../support.js";

const command = builtCommand();

async function some(): Promise<{ url: string; ids: string[]; requests: () => number }> {
  const failures = [{ on: "CREATE_NAMESPACE:bad", code: "ACCESS_DENIED", message: "no" }];
  const durations = { "CREATE_NAMESPACE:*": 60, "CREATE_NAMESPACE:good": 0, "CREATE_NAMESPACE:bad": 0 };
  const { url, create, emulator } = await service({ durations, failures, submittedShare: 0 });
  const ids = [await create("good"), await create("slow"), await create("bad"), "unknown"];
  const before = emulator.requestCount;
  return { url, ids, requests: () => emulator.requestCount - before };
}

describe("status", () => {
  test("polls each operation once, and shows a table that begins with the ids", async () => {
    const { url, ids, requests } = await some();
    const { code, stdout, stderr } = await command(["status", ...ids, "--endpoint-url", url]).finished;
    expect(code).toBe(3);
    expect(requests()).toBe(4);
    const rows = stdout.trimEnd().split("\n");
    expect(rows.map((row) => row.split(/ {2,}/).slice(0, 3))).toEqual([
      ["ID", "TYPE", "STATUS"],
      [ids[0], "create namespace", "SUCCESS"],
      [ids[1], "create namespace", "PENDING"],
      [ids[2], "create namespace", "FAIL"],
      ["unknown", "-", "not-found"],
    ]);
    expect(rows[1]).toMatch(/ ns-[a-z0-9]+ +-$/);
    expect(rows[3]).toMatch(/ACCESS_DENIED$/);
    expect(stderr).toContain("ACCESS_DENIED: no");
    expect(stderr).not.toMatch(/timed.out|time to wait|Resume/);
  });

  test("has a column for names where there are some, and lines with ids for scripts", async () => {
    const { url, ids } = await some();
    const args = ["--endpoint-url", url, `shop=${ids[0]}`, `web=${ids[1]}`];
    const { stdout } = await command(["status", ...args]).finished;
    expect(stdout).toMatch(new RegExp(`^NAME +ID .*\nshop +${ids[0]} .*\nweb +${ids[1]} `));
    const lines = await command(["status", ...args, "--print", "status"]).finished;
    expect(lines.stdout).toBe(`${ids[0]} SUCCESS\n${ids[1]} PENDING\n`);
  });

  test("tells how old an operation is, although the service's clock is another", async () => {
    const { url, create, emulator } = await service({ durations: { "*": 3600 }, startAt: 1_000_000_000 });
    const id = await create("a");
    emulator.advance(600_000);
    const { stdout } = await command(["status", id, "--endpoint-url", url, "--output", "json"]).finished;
    const [{ ageMs } = { ageMs: 0 }] = (JSON.parse(stdout) as { operations: { ageMs: number }[] }).operations;
    // By the whole seconds that the service tells, and by as long as it takes to ask.
    expect(ageMs).toBeGreaterThan(598_000);
    expect(ageMs).toBeLessThan(800_000);
  });

  test("tells in JSON where each stands, and of none that it timed out", async () => {
    const { url, ids } = await some();
    const args = ["status", ...ids, "--endpoint-url", url];
    const { stdout } = await command([...args, "--output", "json"]).finished;
    expect(stdout).not.toContain("timed-out");
    expect(linesOf(stdout)).toMatchObject([
      {
        operations: [
          {
            operationId: ids[0],
            status: "SUCCESS",
            operation: { Targets: { NAMESPACE: expect.any(String) } },
          },
          { operationId: ids[1], status: "PENDING", ageMs: expect.any(Number) },
          { operationId: ids[2], status: "FAIL", code: "ACCESS_DENIED" },
          { operationId: "unknown", outcome: "not-found" },
        ],
        summary: { exitCode: 3, counts: { succeeded: 1, running: 1, failed: 1, "not-found": 1 } },
      },
    ]);
    const lines = await command([...args, "--output", "jsonl"]).finished;
    expect(lines.stdout).not.toContain("timed-out");
    expect(linesOf(lines.stdout).at(-1)).toMatchObject({ type: "summary", counts: { running: 1 } });
  });

  test("has the members of an operation that count for how it stands, and no others", async () => {
    const failures = [{ on: "CREATE_NAMESPACE:bad", code: "ACCESS_DENIED", message: "no" }];
    const durations = { CREATE_NAMESPACE: 60, "CREATE_NAMESPACE:slow": 600 };
    const { url, create, emulator } = await service({ durations, failures, submittedShare: 0 });
    const [good, bad, slow] = [await create("good"), await create("bad"), await create("slow")];
    emulator.advance(60_000);
    const args = ["status", good, bad, slow, "none", "--endpoint-url", url, "--output", "json"];
    const { stdout, stderr } = await command(args).finished;
    const { operations, summary } = JSON.parse(stdout) as {
      operations: Record<string, unknown>[];
      summary: unknown;
    };
    expect(operations.map((entry) => Object.keys(entry).toSorted())).toEqual([
      ["ageMs", "operation", "operationId", "status"],
      ["ageMs", "code", "message", "operation", "operationId", "status"],
      ["ageMs", "operation", "operationId", "status"],
      ["code", "message", "operationId", "outcome"],
    ]);
    expect(operations[0]?.["ageMs"]).toBe(60_000);
    expect(operations[2]?.["ageMs"]).toSatisfy((ms: number) => ms >= 0 && ms < 300_000);
    expect(summary).toMatchObject({ message: "1 of 4 succeeded" });
    // What failed, and nothing of progress.
    expect(stderr.split("\n").filter((text) => !/ACCESS_DENIED|not found/.test(text))).toEqual([""]);
  });

  test("tells what it sees as events, but for the end of what goes on", async () => {
    const { url, ids } = await some();
    const args = ["status", ...ids, "--endpoint-url", url, "--output", "jsonl"];
    const events = linesOf((await command(args).finished).stdout);
    const typesOf = (id: string | undefined): unknown[] =>
      events.filter(({ operationId }) => operationId === id).map(({ type }) => type);
    expect(ids.map(typesOf)).toEqual([
      ["transition", "poll", "settled"],
      ["transition", "poll"],
      ["transition", "poll", "settled"],
      ["poll", "settled"],
    ]);
    expect(events[0]).toMatchObject({ type: "start", region: "us-east-1" });
  });

  test("says that Cloud Map was not reached, where it was not", async () => {
    const args = ["status", "op", "--endpoint-url", "http://127.0.0.1:9", "--output", "json"];
    const { code, stdout } = await command(args).finished;
    expect(linesOf(stdout)).toMatchObject([{ operations: [{ operationId: "op", outcome: "unreachable" }] }]);
    expect(code).toBe(7);
  });

  test("needs no region for an empty list", async () => {
    const env = { AWS_REGION: "" };
    const json = await command(["status", "-", "--output", "json"], { env, stdin: "[]" }).finished;
    expect(json).toMatchObject({ code: 0, stderr: "" });
    expect(linesOf(json.stdout)).toMatchObject([
      { operations: [], summary: { exitCode: 0, message: "0 of 0 succeeded" } },
    ]);
  });

  test.each([
    ["a region", { AWS_REGION: "" }, 6, /^cloudmap-wait: No region: checked/],
    ["a bundle", { AWS_CA_BUNDLE: "/nonexistent" }, 2, /^cloudmap-wait: AWS_CA_BUNDLE can't be read/],
  ])("fails for want of %s, with nothing to resume", async (_what, env, code, start) => {
    const ended = await command(["status", "op"], { env }).finished;
    expect(ended).toMatchObject({ code, stdout: "", stderr: expect.stringMatching(start) as string });
    expect(ended.stderr).not.toContain("Resume");
  });

  test("ends with a summary when a signal comes", async () => {
    const { url } = await service({ faults: [{ fault: "hang", action: "GetOperation" }] });
    const running = command(["status", "op", "--output", "jsonl", "--endpoint-url", url]);
    await until(running, /"start"/);
    running.process.kill("SIGTERM");
    const { signal, stdout } = await running.finished;
    expect(signal).toBe("SIGTERM");
    expect(linesOf(stdout).at(-1)).toMatchObject({ type: "summary", exitCode: 143, signal: "SIGTERM" });
  });

  test("refuses what is no id as the wait does", async () => {
    const { code, stderr } = await command(["status", "-"], { stdin: "a b\n" }).finished;
    expect(code).toBe(2);
    expect(stderr).toMatch(/^cloudmap-wait: stdin has a line that is neither an id nor JSON: "a b"\./);
  });
});
