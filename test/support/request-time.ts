import type { Emulator } from "../../src/emulator/index.js";
import { startsAtMs } from "./clock.js";

/** A clock for an emulator, which passes by the requests that it gets. */
export interface RequestTime {
  readonly now: () => number;
  /** Names the emulator, which is made with the clock. */
  follow(emulator: Emulator): void;
}

/**
 * For tests of a process, which starts late on a busy machine: what it polls goes on by so many milliseconds with each
 * request, and no sooner.
 */
export function requestTime(stepMs: number): RequestTime {
  let followed: Emulator | undefined;
  return {
    now: () => startsAtMs + (followed?.requestCount ?? 0) * stepMs,
    follow(emulator) {
      followed = emulator;
    },
  };
}
