import type { FinalDecision } from "../core/next-step.js";
import type { Targets } from "../core/operation.js";
import { targetsOf } from "../waiter/result/errors.js";
import { type Outcome, outcomeOf } from "../waiter/result/outcome.js";

/** The outcome of a wait that the caller drove with `nextStep` or `drive`; each of its polls was one request. */
export function outcomeOfDecision(decision: FinalDecision, adopted = false): Outcome {
  return outcomeOf(decision, { requests: decision.state.polls, adopted });
}

/**
 * The targets of an operation that a decision found to have succeeded. To be called once, outside the engine's callbacks.
 * @throws what `waitForOperation` rejects with, for any other end.
 */
export function targetsOfDecision(decision: FinalDecision, adopted = false): Targets {
  return targetsOf(outcomeOfDecision(decision, adopted));
}
