import { type CallError, classify } from "./classify.js";
import { delayUntilWorthMs, type LifeTable } from "./durations.js";
import { explainErrorCode } from "./explain.js";
import {
  compact,
  isForward,
  isOperationStatus,
  type Operation,
  type OperationRef,
  type OperationStatus,
  type Targets,
} from "./operation.js";
import {
  backOff,
  jittered,
  lastLookLeadMs,
  type Policy,
  pollDelayMs,
  retryDelayMs,
  spreadOf,
} from "./policy.js";
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
  /** Since the last look that was answered at all. */
  readonly throttledInARow: number;
  readonly transientInARow: number;
}

/**
 * What a look showed at `at`: the operation (or none, in an answer without one), or the error it ended in. A look that
 * the deadline cut off is `unanswered`, and may still know the error of its latest attempt.
 */
export interface Observation {
  readonly at: number;
  readonly operation?: Operation | undefined;
  readonly error?: CallError | undefined;
  readonly unanswered?: true | undefined;
  /** Failed attempts behind this observation, for a driver that retries by itself; else an error counts as one. */
  readonly retries?: Retries | undefined;
}

/** Why a wait ended without success. */
export type FailureReason = "failed" | "timed-out" | "not-found" | "denied" | "invalid" | "unreachable";

export interface WaitFailure {
  readonly outcome: FailureReason;
  /** Cloud Map's ErrorCode for `failed`, the error's name for `denied`, `invalid` and `unreachable`. */
  readonly code: string;
  /** What happened, what it means and what to do next; safe to print. */
  readonly message: string;
  readonly cause?: CallError;
}

export type Decision =
  | { readonly type: "wait"; readonly state: WaitState; readonly waitMs: number }
  | { readonly type: "done"; readonly state: WaitState; readonly targets: Targets }
  | { readonly type: "fail"; readonly state: WaitState; readonly error: WaitFailure };

/** The state of a wait that begins now. */
export function begin(input: OperationRef, at: number): WaitState {
  return {
    v: 1,
    operationId: input.OperationId,
    ...compact({ ownerAccount: input.OwnerAccount }),
    startedAt: at,
    elapsedMs: 0,
    waitedMs: 0,
    polls: 0,
    retries: { throttled: 0, transient: 0 },
    transitions: [],
    throttledInARow: 0,
    transientInARow: 0,
  };
}

/** What is known of how long an operation takes, and how dear a look is: as much lateness as it should save. */
export interface Expectation {
  readonly table: LifeTable;
  readonly priceMs: number;
}

/**
 * What an observation means and what to do next. Never throws: a failure is data too. With an expectation, looks are
 * spent where the operation is most likely to end; without one, the delay follows its age.
 */
export function nextStep(
  before: WaitState,
  observation: Observation,
  policy: Policy,
  expectation?: Expectation,
): Decision {
  // Two clocks, and the later one counts: neither one that jumps nor one that stands still can break the deadline.
  const elapsedMs = Math.max(before.elapsedMs, observation.at - before.startedAt, before.waitedMs);
  const state = { ...before, elapsedMs };
  if (observation.unanswered === true) return afterSilence(state, observation, policy);
  return observation.error === undefined
    ? afterAnswer(state, observation, policy, expectation)
    : afterError(state, observation, observation.error, policy);
}

function afterSilence(before: WaitState, { error, retries }: Observation, policy: Policy): Decision {
  const state = { ...before, ...compact({ lastError: error }), retries: sum(before.retries, retries) };
  return waitOrTimeOut(state, lookDelayMs(state, policy), policy);
}

function afterAnswer(
  before: WaitState,
  observation: Observation,
  policy: Policy,
  expectation: Expectation | undefined,
): Decision {
  const { lastError: _answered, ...rest } = before;
  const seen = observation.operation ?? before.operation;
  const state: WaitState = {
    ...rest,
    polls: before.polls + 1,
    retries: sum(before.retries, observation.retries),
    transitions: withTransition(before, observation),
    throttledInARow: 0,
    transientInARow: 0,
    ...(seen === undefined ? {} : { operation: seen }),
  };
  // SUBMITTED, PENDING, a status that this version doesn't know, or none: only two ends are ends.
  const status = observation.operation?.Status;
  if (status === "SUCCESS") return { type: "done", state, targets: observation.operation?.Targets ?? {} };
  if (status === "FAIL") return fail(state, "failed", observation.operation?.ErrorCode ?? "UNKNOWN");
  return waitOrTimeOut(state, lookDelayMs(state, policy, expectation), policy);
}

function withTransition(state: WaitState, { at, operation }: Observation): readonly Transition[] {
  const from = statusOf(state);
  const to = operation?.Status;
  if (!isOperationStatus(to) || !isForward(from, to)) return state.transitions;
  return [...state.transitions, { from, to, at, elapsedMs: state.elapsedMs }];
}

/** The furthest status seen so far. */
export function statusOf(state: WaitState): OperationStatus | null {
  return state.transitions.at(-1)?.to ?? null;
}

function afterError(before: WaitState, observation: Observation, error: CallError, policy: Policy): Decision {
  const kind = classify(error);
  const failed = observation.retries ?? {
    throttled: kind === "throttled" ? 1 : 0,
    transient: kind === "transient" ? 1 : 0,
  };
  const state: WaitState = {
    ...before,
    polls: before.polls + 1,
    retries: sum(before.retries, failed),
    lastError: error,
    throttledInARow: before.throttledInARow + failed.throttled,
    transientInARow: before.transientInARow + failed.transient,
  };
  switch (kind) {
    case "throttled":
      return waitOrTimeOut(state, retryDelay(state, state.throttledInARow, policy), policy);
    case "transient":
      return state.transientInARow > policy.transientRetries
        ? fail(state, "unreachable", error.code ?? error.name)
        : waitOrTimeOut(state, retryDelay(state, state.transientInARow, policy), policy);
    case "not-found":
      return state.operation === undefined && state.elapsedMs < graceMs(policy)
        ? waitOrTimeOut(state, lookDelayMs(state, policy), policy)
        : fail(state, "not-found", error.name);
    case "denied":
    case "invalid":
      return fail(state, kind, error.name);
  }
}

/** An id that is still unknown when time is up is not an operation that takes long, so the grace ends with the wait. */
function graceMs({ notFoundGrace, maxWaitTime }: Policy): number {
  return Math.min(notFoundGrace, maxWaitTime) * 1000;
}

/** The delay from one look to the next; before the first look, the delay to that one. */
export function lookDelayMs(state: WaitState, policy: Policy, expectation?: Expectation): number {
  const { elapsedMs, polls, operationId } = state;
  const spread = spreadOf(operationId, polls);
  const longestMs = policy.maxDelay * 1000;
  if (polls === 0) {
    return expectation === undefined
      ? 0
      : delayUntilWorthMs(expectation.table, elapsedMs, expectation.priceMs, longestMs);
  }
  if (expectation === undefined) return pollDelayMs(elapsedMs, policy, spread);
  const delayMs = delayUntilWorthMs(expectation.table, elapsedMs, expectation.priceMs, longestMs);
  return jittered(Math.max(delayMs, policy.minDelay * 1000), policy, spread);
}

function retryDelay(state: WaitState, failures: number, policy: Policy): number {
  const spread = spreadOf(state.operationId, state.polls);
  return retryDelayMs(failures, backOff(policy, spread), state.lastError?.retryAfterMs);
}

/** Waits, but not past the last look, which comes just before the deadline; and after that one, until the deadline. */
function waitOrTimeOut(state: WaitState, delayMs: number, policy: Policy): Decision {
  const leftMs = policy.maxWaitTime * 1000 - state.elapsedMs;
  if (leftMs <= 0) {
    const neverFound =
      state.operation === undefined &&
      state.lastError !== undefined &&
      classify(state.lastError) === "not-found";
    return neverFound ? fail(state, "not-found", "OperationNotFound") : fail(state, "timed-out", "TIMED_OUT");
  }
  const untilLastLookMs = leftMs - lastLookLeadMs(policy);
  const waitMs = Math.ceil(untilLastLookMs > 0 ? Math.min(delayMs, untilLastLookMs) : leftMs);
  return { type: "wait", waitMs, state: { ...state, waitedMs: state.elapsedMs + waitMs } };
}

function sum(a: Retries, b: Retries = { throttled: 0, transient: 0 }): Retries {
  return { throttled: a.throttled + b.throttled, transient: a.transient + b.transient };
}

function fail(state: WaitState, outcome: FailureReason, code: string): Decision {
  const message = `Operation ${printable(state.operationId, 255)}${describeType(state)} ${explanations[outcome](state, code)}`;
  return { type: "fail", state, error: { outcome, code, message, ...compact({ cause: state.lastError }) } };
}

function describeType({ operation }: WaitState): string {
  return operation?.Type === undefined ? "" : ` (${printable(operation.Type, 100)})`;
}

const explanations: Readonly<Record<FailureReason, (state: WaitState, code: string) => string>> = {
  failed: ({ operation }, code) =>
    [
      `failed: ${printable(code, 100)}${operation?.ErrorMessage === undefined ? "" : `: ${ended(printable(operation.ErrorMessage))}`}`,
      explainErrorCode(code) ??
        "Cloud Map will not try it again: mend the cause, then call the action again.",
    ].join(" "),
  "timed-out": (state) =>
    `${state.operation === undefined ? "was not seen" : `was ${statusOf(state) ?? "in an unknown status"}`} after ${seconds(state.elapsedMs)}, ` +
    "when the time to wait was up. " +
    (state.operation === undefined ? "" : "It has not failed: Cloud Map goes on with it. ") +
    `Wait for the same operation id again to resume.${describeCause(state)}`,
  "not-found": (state) =>
    state.operation === undefined
      ? `was not found in ${seconds(state.elapsedMs)}. Check the operation id, the region and the account; ` +
        "an operation on a namespace that is shared with your account needs OwnerAccount."
      : `was ${statusOf(state) ?? "seen"} and then was no longer found: Cloud Map has dropped its record. ` +
        "Look at the namespace, service or instance itself to see how it ended.",
  denied: (state) =>
    `could not be looked at.${describeCause(state)} The operation itself goes on. ` +
    "Mend the credentials, region or permission (servicediscovery:GetOperation), then wait for the same operation id again.",
  invalid: (state) =>
    `could not be looked at: the request was refused.${describeCause(state)} Check the operation id, the owner account and the endpoint.`,
  unreachable: (state) =>
    `could not be looked at: ${state.transientInARow} attempts in a row failed.${describeCause(state)} ` +
    "The operation itself goes on. Check the endpoint, the region and the network, then wait for the same operation id again.",
};

function describeCause({ lastError }: WaitState): string {
  if (lastError === undefined) return "";
  const { name, code, message } = lastError;
  const title = code === undefined || message.includes(code) ? name : `${name} ${code}`;
  return ` The last error was ${printable(title, 100)}${message === "" ? "" : `: ${printable(message, 300)}`}`.replace(
    /\.?$/,
    ".",
  );
}

function ended(sentence: string): string {
  return /[.!?…)]$/.test(sentence) ? sentence : `${sentence}.`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}
