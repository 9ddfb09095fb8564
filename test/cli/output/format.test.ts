import { describe, expect, test } from "vitest";
import { clockOf, formatAge, formatMs, plural, typeWords } from "../../../src/cli/output/format.js";

describe("times for people", () => {
  test.each([
    [0, "0.0 s"],
    [949, "0.9 s"],
    [9949, "9.9 s"],
    [9950, "10 s"],
    [59_499, "59 s"],
    [59_500, "1 min 00 s"],
    [185_000, "3 min 05 s"],
    [3_599_499, "59 min 59 s"],
    [3_600_000, "1 h 00 min"],
    [7_860_000, "2 h 11 min"],
  ])("%d ms took %s", (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });

  test.each([
    [-5, "0 s"],
    [999, "0 s"],
    [9999, "9 s"],
    [10_999, "10 s"],
    [61_999, "1 min 01 s"],
  ])("%d ms is an age of %s", (ms, text) => {
    expect(formatAge(ms)).toBe(text);
  });

  test.each([
    [-1, "0:00"],
    [34_400, "0:34"],
    [34_500, "0:35"],
    [605_000, "10:05"],
    [3_723_000, "1:02:03"],
  ])("%d ms is %s by the clock", (ms, text) => {
    expect(clockOf(ms)).toBe(text);
  });
});

test("words for types and numbers", () => {
  expect(typeWords("DEREGISTER_INSTANCE_NOW")).toBe("deregister instance now");
  expect([plural(0, "operation"), plural(1, "operation"), plural(2, "operation")]).toEqual([
    "0 operations",
    "1 operation",
    "2 operations",
  ]);
});
