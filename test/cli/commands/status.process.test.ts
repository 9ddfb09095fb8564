import { describe, expect, test } from "vitest";
import { builtCommand, linesOf, service } from "../support.js";

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
});
