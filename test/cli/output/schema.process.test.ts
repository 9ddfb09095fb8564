import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { generateSchema } from "../../../schema/generate.js";
import { builtCommand, linesOf, service } from "../support.js";

const command = builtCommand();
const text = readFileSync(
  fileURLToPath(new URL("../../../schema/events.schema.json", import.meta.url)),
  "utf8",
);
const schema = JSON.parse(text) as object;
const validate = new Ajv2020({ strict: false, formats: { "date-time": true } }).compile(schema);

describe("schema/events.schema.json", () => {
  test("fits every line of runs that end in every way", async () => {
    const failures = [{ on: "CREATE_NAMESPACE:bad", code: "ACCESS_DENIED", message: "no" }];
    const durations = { CREATE_NAMESPACE: 0.2, "CREATE_NAMESPACE:slow": 60 };
    const faults = [{ fault: "reset", action: "GetOperation", times: 12 } as const];
    const { url, create } = await service({ durations, failures, faults });
    const ids = [await create("good"), await create("bad"), await create("slow"), "unknown"];
    const args = ["--output", "jsonl", "--timeout", "15", "--endpoint-url", url];
    const lines = linesOf((await command([...ids, ...args]).finished).stdout);
    const unsuitable = lines.filter((line) => !validate(line));
    expect(unsuitable).toEqual([]);
    expect(new Set(lines.map(({ type }) => type))).toEqual(
      new Set(["start", "transition", "poll", "retry", "settled", "summary"]),
    );
    const outcomes = lines
      .filter(({ type }) => type === "settled")
      .map(({ outcome }) => (outcome as { outcome: string }).outcome);
    expect(new Set(outcomes)).toEqual(new Set(["succeeded", "failed", "timed-out", "not-found"]));
  });

  test("fits the documents of wait and of status", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 60 } });
    const ids = [`shop=${await create("x")}`, "unknown"];
    for (const name of ["wait", "status"]) {
      const args = [name, ...ids, "--timeout", "1", "--output", "json", "--endpoint-url", url];
      const [document] = linesOf((await command(args).finished).stdout);
      expect({ isValid: validate(document), errors: validate.errors }).toEqual({
        isValid: true,
        errors: null,
      });
      expect(JSON.stringify(document)).toContain('"name":"shop"');
    }
  });

  test.each([
    [{}],
    [{ v: "2.0", seq: 1, at: 1, type: "start", operations: [], message: "" }],
    [
      {
        v: "1.0",
        seq: 1,
        at: 1,
        type: "settled",
        operationId: "a",
        elapsedMs: 1,
        outcome: { outcome: "maybe" },
      },
    ],
    [{ v: "1.0", seq: 1, at: 1, type: "result", operationId: "a", elapsedMs: 1 }],
    [{ v: "1.0", seq: 0, at: 1, type: "summary", exitCode: 0, counts: {}, message: "" }],
    [{ v: "1.0", outcomes: [] }],
  ])("refuses %j", (line) => {
    expect(validate(line)).toBe(false);
  });

  test("is what the types say: `npm run schema` makes it", () => {
    expect(generateSchema()).toBe(text);
  });

  test("has an id of its own", () => {
    expect(schema).toMatchObject({ $id: expect.stringContaining("events.schema.json") });
  });
});
