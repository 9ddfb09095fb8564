import { describe, expect, test } from "vitest";
import { verdictMark, verdictOf } from "../../../src/cli/output/verdict.js";
import type { Outcome } from "../../../src/waiter/result/outcome.js";

type Word = Outcome["outcome"];

function outcomesOf(words: readonly Word[]): Outcome[] {
  // Nothing else of an outcome is read.
  return words.map((outcome) => ({ outcome }) as Outcome);
}

describe("the verdict on a wait", () => {
  test.each<[Word[], string, string, string, string]>([
    [["succeeded"], "1 done · 1.0 s", "✔", "+", "green"],
    [["succeeded", "succeeded"], "all 2 done · 1.0 s", "✔", "+", "green"],
    [["timed-out"], "1 of 1 still running · 1.0 s", "…", "~", "amber"],
    [["succeeded", "aborted", "timed-out"], "2 of 3 still running · 1 done · 1.0 s", "…", "~", "amber"],
    [["failed", "succeeded"], "1 of 2 failed · 1 done · 1.0 s", "✖", "x", "red"],
    [
      ["succeeded", "succeeded", "failed", "aborted"],
      "1 of 4 failed · 1 still running · 2 done · 1.0 s",
      "✖",
      "x",
      "red",
    ],
    [["not-found", "denied", "unreachable"], "3 of 3 failed · 1.0 s", "✖", "x", "red"],
    [["invalid", "aborted"], "1 of 2 failed · 1 still running · 1.0 s", "✖", "x", "red"],
  ])("of %j is %s", (words, verdict, mark, plainMark, color) => {
    const outcomes = outcomesOf(words);
    const spans = verdictOf(outcomes, 1000);
    expect(spans.map(({ text }) => text).join("")).toBe(verdict);
    expect(spans[0]).toEqual({ text: verdict.split(" · ")[0], color: "bold" });
    expect(verdictMark(outcomes, true)).toEqual({ text: mark, color });
    expect(verdictMark(outcomes, false)).toEqual({ text: plainMark, color });
  });

  test("of nothing is the time that it took", () => {
    expect(verdictOf([], 1000).map(({ text }) => text)).toEqual(["", " · 1.0 s"]);
  });
});
