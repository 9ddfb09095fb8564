import type { CallError } from "../../core/call-error.js";
import type { OperationErrorCode } from "../../core/error-codes.js";
import type { FinalDecision } from "../../core/next-step.js";
import { durationMs, isFinalStatus, type Operation, type Targets } from "../../core/operation.js";
import { publicState, type Retries, type Transition } from "../../core/poll-state.js";

/** How surely an adopted operation is the one that was asked for. */
export type Adoption =
  /** It does the same: its type, and what it is about, were compared. */
  | "verified"
  /** Its type is the same, but the rest could not be compared: a permission is missing, or the service doesn't say. */
  | "kind-not-verified"
  /** It does something else; only with `onDuplicateRequest: "adopt"`. */
  | "different";

/** What every outcome carries. */
export interface OutcomeBase {
  readonly operationId: string;
  readonly ownerAccount?: string;
  /** The operation as it was last seen; absent if it never was. */
  readonly operation?: Operation;
  readonly transitions: readonly Transition[];
  /** Polls that were answered, or given up after their last attempt; not one that the end of the wait cut off. */
  readonly polls: number;
  /** HTTP requests sent, as far as they are known: an SDK client may send several for one poll. */
  readonly requests: number;
  /** Attempts that failed and could be tried again. */
  readonly retries: Retries;
  /** Milliseconds. How long the wait lasted. */
  readonly elapsedMs: number;
  /** Milliseconds. How long the operation itself took, by the service's own clock; absent until it has ended. */
  readonly tookMs?: number;
  /** Whether the operation is one that was already in progress, when this one was refused as its duplicate. */
  readonly adopted: boolean;
  /** For an adopted operation that has succeeded. */
  readonly adoption?: Adoption;
}

export interface Succeeded extends OutcomeBase {
  readonly outcome: "succeeded";
  readonly targets: Targets;
}

export interface NotSucceeded<Reason extends string, Code extends string = string> extends OutcomeBase {
  readonly outcome: Reason;
  /** Cloud Map's ErrorCode for `failed`, else a word for what happened; safe to compare. */
  readonly code: Code;
  /** What happened, what it means and what to do next; safe to print. */
  readonly message: string;
  /** What went wrong with the latest poll, as data. */
  readonly lastError?: CallError;
  /** What was thrown at the latest poll, if it went wrong; of an aborted wait, the signal's reason. */
  readonly cause?: unknown;
}

export type Failed = NotSucceeded<"failed", OperationErrorCode>;
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
  const { operation } = decision.state;
  const hasEnded = isFinalStatus(operation?.Status);
  const tookMs = operation && hasEnded ? durationMs(operation) : undefined;
  const base = {
    ...publicState(decision.state),
    requests,
    adopted,
    ...(tookMs !== undefined && { tookMs }),
  };
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
