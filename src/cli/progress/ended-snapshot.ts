import { compact } from "../../core/json.js";
import type { Outcome } from "../../waiter/result/outcome.js";
import type { WaiterSnapshot } from "../../waiter/result/snapshot.js";

/**
 * A wait that has ended, as it stands.
 * @param createdAt when the operation was created, by this machine's clock
 */
export function snapshotOfOutcome(outcome: Outcome, createdAt?: number): WaiterSnapshot {
  const { operationId, operation, transitions, polls, retries, elapsedMs } = outcome;
  return {
    phase: "settled",
    operationId,
    status: transitions.at(-1)?.to ?? null,
    transitions,
    polls,
    retries,
    elapsedMs,
    outcome,
    ...compact({ operation, operationType: operation?.Type, createdAt }),
  };
}
