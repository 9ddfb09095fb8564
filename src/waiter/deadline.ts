import { onAbort } from "../platform/abort.js";
import type { Settings } from "./config.js";
import { startTimer } from "../platform/timers.js";

/** The reason that says that the time to wait is up; it never leaves the waiter. */
export const deadlinePassed: Error = new Error("the time to wait is up");

/**
 * Calls back when the time to wait is up, with {@link deadlinePassed}, at once if it is up already, and when the caller's
 * signal aborts, with its reason. Returns the way to call it off.
 */
export function onEnd(
  { policy: { maxWaitTime, requestTimeout }, abortSignal, unref }: Settings,
  elapsedMs: number,
  end: (reason: unknown) => void,
): () => void {
  // A wait of no length looks once, for as long as that look may take.
  const deadlineMs = (maxWaitTime || requestTimeout) * 1000;
  if (elapsedMs >= deadlineMs) {
    end(deadlinePassed);
    return () => {};
  }
  const stopTimer = startTimer(deadlineMs - elapsedMs, () => end(deadlinePassed), unref);
  const stopListening = abortSignal && onAbort(abortSignal, () => end(abortSignal.reason));
  return () => {
    stopTimer();
    stopListening?.();
  };
}
