import { installClock } from "../support/clock.js";

/** What a poll of the operation is told: a status, something to throw, or nothing (`silence`). */
export type Answer = string | Error;

export interface World {
  /** Polls, each with when it came, in milliseconds from the start. */
  readonly polls: number[];
  /** Signals that polls were given and that have aborted. */
  readonly aborted: () => number;
  /** Polls the operation, as a package's own way to send does. */
  readonly get: (signal?: AbortSignal) => Promise<string>;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  /** Lets time pass until a promise settles or so many milliseconds are over. */
  settle(promise: Promise<unknown>, limitMs: number): Promise<Settled>;
  readonly timers: () => number;
  /** Sets the clock on the wall. */
  jump(byMs: number): void;
}

export type Settled =
  | { readonly type: "resolved"; readonly value: unknown; readonly atMs: number }
  | { readonly type: "rejected"; readonly error: unknown; readonly atMs: number }
  | { readonly type: "pending" };

const { setImmediate } = globalThis;

/** A world of its own for one check: faked time, and an operation that answers polls one after another, the last again and again. */
export async function inWorld<T>(
  answers: readonly Answer[],
  check: (world: World) => Promise<T>,
): Promise<T> {
  const clock = installClock();
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  // Real ones would not see the faked time.
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new DOMException("timeout", "TimeoutError")), ms);
    return controller.signal;
  };
  const signals: AbortSignal[] = [];
  const polls: number[] = [];
  const world: World = {
    polls,
    aborted: () => signals.filter((signal) => signal.aborted).length,
    get: async (signal) => {
      const answer = answers[Math.min(polls.length, answers.length - 1)];
      polls.push(performance.now());
      // A package that polls without a pause must not fill the memory.
      if (polls.length > 20_000) throw new Error("more polls than anybody wants");
      if (signal) signals.push(signal);
      if (answer === "silence" || answer === undefined)
        return await new Promise((_, reject) => {
          signal?.addEventListener("abort", () => reject(signal.reason as Error));
        });
      if (answer instanceof Error) throw answer;
      return answer;
    },
    pass: async (ms) => {
      await clock.tickAsync(ms);
    },
    settle: async (promise, limitMs) => {
      let settled: Settled = { type: "pending" };
      promise.then(
        (value) => (settled = { type: "resolved", value, atMs: performance.now() }),
        (error: unknown) => (settled = { type: "rejected", error, atMs: performance.now() }),
      );
      const endsAt = performance.now() + limitMs;
      for (let turns = 0; turns < 50_000; turns++) {
        for (let turn = 0; turn < 3; turn++)
          await new Promise<void>((resolve) => {
            setImmediate(resolve);
          });
        if (settled.type !== "pending" || performance.now() >= endsAt || clock.countTimers() === 0) break;
        clock.next();
      }
      return settled;
    },
    timers: () => clock.countTimers(),
    jump: (byMs) => clock.setSystemTime(Date.now() + byMs),
  };
  try {
    return await check(world);
  } finally {
    AbortSignal.timeout = timeout;
    clock.uninstall();
  }
}
