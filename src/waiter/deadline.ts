import { lateMs } from "../core/poll-delay.js";
import { onAbort } from "../platform/abort.js";
import { jumpedMs, monotonicNow, startTimer } from "../platform/timers.js";
import type { Settings } from "./config.js";

/** The reason of an abort at the deadline; it never leaves the waiter. */
export const deadlinePassed: Error = new Error("the time to wait is up");

/** Milliseconds. How long a wait may go on for one more poll, if its deadline passed while nothing could run. */
const extensionMs = 2000;

/**
 * Calls back when the time to wait is up, with {@link deadlinePassed}, at once if it is up already, and when the caller's
 * signal aborts, with its reason. A process that stood still over its deadline (a suspended laptop, SIGSTOP, a Lambda
 * between two invocations), or whose fake clock jumped over it, gets the time for one more poll. Returns a function that
 * cancels it.
 */
export function onEnd(
  { policy: { maxWaitTime, requestTimeout }, abortSignal, unref }: Settings,
  elapsedMs: number,
  end: (reason: unknown) => void,
): () => void {
  // A wait of no length polls once, for as long as that poll may take.
  const deadlineMs = (maxWaitTime || requestTimeout) * 1000;
  if (elapsedMs >= deadlineMs) {
    end(deadlinePassed);
    return () => {};
  }
  const dueAt = monotonicNow() + deadlineMs - elapsedMs;
  let isOver = false;
  let stopTimer: () => void;
  const timeUp = (): void => end(deadlinePassed);
  const extend = (): void => {
    if (!isOver) stopTimer = startTimer(Math.min(requestTimeout * 1000, extensionMs), timeUp, unref);
  };
  stopTimer = startTimer(
    deadlineMs - elapsedMs,
    () => {
      // In the middle of a fake clock's jump, the extension would end in the same moment.
      if (jumpedMs() >= lateMs) void Promise.resolve().then(extend);
      else if (monotonicNow() - dueAt >= lateMs) extend();
      else timeUp();
    },
    unref,
  );
  const stopListening = abortSignal && onAbort(abortSignal, () => end(abortSignal.reason));
  return () => {
    isOver = true;
    stopTimer();
    stopListening?.();
  };
}
