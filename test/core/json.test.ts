import { describe, expect, test } from "vitest";
import { compact, readText, recordOf } from "../../src/core/json.js";

describe(compact, () => {
  test("leaves out what is undefined, and nothing else", () => {
    expect(Object.entries(compact({ a: undefined, b: null, c: 0, d: "", e: false }))).toEqual([
      ["b", null],
      ["c", 0],
      ["d", ""],
      ["e", false],
    ]);
  });
});

describe("a value of unknown shape", () => {
  test("has members if it is an object, and is text if it is text", () => {
    expect(recordOf({ a: 1 })).toEqual({ a: 1 });
    for (const value of [null, undefined, 1, "a", ["a"]]) expect(recordOf(value)).toEqual({});
    expect(readText("")).toBe("");
    expect(readText(1)).toBeUndefined();
  });
});
