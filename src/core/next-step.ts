import { type CallError, classify, type FailureKind } from "./classify.js";
import { optimalPollDelayMs, type SurvivalTable } from "./survival.js";
import { again, explainErrorCode } from "./error-codes.js";
import {
  isForward,
  type Operation,
  type OperationRef,
  type OperationStatus,
  type Targets,
} from "./operation.js";
import { backOff, finalPollAtMs, type Policy, pollDelayMs, retryDelayMs, spreadOf } from "./options.js";
import { printable } from "./text.js";

/** A change of an operation's status, as it was noticed. */
export interface Transition {
  readonly from: OperationStatus | null;
  readonly to: OperationStatus;
  /** When it was noticed, in milliseconds of the driver's clock. */
  readonly at: number;
  /** How long the wait had lasted by then. */
  readonly elapsedMs: number;
}

/** How many attempts were answered with a throttle, or failed on the way. */
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
  /** Looks taken, answered or not. */
  readonly polls: number;
  readonly retries: Retries;
  readonly transitions: readonly Transition[];
  /** The operation as it was last seen. */
  readonly operation?: Operation;
  /** What went wrong with the latest look; absent after a look that showed the operation. */
  readonly lastError?: CallError;
  /** Those since the last look that was answered. */
  readonly retriesInARow: Retries;
}

/** What a look showed at `at`: the operation (or none, in an answer without one), or the error it ended in. */
export interface Observation {
  readonly at: number;
  readonly operation?: Operation | undefined;
  readonly error?: CallError | undefined;
  /** Failed attempts behind this observation, for a driver that retries by itself; else an error counts as one. */
  readonly retries?: Retries | undefined;
}

/** Why a wait ended without success. */
export type FailureReason =
  | "failed"
  | "timed-out"
  | "not-found"
  | "denied"
  | "invalid"
  | "unreachable"
  | "aborted";

export interface WaitFailure {
  readonly outcome: FailureReason;
  /** Cloud Map's ErrorCode for `failed`; for `denied`, `invalid` and `unreachable` the error's name or its network code. */
  readonly code: string;
  /** What happened, what it means and what to do next; safe to print. */
  readonly message: string;
  readonly cause?: CallError;
}

/** How a wait ended. */
export type FinalDecision =
  | { readonly type: "done"; readonly state: WaitState; readonly targets: Targets }
  | { readonly type: "fail"; readonly state: WaitState; readonly error: WaitFailure };

export type Decision =
  | { readonly type: "wait"; readonly state: WaitState; readonly waitMs: number }
  | FinalDecision;

const noRetries: Retries = { throttled: 0, transient: 0 };

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
    retriesInARow: noRetries,
    transitions: [],
  };
}

/** What a driver knows of an operation beside the policy. */
export interface Expectation {
  /** How long such operations take; where that is unknown, the delay follows the age. */
  readonly table?: SurvivalTable | undefined;
  /** The price of a look: the lateness that it should save. */
  readonly pollCostMs: number;
  /** The operation is to be looked at as often as one of this age, if it is older: requests are to spare. */
  readonly asIfAgedMs?: number | undefined;
}

/**
 * What an observation means and what to do next. Never throws: a failure is data too. Where it is known how long
 * such operations take, looks are spent where this one is most likely to end; else the delay follows its age.
 */
export function nextStep(
  { lastError: _past, ...before }: WaitState,
  { at, operation, error, retries }: Observation,
  policy: Policy,
  expectation?: Expectation,
): Decision {
  // Two clocks, and the later one counts: neither one that jumps nor one that stands still can break the deadline.
  const elapsedMs = Math.max(before.elapsedMs, at - before.startedAt, before.waitedMs);
  const kind = error && classify(error);
  const failed = retries ?? retriesOf(kind);
  const from = statusOf(before);
  const to = operation?.Status;
  const state: WaitState = {
    ...before,
    elapsedMs,
    polls: before.polls + 1,
    retries: addRetries(before.retries, failed),
    retriesInARow: error ? addRetries(before.retriesInARow, failed) : noRetries,
    ...(operation && { operation }),
    ...(isForward(from, to) && { transitions: before.transitions.concat({ from, to, at, elapsedMs }) }),
    ...(error && { lastError: error }),
  };
  if (error === undefined || kind === undefined) {
    // SUBMITTED, PENDING, a status that this version doesn't know, or none: only two ends are ends.
    if (to === "SUCCESS") return { type: "done", state, targets: operation?.Targets ?? {} };
    if (to === "FAIL") return fail(state, "failed", operation?.ErrorCode ?? "UNKNOWN");
    return waitOrTimeOut(state, nextPollDelayMs(state, policy, expectation), policy);
  }
  switch (kind) {
    case "throttled":
    case "transient": {
      if (state.retriesInARow.transient > policy.transientRetries && kind === "transient")
        return fail(state, "unreachable", error.code ?? error.name);
      const delays = backOff(policy, spreadOf(state.operationId, state.polls));
      const delayMs = retryDelayMs(state.retriesInARow[kind], delays, error.retryAfterMs);
      return waitOrTimeOut(state, delayMs, policy);
    }
    case "not-found":
      // An id that is still unknown when time is up is not an operation that takes long, so the grace ends with the wait.
      if (
        state.operation === undefined &&
        elapsedMs < Math.min(policy.notFoundGrace, policy.maxWaitTime) * 1000
      )
        return waitOrTimeOut(state, nextPollDelayMs(state, policy), policy);
      return fail(state, kind, error.name);
    case "denied":
    case "invalid":
      return fail(state, kind, error.name);
  }
}

/** What of a state is told outside: all but its bookkeeping. */
export function publicState({
  v: _version,
  startedAt: _startedAt,
  waitedMs: _waitedMs,
  retriesInARow: _retriesInARow,
  lastError: _lastError,
  ...story
}: WaitState): PublicState {
  return story;
}

type PublicState = Omit<WaitState, "v" | "startedAt" | "waitedMs" | "retriesInARow" | "lastError">;

/** The furthest status seen so far. */
export function statusOf({ transitions }: Pick<WaitState, "transitions">): OperationStatus | null {
  return transitions.at(-1)?.to ?? null;
}

/** The delay from one look to the next; before the first look, the delay to that one. */
export function nextPollDelayMs(state: WaitState, policy: Policy, expectation?: Expectation): number {
  const { elapsedMs, polls, operationId } = state;
  const { table, pollCostMs = 0, asIfAgedMs } = expectation ?? {};
  let longestMs = policy.maxDelay * 1000;
  if (asIfAgedMs !== undefined) longestMs = Math.min(longestMs, asIfAgedMs * policy.growth);
  const wantedMs = table
    ? optimalPollDelayMs(table, elapsedMs, pollCostMs, longestMs)
    : Math.min(elapsedMs * policy.growth, longestMs);
  if (polls === 0) return wantedMs;
  return pollDelayMs(elapsedMs, policy, spreadOf(operationId, polls), wantedMs);
}

/** Waits, but not past the last look, which comes just before the deadline; and after that one, until the deadline. */
function waitOrTimeOut(state: WaitState, delayMs: number, policy: Policy): Decision {
  const leftMs = policy.maxWaitTime * 1000 - state.elapsedMs;
  if (leftMs <= 0) return timeOut(state);
  const untilLastLookMs = finalPollAtMs(policy) - state.elapsedMs;
  const waitMs = Math.ceil(untilLastLookMs > 0 ? Math.min(delayMs, untilLastLookMs) : leftMs);
  return { type: "wait", waitMs, state: { ...state, waitedMs: state.elapsedMs + waitMs } };
}

/**
 * Ends a wait whose time is up. An id that was unknown to the last is not an operation that takes long, and neither is one
 * that was never seen while requests failed on the way.
 */
export function timeOut(state: WaitState): FinalDecision {
  const { operation, lastError } = state;
  if (operation === undefined && lastError) {
    const kind = classify(lastError);
    if (kind === "not-found") return fail(state, kind, lastError.name);
    if (kind === "transient") return fail(state, "unreachable", lastError.code ?? lastError.name);
  }
  return fail(state, "timed-out", "TIMED_OUT");
}

/** What a single failure counts for. */
export function retriesOf(kind: FailureKind | undefined): Retries {
  return { throttled: kind === "throttled" ? 1 : 0, transient: kind === "transient" ? 1 : 0 };
}

export function addRetries(a: Retries, b: Retries): Retries {
  return { throttled: a.throttled + b.throttled, transient: a.transient + b.transient };
}

/** Ends a wait without success. */
export function fail(state: WaitState, outcome: FailureReason, code: string): FinalDecision {
  const { operationId, operation, lastError } = state;
  const type = operation?.Type === undefined ? "" : ` (${printable(operation.Type)})`;
  const last = lastError ? ` The last error was ${describe(lastError)}` : "";
  const message = `Operation ${printable(operationId)}${type} ${explain(state, code)[outcome]}${last}`;
  return { type: "fail", state, error: { outcome, code, message, ...(lastError && { cause: lastError }) } };
}

const resume = "Wait for the same operation id again to resume.";
const goesOn = `The operation goes on. ${resume}`;

/** For each way to end without success: what happened, and what to do next. */
function explain(
  { operation, elapsedMs, transitions, retriesInARow, polls, lastError }: WaitState,
  code: string,
): Readonly<Record<FailureReason, string>> {
  const status = statusOf({ transitions }) ?? (operation ? "in no known status" : "not seen");
  const seconds = `${Math.round(elapsedMs / 100) / 10} s`;
  const isUnanswered = polls === 0 && lastError === undefined;
  const reason = operation?.ErrorMessage === undefined ? "" : `: ${printable(operation.ErrorMessage)}`;
  return {
    failed: `${ended(`failed: ${printable(code)}${reason}`)} ${explainErrorCode(code) ?? `Mend the cause. ${again}`}`,
    "timed-out": `was ${status} after ${seconds}, when the time to wait was up. ${isUnanswered ? "No look was answered: allow more time, or wait for fewer. " : ""}${operation ? goesOn : resume}`,
    "not-found": operation
      ? `was ${status} and then was no longer found: Cloud Map dropped its record. The namespace, service or instance itself shows how it ended.`
      : `was not found in ${seconds}. Check the operation id, the region and the account; an operation on a shared namespace needs OwnerAccount.`,
    denied: `could not be looked at. Mend the credentials, region or permission (servicediscovery:GetOperation). ${goesOn}`,
    invalid: `could not be looked at: the request was refused. Check the operation id, the owner account and the endpoint.`,
    unreachable: `could not be looked at (failed attempts in a row: ${retriesInARow.transient}). Check the endpoint, the region and the network. ${goesOn}`,
    aborted: `is no longer waited for. ${goesOn}`,
  };
}

function describe({ name, code = "", message }: CallError): string {
  const title = message.includes(code) ? name : `${name} ${code}`;
  return ended(printable(message === "" ? title : `${title}: ${message}`, 400));
}

function ended(sentence: string): string {
  return /[.!?…)]$/.test(sentence) ? sentence : `${sentence}.`;
}
