import { advance, beginOperation, learn, type OperationProgress } from "../../src/ui/operation-progress.js";
import type { OperationEvent } from "../../src/waiter/events/events.js";
import type { OperationFacts } from "../../src/web/messages.js";

type Rest = Readonly<Record<string, unknown>>;

/** An event as a stream has it: one operation's, a second after the other. */
export function eventOf(type: string, seq: number, rest: Rest = {}): OperationEvent {
  const event = { type, seq, at: seq * 1000, elapsedMs: seq * 1000, operationId: "op-1", ...rest };
  return event as unknown as OperationEvent;
}

export const transition = (seq: number, to: string, rest: Rest = {}): OperationEvent =>
  eventOf("transition", seq, { from: null, to, poll: 1, operationType: "CREATE_NAMESPACE", ...rest });

export function settled(seq: number, outcome: string, rest: Rest = {}, base: Rest = {}): OperationEvent {
  return eventOf("settled", seq, {
    outcome: { outcome, code: "CODE", message: "What happened.", ...rest },
    ...base,
  });
}

/** An operation after some events. */
export function operationOf(
  events: readonly OperationEvent[],
  facts: Partial<OperationFacts> = {},
): OperationProgress {
  const [first = transition(1, "SUBMITTED")] = events;
  return events.reduce(advance, learn(beginOperation(first), facts));
}
