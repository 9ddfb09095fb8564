// Timers are looked up when they are used, so that fake ones can be put in their place at any time.

/** A longer delay would make Node's timers fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * A clock that counts whole milliseconds from the epoch and never jumps: the wall clock is read once, and the monotonic
 * one from then on.
 */
export function steadyClock(): () => number {
  const origin = Date.now() - performance.now();
  return () => Math.round(origin + performance.now());
}

/** Calls back after a delay of any length; returns the way to call it off. An unref'd timer lets the process exit. */
export function startTimer(delayMs: number, callback: () => void, unref = false): () => void {
  const endsAt = performance.now() + delayMs;
  let timer: ReturnType<typeof setTimeout>;
  const arm = (): void => {
    // What is left, not what was planned: a chain of timers must not add up their lateness. Rounded up, as Node rounds down.
    const leftMs = Math.ceil(Math.max(0, endsAt - performance.now()));
    timer = setTimeout(leftMs > longestTimerMs ? arm : callback, Math.min(leftMs, longestTimerMs));
    // A browser's timer is a number, and holds nothing.
    if (unref) timer.unref?.();
  };
  arm();
  return () => clearTimeout(timer);
}
