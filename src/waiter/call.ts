import pRetry from "p-retry";
import { type CallError, classify, readError } from "../core/classify.js";
import { backOff, type Policy, retryDelayMs, spreadOf } from "../core/policy.js";
import type { Retries } from "../core/wait.js";
import { onAbort } from "./abort.js";
import type { Pacer, Permit } from "./pacer.js";
import type { RequestOptions } from "./sdk.js";
import { sleep, startTimer } from "./time.js";

/** A failed attempt that will be followed by another. */
export interface RetryNotice {
  readonly reason: "throttled" | "transient";
  readonly error: CallError;
  readonly delayMs: number;
  /** Of this call, up to now. */
  readonly retries: Retries;
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
  readonly unref?: boolean | undefined;
  readonly onRetry?: ((notice: RetryNotice) => void) | undefined;
}

/** A call that was given up: the service refused it, or too many attempts failed on the way. */
export class CallFailure extends Error {
  override readonly name = "CallFailure";
  readonly error: CallError;
  readonly retries: Retries;

  constructor(cause: unknown, retries: Retries) {
    const error = readError(cause);
    super(error.message, { cause });
    this.error = error;
    this.retries = retries;
  }
}

/**
 * One call to Cloud Map: paced, cut off after the request timeout, and tried again by p-retry: on a throttle for as long
 * as the signal allows, on a failure on the way until the policy's budget is used up.
 * @throws {CallFailure} or the signal's reason.
 */
export async function call<T>(
  send: (options: RequestOptions) => Promise<T>,
  options: CallOptions,
): Promise<{ readonly value: T; readonly retries: Retries }> {
  const { policy, pacer, signal, unref = false, key, onRetry } = options;
  let { permit } = options;
  const retries = { throttled: 0, transient: 0 };
  const delays = backOff(policy, spreadOf(key, 0));
  try {
    const value = await pRetry(
      async () => {
        const leave = permit ?? (await pacer.acquire({ signal }));
        permit = undefined;
        return await attempt(send, leave, options);
      },
      {
        ...delays,
        retries: policy.transientRetries,
        signal,
        unref,
        // A throttle takes nothing from the budget for failures on the way. p-retry waits only where it counts, so the
        // back-off after a throttle is slept below, by the same formula.
        shouldConsumeRetry: ({ error }) => kindOf(error) !== "throttled",
        shouldRetry: ({ error }) => isRetried(kindOf(error)),
        onFailedAttempt: async ({ error, retriesLeft }) => {
          const reason = kindOf(error);
          if (signal.aborted || !isRetried(reason)) return;
          retries[reason]++;
          const { retryAfterMs } = readError(error.cause);
          const delayMs = retryDelayMs(retries[reason], delays, retryAfterMs);
          if (reason === "transient" && retriesLeft === 0) return;
          onRetry?.({ reason, error: readError(error.cause), delayMs, retries: { ...retries } });
          const sleptByPRetry = reason === "transient" ? retryDelayMs(retries.transient, delays) : 0;
          if (delayMs > sleptByPRetry) await sleep(delayMs - sleptByPRetry, signal, unref);
        },
      },
    );
    return { value, retries };
  } catch (thrown) {
    if (signal.aborted) throw signal.reason;
    throw new CallFailure(thrown instanceof AttemptFailure ? thrown.cause : thrown, retries);
  }
}

type Retried = "throttled" | "transient";

function isRetried(kind: string): kind is Retried {
  return kind === "throttled" || kind === "transient";
}

function kindOf(error: Error): ReturnType<typeof classify> {
  return classify(readError(error.cause));
}

/** Carries what was thrown, whatever it was, through p-retry, which has rules of its own for TypeErrors and non-errors. */
class AttemptFailure extends Error {}

async function attempt<T>(
  send: (options: RequestOptions) => Promise<T>,
  permit: Permit,
  { policy, signal, unref }: CallOptions,
): Promise<T> {
  // Only a sender that has no view of its responses is judged by what it throws.
  let isReported = false;
  const onResponse = (wasThrottled: boolean): void => {
    isReported = true;
    permit.answered(wasThrottled);
  };
  try {
    return await cutOff(
      (abortSignal) => send({ abortSignal, onResponse }),
      policy.requestTimeout,
      signal,
      unref,
    );
  } catch (cause) {
    if (!isReported && !signal.aborted) onResponse(classify(readError(cause)) === "throttled");
    throw new AttemptFailure("attempt failed", { cause });
  } finally {
    if (!isReported) permit.answered(false);
    permit.release();
  }
}

/** The request took too long. Its name keeps it apart from the SDK's TimeoutError, which may be a reset connection. */
class AttemptTimeout extends Error {
  override readonly name = "AttemptTimeout";
  readonly code = "ETIMEDOUT";
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
  unref?: boolean,
): Promise<T> {
  const controller = new AbortController();
  return await new Promise<T>((resolve, reject) => {
    const settle = (finish: () => void): void => {
      stopTimer();
      stopListening();
      finish();
    };
    const cut = (reason: unknown): void => {
      settle(() => reject(reason));
      controller.abort(new DOMException("The request was given up", "AbortError"));
    };
    const stopListening = onAbort(signal, () => cut(signal.reason));
    const stopTimer = startTimer(
      requestTimeout * 1000,
      () => cut(new AttemptTimeout(`no answer within ${requestTimeout} s`)),
      unref,
    );
    Promise.resolve(controller.signal)
      .then(send)
      .then(
        (value) => settle(() => resolve(value)),
        (error: unknown) => settle(() => reject(error)),
      );
  });
}
