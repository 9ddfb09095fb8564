import type { OperationStatus } from "../core/operation.js";
import type { WaitState } from "../core/poll-state.js";
import type { OperationEvent } from "./events/events.js";
import type { OperationWait } from "./operation-wait.js";
import type { Outcome } from "./result/outcome.js";

/** How many of a fleet's operations are in each state, kept up to date by its events. */
export class FleetCounts {
  readonly #pending = { UNSEEN: 0, SUBMITTED: 0, PENDING: 0 };
  readonly #outcomes = {
    succeeded: 0,
    failed: 0,
    "timed-out": 0,
    "not-found": 0,
    denied: 0,
    invalid: 0,
    unreachable: 0,
    aborted: 0,
  };
  #done = 0;

  /** Operations whose wait is over. */
  get done(): number {
    return this.#done;
  }

  /** Waits in progress, by the operation's furthest status. */
  get pending(): Readonly<Record<"UNSEEN" | "SUBMITTED" | "PENDING", number>> {
    return Object.freeze({ ...this.#pending });
  }

  /** Waits that are over, by how they ended. */
  get outcomes(): Readonly<Record<Outcome["outcome"], number>> {
    return Object.freeze({ ...this.#outcomes });
  }

  countAdded(): void {
    this.#pending.UNSEEN++;
  }

  count(event: OperationEvent, wait: OperationWait): void {
    if (event.type === "transition" && isPending(event.to)) {
      this.#pending[isPending(event.from) ? event.from : "UNSEEN"]--;
      this.#pending[event.to]++;
    }
    if (event.type !== "settled") return;
    this.#pending[pendingStatusOf(wait.facts.state)]--;
    this.#outcomes[event.outcome.outcome]++;
    this.#done++;
  }
}

/** The furthest status before the end. */
function pendingStatusOf({ transitions }: WaitState): "UNSEEN" | "SUBMITTED" | "PENDING" {
  return transitions.map(({ to }) => to).findLast(isPending) ?? "UNSEEN";
}

function isPending(status: OperationStatus | null): status is "SUBMITTED" | "PENDING" {
  return status === "SUBMITTED" || status === "PENDING";
}
