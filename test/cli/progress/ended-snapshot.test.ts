import { expect, test } from "vitest";
import { snapshotOfOutcome } from "../../../src/cli/progress/ended-snapshot.js";
import type { Outcome } from "../../../src/waiter/result/outcome.js";

test("an outcome is the snapshot of a wait that has ended, with the latest status", () => {
  const outcome: Outcome = {
    outcome: "succeeded",
    operationId: "op",
    operation: { Type: "CREATE_NAMESPACE", Status: "SUCCESS" },
    targets: { NAMESPACE: "ns-1" },
    transitions: [
      { from: null, to: "SUBMITTED", at: 1, elapsedMs: 0, poll: 1 },
      { from: "SUBMITTED", to: "PENDING", at: 2, elapsedMs: 1, poll: 2 },
      { from: "PENDING", to: "SUCCESS", at: 3, elapsedMs: 2, poll: 3 },
    ],
    polls: 3,
    requests: 4,
    retries: { throttled: 0, transient: 1 },
    elapsedMs: 5,
    adopted: false,
  };
  const { operation, transitions, polls, retries, elapsedMs } = outcome;
  expect(snapshotOfOutcome(outcome)).toEqual({
    phase: "settled",
    operationId: "op",
    operationType: "CREATE_NAMESPACE",
    status: "SUCCESS",
    operation,
    transitions,
    polls,
    retries,
    elapsedMs,
    outcome,
  });
  expect(snapshotOfOutcome({ ...outcome, transitions: [] }).status).toBeNull();
  expect(snapshotOfOutcome(outcome, 7).createdAt).toBe(7);
});
