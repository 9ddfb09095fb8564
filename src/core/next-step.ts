import type { CallError } from "./call-error.js";
import { classify } from "./classify-error.js";
import { failureMessage, type FailureReason } from "./failure-message.js";
import { jitterOf } from "./jitter.js";
import { isForward, type Operation, type Targets } from "./operation.js";
import type { Policy } from "./options.js";
import { finalPollAtMs, lateMs, pollDelayMs } from "./poll-delay.js";
import { recordAnswer, recordFailure, statusOf, type WaitState } from "./poll-state.js";
import { retryDelayMs } from "./retry-backoff.js";
import { optimalPollDelayMs, type SurvivalTable } from "./survival.js";

/** What a poll showed at `at`: the operation (or none, in an answer without one), or the error it ended in. */
export interface Observation {
  /** Milliseconds of the driver's clock. When the answer came. */
  readonly at: number;
  /** When its request was sent, for a driver that knows; else the same as `at`. */
  readonly sentAt?: number | undefined;
  readonly operation?: Operation | undefined;
  readonly error?: CallError | undefined;
}

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

/** What a driver knows of an operation beside the policy. */
export interface Expectation {
  /** How long such operations take; where that is unknown, the delay follows the age. */
  readonly table?: SurvivalTable | undefined;
  /** Milliseconds. The cost of a poll, as the lateness that it should save. */
  readonly pollCostMs: number;
  /** Milliseconds. An older operation is polled as often as one of this age, while there are requests to spare. */
  readonly asIfAgedMs?: number | undefined;
  /** Whether it is known how long such operations take, so that `knownMinDelay` holds in place of `minDelay`. */
  readonly isKnown?: boolean | undefined;
}

/**
 * What an observation means and what to do next. Never throws: a failure is data too. Where it is known how long such
 * operations take, polls are spent where this one is most likely to end; else the delay follows its age.
 */
export function nextStep(
  before: WaitState,
  observation: Observation,
  policy: Policy,
  expectation?: Expectation,
): Decision {
  const state = observe(before, observation);
  const { operation, error } = observation;
  if (error !== undefined) return afterError(state, error, observation, policy);
  // Any other status, also an unknown one or none, means that the operation is still running.
  if (isOwn(state, operation)) {
    if (operation.Status === "SUCCESS") return { type: "done", state, targets: operation.Targets ?? {} };
    if (operation.Status === "FAIL") return fail(state, "failed", operation.ErrorCode ?? "UNKNOWN");
  }
  return waitOrTimeOut(state, nextPollDelayMs(state, policy, expectation), observation, policy);
}

/** The state with what a poll has shown. */
function observe(before: WaitState, { at, operation, error }: Observation): WaitState {
  // The later of two clocks: neither a jump nor a stopped clock can break the deadline.
  const elapsedMs = Math.max(before.elapsedMs, at - before.startedAt, before.waitedMs);
  const kind = error && classify(error);
  const polls = before.polls + 1;
  const counted = error && kind ? recordFailure(before, error, kind) : recordAnswer(before);
  const isAnswer = kind === undefined || kind === "not-found";
  const state: WaitState = {
    ...counted,
    elapsedMs,
    polls,
    ...(isAnswer && { firstAnswerMs: before.firstAnswerMs ?? elapsedMs }),
  };
  if (!isOwn(before, operation)) return state;
  const from = statusOf(before);
  const to = operation.Status;
  return {
    ...state,
    operation,
    ...(isForward(from, to) && {
      transitions: before.transitions.concat({ from, to, at, elapsedMs, poll: polls }),
    }),
  };
}

/** An answer that names another operation says nothing of this one. */
function isOwn({ operationId }: WaitState, operation: Operation | undefined): operation is Operation {
  return operation !== undefined && (operation.Id === undefined || operation.Id === operationId);
}

function afterError(state: WaitState, error: CallError, observation: Observation, policy: Policy): Decision {
  const kind = classify(error);
  const { failuresInARow, operationId, polls } = state;
  const retryMs = retryDelayMs(failuresInARow, error, kind, policy, `${operationId}/${polls}`);
  if (retryMs !== undefined) return waitOrTimeOut(state, retryMs, observation, policy);
  switch (kind) {
    case "not-found":
      if (isWithinGrace(state, policy))
        return waitOrTimeOut(state, nextPollDelayMs(state, policy), observation, policy);
      return fail(state, kind, error.name);
    case "denied":
    case "invalid":
      return fail(state, kind, error.name);
    case "healing":
      return fail(state, "denied", error.name);
    case "fault":
      return fail(state, "invalid", error.code ?? error.name);
    case "throttled":
    case "transient":
    case "untrusted":
      return fail(state, "unreachable", error.code ?? error.name);
  }
}

/** The grace counts from the first answer: before that, a poll could not have seen the operation. */
function isWithinGrace(state: WaitState, policy: Policy): boolean {
  const { operation, elapsedMs, firstAnswerMs = elapsedMs } = state;
  // The grace ends with the wait: an id that is still unknown then is not a slow operation.
  return (
    operation === undefined &&
    elapsedMs - firstAnswerMs < policy.notFoundGrace * 1000 &&
    elapsedMs < policy.maxWaitTime * 1000
  );
}

/** Milliseconds from one poll to the next; before the first poll, until that one. */
export function nextPollDelayMs(state: WaitState, policy: Policy, expectation?: Expectation): number {
  const { elapsedMs, polls, operationId } = state;
  const { table, pollCostMs = 0, asIfAgedMs, isKnown = false } = expectation ?? {};
  let longestMs = policy.maxDelay * 1000;
  if (asIfAgedMs !== undefined) longestMs = Math.min(longestMs, asIfAgedMs * policy.growth);
  const wantedMs = table
    ? optimalPollDelayMs(table, elapsedMs, pollCostMs, longestMs)
    : Math.min(elapsedMs * policy.growth, longestMs);
  if (polls === 0) return wantedMs;
  const minDelay = isKnown ? policy.knownMinDelay : policy.minDelay;
  return pollDelayMs(elapsedMs, { ...policy, minDelay }, jitterOf(operationId, polls), wantedMs);
}

/**
 * Waits, but not past the final poll, which comes just before the deadline; and after that one, until the deadline. A
 * driver whose timer came late has missed the final poll: it polls once more, at once.
 */
function waitOrTimeOut(
  state: WaitState,
  delayMs: number,
  { at, sentAt = at }: Observation,
  policy: Policy,
): Decision {
  const leftMs = policy.maxWaitTime * 1000 - state.elapsedMs;
  const untilFinalMs = finalPollAtMs(policy) - state.elapsedMs;
  const tookMs = at - sentAt;
  // The process stood still while this answer was on its way, so it says nothing about now.
  const isStale = leftMs < -lateMs && leftMs + tookMs > 0;
  const wasFinalPoll = untilFinalMs + tookMs <= 0 && !isStale;
  if (leftMs <= 0 && wasFinalPoll) return timeOut(state);
  const waitMs = Math.max(0, Math.ceil(untilFinalMs > 0 ? Math.min(delayMs, untilFinalMs) : leftMs));
  return { type: "wait", waitMs, state: { ...state, waitedMs: state.elapsedMs + waitMs } };
}

/**
 * Ends a wait whose time is up. If the operation was never seen, the latest error says why: Cloud Map doesn't know the id, or
 * it could not be reached.
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

/** Ends a wait without success. */
export function fail(state: WaitState, outcome: FailureReason, code: string): FinalDecision {
  const { lastError } = state;
  const message = failureMessage(state, outcome, code);
  return { type: "fail", state, error: { outcome, code, message, ...(lastError && { cause: lastError }) } };
}
