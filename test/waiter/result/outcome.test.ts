import { describe, expect, test } from "vitest";
import { fail, type FinalDecision, nextStep } from "../../../src/core/next-step.js";
import { defaultPolicy } from "../../../src/core/options.js";
import { begin, type WaitState } from "../../../src/core/poll-state.js";
import { outcomeOf } from "../../../src/waiter/result/outcome.js";

const fresh = begin({ OperationId: "op-1" }, 0);
const circumstances = { requests: 1, adopted: false };

function after(error: { readonly name: string; readonly message: string }): WaitState {
  return nextStep(fresh, { at: 0, error }, defaultPolicy).state;
}

describe(outcomeOf, () => {
  test("tells the latest error as data, and what was thrown, and neither where there was none", () => {
    const lastError = { name: "Throttling", message: "no" };
    const decision = fail(after(lastError), "timed-out", "TIMED_OUT");
    const thrown = new Error("no");
    expect(outcomeOf(decision, { ...circumstances, cause: thrown })).toMatchObject({
      lastError,
      cause: thrown,
    });
    expect(outcomeOf(decision, circumstances)).not.toHaveProperty("cause");
    const clean = outcomeOf(fail(fresh, "timed-out", "TIMED_OUT"), { ...circumstances, cause: undefined });
    expect(Object.keys(clean).filter((name) => /cause|lastError/i.test(name))).toEqual([]);
  });

  test("is frozen, however the wait ended", () => {
    const done: FinalDecision = { type: "done", state: fresh, targets: { SERVICE: "srv-1" } };
    expect(Object.isFrozen(outcomeOf(done, circumstances))).toBe(true);
    expect(Object.isFrozen(outcomeOf(fail(fresh, "aborted", "ABORTED"), circumstances))).toBe(true);
    expect(outcomeOf(done, circumstances)).toMatchObject({
      outcome: "succeeded",
      targets: { SERVICE: "srv-1" },
      requests: 1,
      adopted: false,
    });
  });
});
