import { expect, test } from "vitest";
import { parseDuration } from "../../../src/cli/input/duration.js";
import { nearest } from "../../../src/cli/input/nearest.js";

test.each([
  ["0", 0],
  ["90", 90],
  ["1.25", 1.25],
  ["90s", 90],
  ["0.4s", 0.4],
  ["10m", 600],
  ["1.5h", 5400],
  ["1.25h", 4500],
  ["10.25m", 615],
  ["1h30m", 5400],
  ["1h30m15s", 5415],
  ["1h15s", 3615],
  ["12h34m56.78s", 45_296.78],
  ["10.5m", 630],
  ["", undefined],
  ["s", undefined],
  ["1x", undefined],
  ["1s1h", undefined],
  ["-1", undefined],
  ["1.", undefined],
  [".5", undefined],
  ["1 s", undefined],
  ["x90", undefined],
  ["90x", undefined],
  ["x1h", undefined],
  ["1.2.3s", undefined],
])("the duration %j is %j seconds", (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test.each([
  ["timeout", "timeout"],
  ["tiemout", "timeout"],
  ["timeou", "timeout"],
  ["timeoutxx", "timeout"],
  ["timeoutxxx", undefined],
  ["imeoux", "timeout"],
  ["wiat", "wait"],
  ["wxyz", undefined],
  ["ab", "ab"],
  ["ax", "ab"],
  ["xy", undefined],
  ["", undefined],
  [`${"x".repeat(60)}timeout`, undefined],
])("%j is nearest to %j", (typed, word) => {
  expect(nearest(typed, ["wait", "timeout", "ab"])).toBe(word);
});

test("of two words that are near, the nearer one is meant, and else the first", () => {
  expect(nearest("abcd", ["abxx", "abcx"])).toBe("abcx");
  expect(nearest("abcd", ["abcx", "abcy"])).toBe("abcx");
});
