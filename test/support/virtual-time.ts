import { afterEach, beforeEach } from "vitest";
import { installClock, runUntil } from "./clock.js";

export interface VirtualTime {
  /** Lets time pass, and everything happen that it brings. */
  pass(ms: number): Promise<void>;
  /** Lets time pass while nothing can happen, as a suspended process sees it: what fell due happens at the end. */
  jump(ms: number): void;
  /** Lets time pass as a fake clock that is moved in one go does: timer by timer, and no promise in between. */
  rush(ms: number): void;
  /** Lets time pass until a promise settles, and returns what it resolves with. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** Timers that are set. */
  readonly timers: number;
}

/** Fakes the timers, `Date` and `performance` for each test of a file. */
export function useVirtualTime(): VirtualTime {
  let clock: ReturnType<typeof installClock> | undefined;
  beforeEach(() => {
    clock = installClock();
  });
  afterEach(() => {
    clock?.uninstall();
    clock = undefined;
  });
  const installed = (): ReturnType<typeof installClock> => {
    if (clock === undefined) throw new Error("time is faked only while a test runs");
    return clock;
  };
  return {
    async pass(ms) {
      await installed().tickAsync(ms);
    },
    jump: (ms) => void installed().jump(ms),
    rush: (ms) => void installed().tick(ms),
    until: async (promise) => await runUntil(installed(), promise),
    get timers() {
      return installed().countTimers();
    },
  };
}
