import { type Decision, type FinalDecision, nextStep } from "../../core/next-step.js";
import type { OperationRef } from "../../core/operation.js";
import { begin } from "../../core/poll-state.js";
import { readState, StateError } from "../../core/stored-state.js";
import { type EngineSettings, poll } from "../poll-once.js";
import { type DurableContextLike, wholeSeconds } from "./context.js";

/** What is stored between two polls: nothing yet, a decision, or why the wait can't go on. */
type Stored =
  | { readonly type: "begin" }
  | Decision
  | { readonly type: "refused"; readonly code: StateError["code"]; readonly message: string };

/** Waits, and returns the decision that ended it. */
export async function waitInContext(
  context: DurableContextLike,
  settings: EngineSettings,
  reference: OperationRef,
  name: string,
): Promise<FinalDecision> {
  const end = await context.waitForCondition<Stored>(
    name,
    // A throw in here would end the execution, so nothing throws.
    async (stored) => await advance(stored, settings, reference),
    {
      initialState: { type: "begin" },
      waitStrategy: (stored) =>
        stored.type === "wait"
          ? { shouldContinue: true, delay: wholeSeconds(stored.waitMs) }
          : { shouldContinue: false },
    },
  );
  if (end.type === "refused") throw new StateError(end.code, end.message);
  if (end.type === "done" || end.type === "fail") return end;
  throw new StateError("INVALID_STATE", `The engine ended the wait ${name} in the middle`);
}

async function advance(stored: Stored, settings: EngineSettings, reference: OperationRef): Promise<Stored> {
  try {
    const before = "state" in stored ? readState(stored.state) : begin(reference, Date.now());
    return nextStep(before, await poll(settings, reference), settings.policy);
  } catch (thrown) {
    if (!(thrown instanceof StateError)) throw thrown;
    return { type: "refused", code: thrown.code, message: thrown.message };
  }
}
