/** The emulator's own time: it follows a source of real time, some number of times faster, and never goes back. */
export interface Clock {
  /** Epoch milliseconds of emulated time, whole ones, as the service's dates are. */
  now(): number;
  /** Moves time forward by `ms` milliseconds of emulated time. */
  advance(ms: number): void;
}

/**
 * Throws a `RangeError` when the source is no clock.
 *
 * @param source epoch milliseconds of real time
 * @param speed emulated seconds per real second
 */
export function createClock(source: () => number, speed: number): Clock {
  let seen = source();
  if (!Number.isFinite(seen)) {
    throw new RangeError(`now() must return epoch milliseconds; got ${String(seen)}`);
  }
  let emulated = seen;
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
      if (!(ms >= 0 && ms < Infinity)) {
        throw new RangeError(`advance(ms): ms must be a finite number of milliseconds, 0 or more; got ${ms}`);
      }
      emulated += ms;
    },
  };
}
