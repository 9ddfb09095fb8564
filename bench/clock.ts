import FakeTimers from "@sinonjs/fake-timers";

// Taken before they are faked.
const { setImmediate } = globalThis;

/** Time that passes only when nothing else is left to do: hours of waiting in seconds of computing. */
export interface VirtualClock {
  /** Lets time pass until a promise settles. */
  runUntil<T>(promise: Promise<T>): Promise<T>;
  uninstall(): void;
}

export function virtualClock(): VirtualClock {
  const clock = FakeTimers.install({
    now: Date.UTC(2026, 0, 1),
    loopLimit: Number.MAX_SAFE_INTEGER,
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
  });
  return {
    async runUntil(promise) {
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
        if (clock.countTimers() === 0)
          throw new Error("the clock has stopped: nothing is left that would happen");
        clock.next();
      }
    },
    uninstall: () => clock.uninstall(),
  };
}
