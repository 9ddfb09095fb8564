import type { CallError } from "./call-error.js";
import type { FailureKind } from "./classify-error.js";
import type { Operation, OperationRef, OperationStatus } from "./operation.js";
import { countFailure, type FailuresInARow, isRetryable, noFailures } from "./retry-backoff.js";

/** A change of an operation's status, as it was noticed. */
export interface Transition {
  readonly from: OperationStatus | null;
  readonly to: OperationStatus;
  /** Milliseconds of the driver's clock: since the epoch, in this process. When the change was noticed. */
  readonly at: number;
  /** Milliseconds. How long the wait had lasted by then. */
  readonly elapsedMs: number;
  /** The poll that showed it, counted from 1. */
  readonly poll: number;
}

/** How many attempts were throttled, or failed on the way. */
export interface Retries {
  readonly throttled: number;
  readonly transient: number;
}

/** All that a wait knows: small, versioned JSON. */
export interface WaitState {
  readonly v: 1;
  readonly operationId: string;
  readonly ownerAccount?: string;
  readonly startedAt: number;
  readonly elapsedMs: number;
  /** The sum of the waits asked for: what has passed at the very least, whatever the driver's clock says. */
  readonly waitedMs: number;
  /** When the first poll was answered, in milliseconds from the start; absent before. */
  readonly firstAnswerMs?: number;
  /** Polls that ended, with an answer or without. */
  readonly polls: number;
  readonly retries: Retries;
  readonly transitions: readonly Transition[];
  /** The operation as it was last seen. */
  readonly operation?: Operation;
  /** What went wrong with the latest attempt; absent after one that showed the operation. */
  readonly lastError?: CallError;
  /** Failed attempts in a row, since the last one that was answered. */
  readonly failuresInARow: FailuresInARow;
}

const noRetries: Retries = { throttled: 0, transient: 0 };

const noTransitions: readonly Transition[] = Object.freeze([]);

/** The state of a wait that begins now. */
export function begin({ OperationId, OwnerAccount }: OperationRef, at: number): WaitState {
  return {
    v: 1,
    operationId: OperationId,
    ...(OwnerAccount !== undefined && { ownerAccount: OwnerAccount }),
    startedAt: at,
    elapsedMs: 0,
    waitedMs: 0,
    polls: 0,
    retries: noRetries,
    failuresInARow: noFailures,
    transitions: noTransitions,
  };
}

/** The state after an attempt that failed. */
export function recordFailure(state: WaitState, error: CallError, kind: FailureKind): WaitState {
  const retries = kind === "throttled" ? "throttled" : "transient";
  return {
    ...state,
    lastError: error,
    failuresInARow: countFailure(state.failuresInARow, kind),
    ...(isRetryable(kind) && { retries: { ...state.retries, [retries]: state.retries[retries] + 1 } }),
  };
}

/** The state after an answer, whatever it said. */
export function recordAnswer(before: WaitState): WaitState {
  // Nearly always there is no error to leave out, and what is copied as it is takes less memory.
  if (before.lastError === undefined) return { ...before, failuresInARow: noFailures };
  const { lastError: _past, ...state } = before;
  return { ...state, failuresInARow: noFailures };
}

/** What others see of a state: all but its bookkeeping. */
export function publicState({
  v: _version,
  startedAt: _startedAt,
  waitedMs: _waitedMs,
  firstAnswerMs: _firstAnswerMs,
  failuresInARow: _failuresInARow,
  lastError: _lastError,
  ...rest
}: WaitState): PublicState {
  return rest;
}

export type PublicState = Omit<
  WaitState,
  "v" | "startedAt" | "waitedMs" | "firstAnswerMs" | "failuresInARow" | "lastError"
>;

/** The furthest status seen so far. */
export function statusOf({ transitions }: Pick<WaitState, "transitions">): OperationStatus | null {
  return transitions.at(-1)?.to ?? null;
}
