import type { CallError } from "../core/classify.js";
import { compact, type Operation, type Targets } from "../core/operation.js";
import type { FailureReason, Retries, Transition, WaitState } from "../core/wait.js";
import type { FinalDecision } from "../core/drive.js";
import { printable } from "../core/text.js";

/** What every outcome carries. Times are milliseconds; `at` in a transition is since the epoch. */
interface OutcomeBase {
  readonly operationId: string;
  readonly ownerAccount?: string;
  /** The operation as it was last seen; absent if it never was. */
  readonly operation?: Operation;
  readonly transitions: readonly Transition[];
  /** Looks taken, answered or not. */
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
}

export type Failed = NotSucceeded<"failed">;
export type TimedOut = NotSucceeded<"timed-out">;
export type NotFound = NotSucceeded<"not-found">;
export interface PollingFailed extends NotSucceeded<"denied" | "invalid" | "unreachable"> {
  /** What the SDK threw. */
  readonly cause: unknown;
}
export interface Aborted extends NotSucceeded<"aborted"> {
  /** The reason of the signal that ended the wait. */
  readonly reason: unknown;
}

/** How a wait ended; told apart by `outcome`. */
export type Outcome = Succeeded | Failed | TimedOut | NotFound | PollingFailed | Aborted;

/** What only the driver knows of a wait. */
export interface Circumstances {
  readonly requests: number;
  readonly adopted: boolean;
  readonly cause?: unknown;
}

export function outcomeOf({ state, ...decision }: FinalDecision, circumstances: Circumstances): Outcome {
  const base = baseOf(state, circumstances);
  if (decision.type === "done")
    return Object.freeze({ outcome: "succeeded", ...base, targets: decision.targets });
  const { outcome, code, message, cause: lastError } = decision.error;
  const failure = { ...base, code, message, ...compact({ lastError }) };
  return Object.freeze(
    isPollingFailure(outcome) ? { outcome, ...failure, cause: circumstances.cause } : { outcome, ...failure },
  );
}

export function abortedOutcome(state: WaitState, reason: unknown, circumstances: Circumstances): Aborted {
  const id = printable(state.operationId, 255);
  return Object.freeze({
    outcome: "aborted",
    ...baseOf(state, circumstances),
    code: "ABORTED",
    message: `The wait for operation ${id} was aborted. Cloud Map goes on with it: wait for the same operation id again to resume.`,
    ...compact({ lastError: state.lastError }),
    reason,
  });
}

function isPollingFailure(reason: FailureReason): reason is PollingFailed["outcome"] {
  return reason === "denied" || reason === "invalid" || reason === "unreachable";
}

function baseOf(state: WaitState, { requests, adopted }: Circumstances): OutcomeBase {
  const { operationId, ownerAccount, operation, transitions, polls, retries, elapsedMs } = state;
  return {
    operationId,
    ...compact({ ownerAccount, operation }),
    transitions,
    polls,
    requests,
    retries,
    elapsedMs,
    adopted,
  };
}
