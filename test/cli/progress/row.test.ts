import { describe, expect, test } from "vitest";
import { type Row, rowOf, usualWords } from "../../../src/cli/progress/row.js";
import type { Outcome } from "../../../src/waiter/result/outcome.js";
import type { WaiterSnapshot } from "../../../src/waiter/result/snapshot.js";

const now = 1_000_000_000_000;
const problem = { reason: "transient", errorName: "Error", attempt: 3, nextAttemptAt: now + 3500 } as const;

function row(more: Partial<WaiterSnapshot>): Row {
  const snapshot: WaiterSnapshot = {
    phase: "waiting",
    operationId: "op",
    status: "PENDING",
    transitions: [],
    polls: 1,
    retries: { throttled: 0, transient: 0 },
    elapsedMs: 0,
    ...more,
  };
  return rowOf(snapshot, new Map(), now);
}

function ended(outcome: Partial<Outcome>, more: Partial<WaiterSnapshot> = {}): Row {
  // Nothing else of an outcome is read.
  return row({ phase: "settled", ...more, outcome: { operationId: "op", ...outcome } as Outcome });
}

function noteOf(ms: number): string {
  return row({ problem: { ...problem, nextAttemptAt: now + ms } }).note;
}

describe("the row of an operation that is waited for", () => {
  test("has its own age, or that of the wait for it, and none before it was seen", () => {
    expect(row({ createdAt: now - 9000, startedAt: now - 5000 }).time).toBe("9 s");
    expect(row({ startedAt: now - 5000 }).time).toBe("5 s");
    expect(row({ createdAt: now - 9000, status: null })).toMatchObject({ time: "9 s", state: "not seen" });
    expect(row({ startedAt: now - 5000, status: null })).toMatchObject({ time: "", state: "not seen" });
  });

  test("tells when the next attempt comes, from half a second on", () => {
    expect(noteOf(499)).toBe("no answer (attempt 3), trying again now");
    expect(noteOf(500)).toBe("no answer (attempt 3), next in 1 s");
    expect(noteOf(1001)).toBe("no answer (attempt 3), next in 2 s");
  });

  test("tells of a throttle only when it is the third in a row", () => {
    expect(row({ problem: { ...problem, reason: "throttled", attempt: 2 } }).rank).toBe("running");
    expect(row({ problem: { ...problem, reason: "throttled" } }).rank).toBe("problem");
    expect(row({ problem: { ...problem, attempt: 1 } }).rank).toBe("problem");
  });

  test("tells when it was last seen, if it was", () => {
    const lastSeenAt = now - 12_000;
    expect(row({ problem, lastSeenAt }).note).toMatch(/, next in 4 s; last seen pending 12 s ago$/);
    expect(row({ problem }).note).toMatch(/, next in 4 s$/);
  });

  test("is slow when it is older than twice the usual", () => {
    const usualMs = { low: 9000, high: 10_000 };
    expect(row({ usualMs, createdAt: now - 20_000 })).toMatchObject({ rank: "running", color: undefined });
    expect(row({ usualMs, createdAt: now - 20_001 })).toMatchObject({ rank: "slow", color: "amber" });
  });
});

describe("the row of an operation that is over", () => {
  test.each(["invalid", "denied", "unreachable", "not-found"] as const)(
    "says why it is %s, without the name that stands beside it",
    (outcome) => {
      expect(ended({ outcome, message: "Operation op (CREATE_NAMESPACE) failed: no." })).toMatchObject({
        rank: "failed",
        state: outcome.replace("-", " "),
        color: "red",
        reason: "no.",
      });
    },
  );

  test("keeps a message that names an operation later on", () => {
    const message = "It was not polled. Operation op (X) failed: no.";
    expect(ended({ outcome: "denied", message }).reason).toBe(message);
    expect(ended({ outcome: "denied", message: "Operation op could not be polled." }).reason).toBe(
      "could not be polled.",
    );
  });

  test("says what Cloud Map said of a failure, what that means, and what to do", () => {
    const outcome = { outcome: "failed", code: "ACCESS_DENIED", message: "It failed." } as const;
    const silent = ended(outcome);
    expect(silent.reason).toMatch(/^Cloud Map lacked a permission/);
    const operation = { ErrorMessage: "not you" };
    expect(ended({ ...outcome, operation }, { operation })).toMatchObject({
      reason: `not you. ${silent.reason}`,
      fix: silent.fix,
    });
  });

  test("has the age of one that still runs, by this machine's clock", () => {
    const operation = { Status: "PENDING", CreateDate: new Date(0).toISOString() } as const;
    expect(ended({ outcome: "timed-out" }, { operation, createdAt: now - 5500 })).toMatchObject({
      rank: "slow",
      state: "still pending",
      time: "5 s",
    });
    expect(ended({ outcome: "aborted" })).toMatchObject({ state: "still not seen", time: "" });
  });
});

describe(usualWords, () => {
  test.each([
    [38_000, 42_000, "~40 s"],
    [10_000, 12_900, "~11 s"],
    [10_000, 13_000, "10-13 s"],
    [20_000, 60_000, "20-60 s"],
    [1, 900, "~1 s"],
    [500, 1499, "~1 s"],
    [99_000, 99_400, "~99 s"],
    [100_000, 100_000, "~2 min"],
    [60_000, 240_000, "60 s-4 min"],
    [125_000, 1_250_000, "2-21 min"],
    [99_400, 110_000, "~2 min"],
  ])("of %d to %d ms is %s", (low, high, words) => {
    expect(usualWords({ low, high })).toBe(words);
  });
});
