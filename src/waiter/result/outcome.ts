import type { CallError } from "../../core/classify.js";
import type { Operation, Targets } from "../../core/operation.js";
import { type FinalDecision, type Retries, publicState, type Transition } from "../../core/next-step.js";

/** What every outcome carries. Times are milliseconds; `at` in a transition is since the epoch. */
interface OutcomeBase {
  readonly operationId: string;
  readonly ownerAccount?: string;
  /** The operation as it was last seen; absent if it never was. */
  readonly operation?: Operation;
  readonly transitions: readonly Transition[];
  /** Looks that were answered, or given up after their last attempt; not one that the end of the wait cut off. */
  readonly polls: number;
  /** HTTP requests sent, as far as they are known: an SDK client may send several for one look. */
  readonly requests: number;
  readonly retries: Retries;
  readonly elapsedMs: number;
  /** Whether the operation is one that was under way already, when this one was refused as its duplicate. */
  readonly adopted: boolean;
}

export interface Succeeded extends OutcomeBase {
  readonly outcome: "succeeded";
  readonly targets: Targets;
}

interface NotSucceeded<Reason extends string> extends OutcomeBase {
  readonly outcome: Reason;
  /** Cloud Map's ErrorCode for `failed`, else a word for what happened; safe to compare. */
  readonly code: string;
  /** What happened, what it means and what to do next; safe to print. */
  readonly message: string;
  /** What went wrong with the latest look, as data. */
  readonly lastError?: CallError;
  /** What was thrown at the latest look, if it went wrong; of an aborted wait, the signal's reason. */
  readonly cause?: unknown;
}

export type Failed = NotSucceeded<"failed">;
export type TimedOut = NotSucceeded<"timed-out">;
export type NotFound = NotSucceeded<"not-found">;
export type PollingFailed = NotSucceeded<"denied" | "invalid" | "unreachable">;
export type Aborted = NotSucceeded<"aborted">;

/** How a wait ended; told apart by `outcome`. */
export type Outcome = Succeeded | Failed | TimedOut | NotFound | PollingFailed | Aborted;

/** What only the driver knows of a wait. */
export interface Circumstances {
  readonly requests: number;
  readonly adopted: boolean;
  readonly cause?: unknown;
}

export function outcomeOf(decision: FinalDecision, { requests, adopted, cause }: Circumstances): Outcome {
  const base = { ...publicState(decision.state), requests, adopted };
  if (decision.type === "done")
    return Object.freeze({ outcome: "succeeded", ...base, targets: decision.targets });
  const { cause: lastError, ...failure } = decision.error;
  return Object.freeze({
    ...base,
    ...failure,
    ...(lastError && { lastError }),
    ...(cause !== undefined && { cause }),
  });
}
