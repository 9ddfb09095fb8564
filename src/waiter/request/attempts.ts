import pRetry from "p-retry";
import { type CallError, classify, type FailureKind, readError } from "../../core/classify.js";
import { backOff, type Policy, retryDelayMs, spreadOf } from "../../core/options.js";
import type { Retries } from "../../core/next-step.js";
import { onAbort } from "../../platform/abort.js";
import type { Answer, Pacer, Permit } from "../rate/pacer.js";
import type { RequestOptions } from "./sdk-client.js";
import { startTimer } from "../../platform/timers.js";

/** A failed attempt that will be followed by another. */
export interface RetryNotice {
  readonly reason: "throttled" | "transient";
  readonly error: CallError;
  /** What was thrown. */
  readonly cause: unknown;
  readonly delayMs: number;
}

export interface CallOptions {
  readonly policy: Policy;
  readonly pacer: Pacer;
  /** The leave for the first attempt, for a caller that has it already. */
  readonly permit?: Permit | undefined;
  /** Ends the call at once, whether or not the request heeds it. */
  readonly signal: AbortSignal;
  /** What sets this call's jitter apart from that of others. */
  readonly key: string;
  readonly unref: boolean;
  readonly onRetry: (notice: RetryNotice) => void;
}

/** What came of a call: a value, or the error with which it was given up, as data and as it was thrown. */
export type CallResult<T> =
  | { readonly retries: Retries; readonly value: T }
  | { readonly retries: Retries; readonly error: CallError; readonly cause: unknown };

/**
 * One call to Cloud Map: paced, cut off after the request timeout, and tried again by p-retry: on a throttle for as long
 * as the signal allows, on a failure on the way until the policy's budget is used up.
 * @throws the signal's reason.
 */
export async function call<T>(
  send: (options: RequestOptions) => Promise<T>,
  { policy, pacer, permit, signal, key, unref, onRetry }: CallOptions,
): Promise<CallResult<T>> {
  const retries = { throttled: 0, transient: 0 };
  const delays = backOff(policy, spreadOf(key, 0));
  // p-retry listens on it while it waits: on a signal that many calls share, so many listeners would draw a warning.
  const ended = new AbortController();
  const stopListening = onAbort(signal, () => ended.abort(signal.reason));
  let failure: { error: CallError; kind: FailureKind; cause: unknown } | undefined;
  let willRetry = false;
  let leave = permit;
  let delayMs = 0;

  const attempt = async (): Promise<T> => {
    failure = undefined;
    willRetry = false;
    const { answered, release } = leave ?? (await pacer.acquire({ signal, delayMs }));
    leave = undefined;
    let answer: Answer = "failed";
    let latestError: CallError | undefined;
    let answeredAt = 0;
    const onResponse = (error?: CallError): void => {
      latestError = error;
      answeredAt = performance.now();
      answered(answerOf(error && classify(error)));
    };
    try {
      const value = await cutOff(
        (abortSignal) => send({ abortSignal, onResponse }),
        policy.requestTimeout,
        signal,
        unref,
      );
      answer = "served";
      return value;
    } catch (cause) {
      signal.throwIfAborted();
      const error = stillThrottled(latestError, answeredAt, cause) ?? readError(cause);
      const kind = classify(error);
      failure = { error, kind, cause };
      answer = answerOf(kind);
      if (kind === "throttled" || kind === "transient") {
        retries[kind]++;
        willRetry = retries.transient <= policy.transientRetries;
        delayMs = retryDelayMs(retries[kind], delays, error.retryAfterMs);
        if (willRetry) onRetry({ reason: kind, error, cause, delayMs });
        if (kind === "transient") delayMs -= retryDelayMs(retries.transient, delays);
      }
      // What was thrown stays here: p-retry has rules of its own for TypeErrors and for what is no error.
      throw new Error(kind, { cause });
    } finally {
      release(answer);
    }
  };

  try {
    const value = await pRetry(attempt, {
      ...delays,
      retries: Number.POSITIVE_INFINITY,
      signal: ended.signal,
      unref,
      shouldRetry: () => willRetry,
      // p-retry waits only after what counts: a failure on the way. The back-off after a throttle, and what the service
      // asks for beyond a back-off, is left to the pacer, by the same formula.
      shouldConsumeRetry: () => failure?.kind !== "throttled",
    });
    return { retries, value };
  } catch (thrown) {
    if (signal.aborted) throw signal.reason;
    if (failure === undefined) throw thrown;
    const { error, cause } = failure;
    return { retries, error, cause };
  } finally {
    stopListening();
    leave?.release();
  }
}

/** What an answer says of the quota: an error that is the caller's own was served, one on the way says nothing. */
function answerOf(kind: FailureKind | undefined): Answer {
  if (kind === "throttled") return "throttled";
  return kind === "transient" ? "failed" : "served";
}

/**
 * An SDK client that was throttled sends again by itself, after as long a pause as the service asked for. If its time is up
 * in that pause, the latest answer was the throttle, and what is left of the pause is still to be heeded.
 */
function stillThrottled(
  latest: CallError | undefined,
  answeredAt: number,
  cause: unknown,
): CallError | undefined {
  if (!latest || classify(latest) !== "throttled" || !(cause instanceof DOMException)) return undefined;
  const leftMs = answeredAt + (latest.retryAfterMs ?? 0) - performance.now();
  return leftMs > 0 ? { ...latest, message: cause.message, retryAfterMs: Math.ceil(leftMs) } : undefined;
}

/**
 * Sends with a signal of its own, and settles when the request does, when its time is up, or when the outer signal
 * aborts, whichever comes first. A plain controller for each request, since the SDK retries one that AbortSignal.timeout
 * ended, and warns of many requests on one signal.
 */
async function cutOff<T>(
  send: (signal: AbortSignal) => Promise<T>,
  requestTimeout: number,
  signal: AbortSignal,
  unref: boolean,
): Promise<T> {
  const controller = new AbortController();
  const stops: (() => void)[] = [];
  try {
    return await new Promise<T>((resolve, reject) => {
      const cut = (reason: unknown): void => {
        reject(reason);
        controller.abort();
      };
      stops.push(
        onAbort(signal, () => cut(signal.reason)),
        startTimer(
          requestTimeout * 1000,
          () => cut(new DOMException(`no answer within ${requestTimeout} s`, "TimeoutError")),
          unref,
        ),
      );
      Promise.resolve(controller.signal).then(send).then(resolve, reject);
    });
  } finally {
    for (const stop of stops) stop();
  }
}
