import {
  type Decision,
  type Expectation,
  type FinalDecision,
  nextStep,
  type Observation,
} from "./next-step.js";
import type { OperationRef } from "./operation.js";
import type { Policy } from "./options.js";
import { begin, type WaitState } from "./poll-state.js";

/** What the loop needs from the place it runs in. */
export interface DriveIo {
  /** Polls once. In a durable engine: a recorded step. A failure is returned as data, not thrown. */
  observe(input: OperationRef): Promise<Observation>;
  /** Waits so many milliseconds. In a durable engine: a durable timer. */
  sleep(ms: number): Promise<void>;
  /** What to expect of the operation, given what a poll has shown. Nothing, without it. */
  expect?(observation: Observation): Expectation | undefined;
  /** Called with each decision as it is made. */
  decided?(decision: Decision, observation: Observation): void;
}

/**
 * Polls, decides, sleeps, until the operation has ended or the policy gives up. It rejects only if `io` does. A wait
 * begins with its first observation, or goes on from the state it is given.
 */
export async function drive(
  io: DriveIo,
  input: OperationRef,
  policy: Policy,
  from?: WaitState,
): Promise<FinalDecision> {
  let state = from;
  for (;;) {
    const observation = await io.observe(input);
    const expectation = io.expect?.(observation);
    const decision = nextStep(state ?? begin(input, observation.at), observation, policy, expectation);
    io.decided?.(decision, observation);
    if (decision.type !== "wait") return decision;
    state = decision.state;
    await io.sleep(decision.waitMs);
  }
}
