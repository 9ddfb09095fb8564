import { endOfTime } from "../scenario/preset-operation.js";

/** The emulator's own time: it follows a source of real time, some number of times faster, and does not go back by itself. */
export interface Clock {
  /** Epoch milliseconds of emulated time, whole ones, as the service's dates are. */
  now(): number;
  /** Moves time forward by `ms` milliseconds of emulated time. */
  advance(ms: number): void;
  /** Sets emulated time, from where it flows on; without a time, to where it began. */
  set(ms?: number): void;
}

/**
 * Throws a `RangeError` when the source is not a clock.
 *
 * @param source epoch milliseconds of real time
 * @param speed emulated seconds per real second
 * @param startAtMs emulated time at the start; undefined for the source's
 */
export function createClock(source: () => number, speed: number, startAtMs?: number): Clock {
  let seen = source();
  if (!Number.isFinite(seen)) {
    throw new RangeError(`now() must return epoch milliseconds; got ${String(seen)}`);
  }
  let emulated = startAtMs ?? seen;
  return {
    now() {
      const real = source();
      // A source that jumps back (a fake clock installed or removed, a clock set right) lets no time pass, and time
      // flows on from there. The alternative, to wait until it catches up, would stop every operation.
      emulated += Math.max(0, real - seen) * speed;
      seen = real;
      return Math.floor(emulated);
    },
    advance(ms) {
      if (typeof ms !== "number" || !(ms >= 0 && emulated + ms < endOfTime)) {
        const rule = "a number of milliseconds, 0 or more, that leads to a time before the year 10000";
        throw new RangeError(`advance(ms): ms must be ${rule}; got ${JSON.stringify(ms) ?? typeof ms}`);
      }
      emulated += ms;
    },
    set(ms) {
      seen = source();
      emulated = ms ?? startAtMs ?? seen;
    },
  };
}
