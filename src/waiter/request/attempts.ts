import pRetry from "p-retry";
import { type CallError, readError } from "../../core/call-error.js";
import { classify, type FailureKind } from "../../core/classify-error.js";
import { isRecord } from "../../core/json.js";
import { lateMs } from "../../core/poll-delay.js";
import { monotonicNow } from "../../platform/timers.js";
import type { Permit, ResponseKind } from "../rate/permit.js";
import type { Pacer } from "../rate/pacer.js";
import { type RequestOptions, type ResponseNotice, watchFate } from "./responses.js";
import { withTimeLimit } from "./time-limit.js";

/** What one call needs of whoever makes it. */
export interface CallOptions {
  readonly pacer: Pacer;
  /** The permit for the first attempt, for a caller that has it already. */
  readonly permit?: Permit | undefined;
  /** Ends the call at once, whether or not the request respects it. */
  readonly signal: AbortSignal;
  readonly unref: boolean;
  /** Milliseconds. How long one attempt may take. */
  readonly requestTimeoutMs: number;
  /** Milliseconds until the final poll, at which nothing that began before may still be in progress; 0 or less from then on. */
  readonly untilFinalPollMs: () => number;
  /** Milliseconds until the deadline; 0 or less from then on. */
  readonly untilDeadlineMs: () => number;
  /** Called when an attempt has joined the pacer's queue, with what sends it ahead of its turn, and when it is due. */
  readonly onQueued?: ((sendNow: () => void, delayMs: number) => void) | undefined;
  /** How long to wait before the next attempt after one that failed; undefined to give up. */
  readonly afterFailure: (error: CallError, kind: FailureKind) => number | undefined;
  /** Called when another attempt is going to follow a failed one. */
  readonly onRetry: (failure: FailedAttempt) => void;
}

/** What came of a call: a value, or the error with which it was given up. */
export type CallResult<T> = { readonly sentAt: number } & (
  | { readonly value: T; readonly failure?: undefined }
  | { readonly failure: FailedAttempt }
);

/** An attempt that failed: what p-retry is thrown, so that its own rules for what may be thrown don't apply. */
export class FailedAttempt extends Error {
  override readonly name = "FailedAttempt";
  readonly error: CallError;
  readonly kind: FailureKind;
  /** Milliseconds until the next attempt; undefined if there is none. */
  readonly retryMs: number | undefined;
  /** Whether it only had to make way for the final poll, before its time was up: that is no failure. */
  readonly isCutOff: boolean;

  constructor(
    error: CallError,
    kind: FailureKind,
    cause: unknown,
    { retryMs, isCutOff = false }: { readonly retryMs: number | undefined; readonly isCutOff?: boolean },
  ) {
    super(error.message, { cause });
    this.isCutOff = isCutOff;
    this.error = error;
    this.kind = kind;
    this.retryMs = retryMs;
  }
}

/**
 * One call to Cloud Map: paced, limited in time, and tried again by p-retry for as long as the caller's rules allow. Every
 * time limit and every back-off ends with the final poll, so that a fault can't outlast it.
 * @throws the signal's reason.
 */
export async function call<T>(
  send: (options: RequestOptions) => Promise<T>,
  options: CallOptions,
): Promise<CallResult<T>> {
  const { pacer, signal, unref, onQueued } = options;
  const acquire = (delayMs: number): Promise<Permit> =>
    pacer.acquire({ signal, delayMs, onQueued: (sendNow) => onQueued?.(sendNow, delayMs) });
  let { permit } = options;
  let sentAt = 0;
  const attempt = async (): Promise<T> => {
    const current = permit ?? (await acquire(0));
    permit = undefined;
    sentAt = monotonicNow();
    return await attemptOnce(send, current, options);
  };
  try {
    signal.throwIfAborted();
    const first = attempt();
    // Nearly every call is answered at its first attempt. What p-retry needs to begin would be a tenth of a poll's own cost.
    const value = await first.catch(
      async () =>
        await pRetry(async (count) => await (count === 1 ? first : attempt()), {
          retries: Number.POSITIVE_INFINITY,
          // The back-off is waited for by the pacer, whose permit the next attempt needs anyway.
          minTimeout: 0,
          // It listens on the signal only while it waits itself.
          signal,
          unref,
          shouldRetry: ({ error }) => error instanceof FailedAttempt && error.retryMs !== undefined,
          onFailedAttempt: async ({ error }) => {
            if (!(error instanceof FailedAttempt) || error.retryMs === undefined) return;
            if (!error.isCutOff) options.onRetry(error);
            permit = await acquire(error.retryMs);
          },
        }),
    );
    signal.throwIfAborted();
    return { sentAt, value };
  } catch (thrown) {
    if (signal.aborted) throw signal.reason;
    if (thrown instanceof FailedAttempt) return { sentAt, failure: thrown };
    throw thrown;
  } finally {
    permit?.release();
  }
}

/** @throws {FailedAttempt} */
async function attemptOnce<T>(
  send: (options: RequestOptions) => Promise<T>,
  { answered, release }: Permit,
  { signal, unref, requestTimeoutMs, untilFinalPollMs, untilDeadlineMs, afterFailure }: CallOptions,
): Promise<T> {
  let response: ResponseKind = "failed";
  let latest: (ResponseNotice & { readonly at: number }) | undefined;
  const onResponse = (notice: ResponseNotice): void => {
    latest = { ...notice, at: monotonicNow() };
    answered(responseKind(notice.error && classify(notice.error)));
  };
  const { fate, onUnsent } = watchFate();
  // A timer counts whole milliseconds.
  const untilFinalMs = Math.round(untilFinalPollMs());
  const isBeforeFinal = untilFinalMs > 0;
  const limitMs = Math.min(
    requestTimeoutMs,
    isBeforeFinal ? untilFinalMs : pastDeadlineMs(untilDeadlineMs()),
  );
  try {
    const value = await withTimeLimit(
      (abortSignal) => send({ abortSignal, onResponse, onUnsent }),
      limitMs,
      signal,
      unref,
    );
    response = "served";
    return value;
  } catch (thrown) {
    signal.throwIfAborted();
    const cause = isRecord(thrown) ? thrown : notAnError(thrown);
    const throttle = latest?.error && stillThrottled(latest.error, latest.at, cause);
    const error: CallError = { ...(throttle ?? readError(thrown)), ...fate };
    const kind = classify(error);
    response = responseKind(kind);
    const leftMs = isBeforeFinal ? Math.max(0, Math.round(untilFinalPollMs())) : Number.POSITIVE_INFINITY;
    // A time-out DOMException is this call's own; the SDK's are plain errors.
    if (limitMs < requestTimeoutMs && kind === "transient" && cause instanceof DOMException)
      throw new FailedAttempt(error, kind, cause, { retryMs: 0, isCutOff: true });
    const retryMs = afterFailure(error, kind);
    throw new FailedAttempt(error, kind, cause, {
      retryMs: retryMs === undefined ? undefined : Math.min(retryMs, leftMs),
    });
  } finally {
    release(response);
  }
}

/** What was thrown without a stack gets one. */
function notAnError(thrown: unknown): Error {
  const shown = typeof thrown === "string" ? JSON.stringify(thrown) : String(thrown);
  return new Error(`${shown} was thrown, which is not an Error`, { cause: thrown });
}

/**
 * Limits an attempt that is in progress when the deadline passes. The deadline ends it first, unless the process stood still
 * over it: then the time is up for this attempt, and the next one is the poll after waking up.
 */
function pastDeadlineMs(untilDeadlineMs: number): number {
  return untilDeadlineMs > 0 ? untilDeadlineMs + lateMs : Number.POSITIVE_INFINITY;
}

/** What an answer says of the quota: an error that is the caller's own was served, one on the way says nothing. */
export function responseKind(kind: FailureKind | undefined): ResponseKind {
  if (kind === "throttled") return "throttled";
  return kind === "transient" || kind === "untrusted" || kind === "fault" ? "failed" : "served";
}

/**
 * An SDK client that was throttled sends again by itself, after as long a pause as the service asked for. If its time is up
 * in that pause, the latest answer was the throttle, and what is left of the pause still counts.
 */
function stillThrottled(latest: CallError, answeredAt: number, cause: unknown): CallError | undefined {
  if (classify(latest) !== "throttled" || !(cause instanceof DOMException)) return undefined;
  const leftMs = answeredAt + (latest.retryAfterMs ?? 0) - monotonicNow();
  return leftMs > 0 ? { ...latest, message: cause.message, retryAfterMs: Math.ceil(leftMs) } : undefined;
}
