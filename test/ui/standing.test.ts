import { describe, expect, test } from "vitest";
import { isResumable, standingOf } from "../../src/ui/standing.js";
import { summarize, usualTimeLeft, verdictOf } from "../../src/ui/summary.js";
import { tookMs } from "../../src/ui/operation-progress.js";
import { eventOf, operationOf, settled, transition } from "./support.js";

const submitted = operationOf([transition(1, "SUBMITTED")]);
const pending = operationOf([transition(1, "PENDING")]);
const ended = (outcome: string, rest: object = {}): typeof pending =>
  operationOf([transition(1, "PENDING"), settled(5, outcome, { ...rest })]);

describe(standingOf, () => {
  test.each([
    ["succeeded", "succeeded", "Succeeded"],
    ["failed", "failed", "Failed"],
    ["not-found", "failed", "Not found"],
    ["invalid", "failed", "Invalid"],
    ["timed-out", "unfinished", "Still running"],
    ["aborted", "unfinished", "Still running"],
    ["unreachable", "unfinished", "No answer"],
    ["denied", "unfinished", "Access denied"],
    ["something-new", "unfinished", "Ended"],
    ["constructor", "unfinished", "Ended"],
  ])("of a wait that ended %s is %s: %s", (outcome, category, word) => {
    expect(standingOf(ended(outcome), 9000)).toMatchObject({ category, word });
  });

  test("is by status while the wait goes on", () => {
    expect(standingOf(submitted, 2000)).toMatchObject({ category: "running", word: "Submitted" });
    expect(standingOf(pending, 2000)).toMatchObject({ category: "running", word: "Pending" });
    const unseen = operationOf([eventOf("poll", 1, { poll: 1 })]);
    expect(standingOf(unseen, 2000)).toMatchObject({ category: "unseen", word: "Not seen yet" });
  });

  test("is slow beyond what is usual, by the operation's own age", () => {
    const usual = { createdAt: 0, usualMs: { low: 3000, high: 5000 } };
    const operation = operationOf([transition(1, "PENDING")], usual);
    expect(standingOf(operation, 5000).slow).toBe(false);
    expect(standingOf(operation, 5001)).toMatchObject({ slow: true, word: "Pending · slow" });
  });

  test("puts what needs attention first", () => {
    const slow = operationOf([transition(1, "PENDING")], { usualMs: { low: 1, high: 2 } });
    const retry = { reason: "transient", errorName: "X", attempt: 1, delayMs: 1 };
    const retrying = operationOf([transition(1, "PENDING"), eventOf("retry", 2, retry)]);
    const inOrder = [ended("failed"), ended("timed-out"), slow, retrying, pending, ended("succeeded")];
    const ranks = inOrder.map((operation) => standingOf(operation, 9000).rank);
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    expect(new Set(ranks).size).toBe(ranks.length);
  });
});

test("what has not ended for all that is known can be resumed, and nothing else", () => {
  const resumable = [
    "succeeded",
    "failed",
    "timed-out",
    "not-found",
    "denied",
    "invalid",
    "unreachable",
    "aborted",
  ]
    .map((outcome) => [outcome, isResumable(ended(outcome))] as const)
    .filter(([, isIt]) => isIt)
    .map(([outcome]) => outcome);
  expect(resumable).toEqual(["timed-out", "denied", "unreachable", "aborted"]);
  expect(isResumable(pending)).toBe(false);
});

describe(tookMs, () => {
  test("is by the service's own clock where that is known", () => {
    expect(tookMs(ended("succeeded", { tookMs: 41_000 }), 9000)).toBe(41_000);
  });

  test("is the operation's age, not the wait's, and never negative", () => {
    const operation = operationOf([transition(10, "PENDING", { elapsedMs: 1000 })], { createdAt: 4000 });
    expect(tookMs(operation, 12_000)).toBe(8000);
    expect(tookMs(operation, 1000)).toBe(0);
  });
});

function verdict(operations: Parameters<typeof summarize>[0], isOver: boolean): string {
  const { text, tone } = verdictOf(summarize(operations, isOver, 9000));
  return `${tone}: ${text}`;
}

describe(verdictOf, () => {
  test.each([
    ["busy: No operation yet", [], false],
    ["busy: No operations", [], true],
    ["busy: Running", [pending, ended("succeeded")], false],
    ["bad: 1 failed, running", [pending, ended("failed")], false],
    ["busy: More to come", [ended("succeeded")], false],
    ["good: Succeeded", [ended("succeeded")], true],
    ["good: All 2 succeeded", [ended("succeeded"), ended("succeeded")], true],
    [
      "bad: 1 failed, 1 still running or unknown, 1 succeeded",
      [ended("failed"), ended("timed-out"), ended("succeeded")],
      true,
    ],
    ["warn: 1 still running or unknown, 1 succeeded", [ended("timed-out"), ended("succeeded")], true],
  ])("is %s", (text, operations, isOver) => {
    expect(verdict(operations, isOver)).toBe(text);
  });
});

function usual(createdAt: number, low: number, high: number): typeof pending {
  return operationOf([transition(1, "PENDING")], { createdAt, usualMs: { low, high } });
}

describe(usualTimeLeft, () => {
  test("is as long as the last of them usually takes", () => {
    expect(usualTimeLeft([usual(0, 3000, 5000), usual(0, 35_000, 48_000)], 2000)).toEqual({
      low: 33_000,
      high: 46_000,
    });
  });

  test("is not told where nothing usual is known of one, or nothing runs", () => {
    expect(usualTimeLeft([usual(0, 3000, 5000), pending], 2000)).toBeUndefined();
    expect(usualTimeLeft([ended("succeeded")], 2000)).toBeUndefined();
  });

  test("is longer than usual once one is", () => {
    expect(usualTimeLeft([usual(0, 3000, 5000)], 6000)).toBe("longer");
  });
});
