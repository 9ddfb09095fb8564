import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { builtCommand, linesOf, service } from "../support.js";

const command = builtCommand();
const schema = JSON.parse(
  readFileSync(fileURLToPath(new URL("../../../schema/events.schema.json", import.meta.url)), "utf8"),
) as object;
const validate = new Ajv2020({ strict: false, formats: { "date-time": true } }).compile(schema);

describe("schema/events.schema.json", () => {
  test("fits every line of runs that end in every way", { timeout: 30_000 }, async () => {
    const failures = [{ on: "CREATE_NAMESPACE:bad", code: "ACCESS_DENIED", message: "no" }];
    const durations = { CREATE_NAMESPACE: 0.2, "CREATE_NAMESPACE:slow": 60 };
    const faults = [{ fault: "reset", action: "GetOperation", times: 12 } as const];
    const { url, create } = await service({ durations, failures, faults });
    const ids = [await create("good"), await create("bad"), await create("slow"), "unknown"];
    const args = ["--output", "jsonl", "--timeout", "4", "--endpoint-url", url];
    const lines = linesOf((await command([...ids, ...args]).finished).stdout);
    const unsuitable = lines.filter((line) => !validate(line));
    expect(unsuitable).toEqual([]);
    expect(new Set(lines.map(({ type }) => type))).toEqual(
      new Set(["start", "transition", "retry", "progress", "result", "summary"]),
    );
    const outcomes = lines.filter(({ type }) => type === "result").map(({ outcome }) => outcome);
    expect(new Set(outcomes)).toEqual(new Set(["success", "fail", "timeout", "not_found"]));
  });

  test.each([
    [{}],
    [{ v: "2.0", seq: 1, time: "x", type: "start", operations: [], message: "" }],
    [
      {
        v: "1.0",
        seq: 1,
        time: "x",
        type: "result",
        operationId: "a",
        outcome: "maybe",
        elapsedMs: 1,
        polls: 1,
      },
    ],
    [{ v: "1.0", seq: 0, time: "x", type: "summary", exitCode: 0, counts: {} }],
  ])("refuses %j", (line) => {
    expect(validate(line)).toBe(false);
  });
});
