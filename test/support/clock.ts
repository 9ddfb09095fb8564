import FakeTimers from "@sinonjs/fake-timers";

// Taken before it is faked.
const { setImmediate } = globalThis;

/** What passes time on. */
export interface Timers {
  countTimers(): number;
  next(): unknown;
}

/**
 * Lets time pass until a promise settles, and only when nothing else is left to do: hours of waiting in seconds of
 * computing.
 */
export async function runUntil<T>(timers: Timers, promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const settled = promise.finally(() => {
    isSettled = true;
  });
  settled.catch(() => {});
  for (;;) {
    // A turn of the real event loop: every promise that can settle without time passing does.
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    if (isSettled) return await settled;
    if (timers.countTimers() === 0) throw new Error("time stands still: nothing is left that would happen");
    timers.next();
  }
}

/** When a faked clock starts. */
export const startsAtMs: number = Date.UTC(2026, 0, 1);

/**
 * Fakes the timers, `Date` and `performance`; they start at a fixed time. `process.nextTick` stays as it is: Node delivers
 * the messages between a test runner and its workers with it, and one that is lost in a faked queue is waited for for ever.
 */
export function installClock(now: number = startsAtMs): ReturnType<typeof FakeTimers.install> {
  return FakeTimers.install({
    now,
    loopLimit: Number.MAX_SAFE_INTEGER,
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
  });
}
