import FakeTimers from "@sinonjs/fake-timers";
import { afterEach, beforeEach } from "vitest";

export interface VirtualTime {
  /** Lets time pass, and everything happen that it brings. */
  pass(ms: number): Promise<void>;
  /** Lets time pass until a promise settles, and returns what it resolves with. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** Timers that are set. */
  readonly timers: number;
}

/** Fakes the timers, `Date` and `performance` for each test of a file. */
export function useVirtualTime(): VirtualTime {
  let clock: ReturnType<typeof FakeTimers.install> | undefined;
  beforeEach(() => {
    clock = FakeTimers.install({
      now: Date.UTC(2026, 0, 1),
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
    });
  });
  afterEach(() => {
    clock?.uninstall();
    clock = undefined;
  });
  const installed = (): ReturnType<typeof FakeTimers.install> => {
    if (clock === undefined) throw new Error("time is faked only while a test runs");
    return clock;
  };
  return {
    async pass(ms) {
      await installed().tickAsync(ms);
    },
    async until(promise) {
      let isSettled = false;
      const settled = promise.finally(() => {
        isSettled = true;
      });
      settled.catch(() => {});
      for (;;) {
        // A turn of the real event loop, so that every promise settles that can without time passing.
        await new Promise<void>((resolve) => {
          setImmediate(resolve);
        });
        if (isSettled) return await settled;
        if (installed().countTimers() === 0) throw new Error("nothing is left that would happen");
        installed().next();
      }
    },
    get timers() {
      return installed().countTimers();
    },
  };
}
