import { onAbort } from "../platform/abort.js";
import { monotonicNow, startTimer } from "../platform/timers.js";
import type { Settings } from "./config.js";

/** The reason that says that the time to wait is up; it never leaves the waiter. */
export const deadlinePassed: Error = new Error("the time to wait is up");

/** A timer that is this late was not just queued behind others: the process stood still. */
const lateMs = 100;
/** How long a wait that slept over its deadline may go on, for one more poll. */
const extensionMs = 2000;

/**
 * Calls back when the time to wait is up, with {@link deadlinePassed}, at once if it is up already, and when the caller's
 * signal aborts, with its reason. A process that stood still over its deadline (a suspended laptop, SIGSTOP, a Lambda
 * between two invocations) gets the time for one more poll. Returns the way to call it off.
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
  let stopTimer = startTimer(
    deadlineMs - elapsedMs,
    () => {
      if (monotonicNow() - dueAt < lateMs) end(deadlinePassed);
      else
        stopTimer = startTimer(
          Math.min(requestTimeout * 1000, extensionMs),
          () => end(deadlinePassed),
          unref,
        );
    },
    unref,
  );
  const stopListening = abortSignal && onAbort(abortSignal, () => end(abortSignal.reason));
  return () => {
    stopTimer();
    stopListening?.();
  };
}
