// Reads setTimeout from the global object at each use, so that fake timers can replace it at any time.
import { onAbort } from "./abort.js";

/** Milliseconds. A longer delay makes Node's timers, and a browser's, fire at once. */
export const longestTimerMs: number = 2 ** 31 - 1;

/** Node's timers may fire this early by the monotonic clock. More means that only one of the two is faked. */
const earlyMs = 2;

let offset = 0;
let latest = 0;
let latestRaw = 0;

/**
 * Milliseconds, by a clock that never goes back and believes the timers: when one fires, its time has come, whatever
 * `performance.now()` says. So a wait goes on under fake timers that leave `performance` alone, as those of node:test do,
 * and one that outlives its fake clock goes on from where it was.
 */
export function monotonicNow(): number {
  const raw = performance.now();
  // It goes back only when a fake clock has taken its place, or has left it. Whole milliseconds stay whole.
  if (raw < latestRaw) offset = Math.ceil(latest - raw);
  latestRaw = raw;
  latest = Math.max(latest, raw + offset);
  return latest;
}

function believe(dueAt: number): void {
  const early = dueAt - monotonicNow();
  if (early > earlyMs) offset += early;
  latest = Math.max(latest, dueAt);
}

/** When a row of timers began, fired or set without any promise job in between; undefined outside such a row. */
let inARowSince: number | undefined;

function markTimer(): void {
  if (inARowSince !== undefined) return;
  inARowSince = monotonicNow();
  // Not queueMicrotask, which a fake clock may hold back.
  void Promise.resolve().then(() => {
    inARowSince = undefined;
  });
}

/**
 * Milliseconds by which a fake clock has just jumped: time has passed, but only timers could run. Promise jobs run after
 * each real timer.
 */
export function jumpedMs(): number {
  return inARowSince === undefined ? 0 : monotonicNow() - inARowSince;
}

/**
 * A clock that counts whole milliseconds from the epoch and never jumps: the wall clock is read once, and the monotonic
 * one from then on.
 */
export class Clock {
  readonly #origin: number = Date.now() - monotonicNow();

  now(): number {
    return Math.round(this.#origin + monotonicNow());
  }

  /** Whether it still tells the time of the wall clock. */
  isRight(): boolean {
    return Math.floor(this.#origin + monotonicNow()) === Date.now();
  }
}

let latestClock: Clock | undefined;

/** A clock that is right by now: the same for thousands of waits that begin together. */
export function rightClock(): Clock {
  if (!latestClock?.isRight()) latestClock = new Clock();
  return latestClock;
}

/** Whoever has set a timer. */
interface TimerOwner {
  fired(): void;
}

/** Tells its owner after a delay of any length. An unref'd timer lets the process exit. */
export class Timer {
  readonly #endsAt: number;
  readonly #owner: TimerOwner;
  readonly #unref: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(delayMs: number, owner: TimerOwner, unref: boolean) {
    markTimer();
    this.#endsAt = monotonicNow() + delayMs;
    this.#owner = owner;
    this.#unref = unref;
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #arm(): void {
    // What is left, not what was planned: a chain of timers must not add up their lateness. Rounded up, as Node rounds down.
    const leftMs = Math.ceil(Math.max(0, this.#endsAt - monotonicNow()));
    const stepMs = Math.min(leftMs, longestTimerMs);
    this.#timer = stepMs < leftMs ? this.#step(stepMs) : setTimeout(() => this.#end(), stepMs);
    // A browser's timer is a number, and holds nothing.
    if (this.#unref) this.#timer.unref?.();
  }

  #step(stepMs: number): ReturnType<typeof setTimeout> {
    const endsAt = monotonicNow() + stepMs;
    return setTimeout(() => {
      markTimer();
      believe(endsAt);
      this.#arm();
    }, stepMs);
  }

  #end(): void {
    markTimer();
    believe(this.#endsAt);
    this.#owner.fired();
  }
}

/** A {@link Timer}; returns a function that cancels it. */
export function startTimer(delayMs: number, callback: () => void, unref = false): () => void {
  const timer = new Timer(delayMs, { fired: callback }, unref);
  return () => timer.stop();
}

/** Resolves after so many milliseconds, or as soon as the signal aborts. */
export function sleep(ms: number, signal?: AbortSignal, unref = false): Promise<void> {
  return new Promise((resolve) => {
    const stopTimer = startTimer(
      ms,
      () => {
        stopListening?.();
        resolve();
      },
      unref,
    );
    const stopListening =
      signal &&
      onAbort(signal, () => {
        stopTimer();
        resolve();
      });
  });
}
