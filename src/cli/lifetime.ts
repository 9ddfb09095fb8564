import { onAbort } from "../platform/abort.js";
import { startTimer } from "../platform/timers.js";
import type { Signals } from "./signals.js";

/** Something took longer than there was time for, or a signal came first. */
export class EndedEarly extends Error {
  override readonly name = "EndedEarly";
}

/** However short the deadline, there is so much time for what comes before the one poll that every wait gets. */
const leastMs = 1000;
/** What `--timeout 0`, which is one poll and no length of time, leaves for it. */
const leastForOnePollMs = 10_000;

/** The time that the command has, from its first line on: until its deadline, or a signal. */
export class Lifetime {
  readonly signals: Signals;
  /** Undefined without a limit. */
  readonly timeoutMs: number | undefined;
  readonly #startedAt = performance.now();

  constructor(signals: Signals, timeoutSeconds: number | undefined) {
    this.signals = signals;
    this.timeoutMs = timeoutSeconds === undefined ? undefined : timeoutSeconds * 1000;
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** Undefined without a limit. */
  get remainingMs(): number | undefined {
    return this.timeoutMs === undefined ? undefined : Math.max(0, this.timeoutMs - this.elapsedMs);
  }

  /**
   * Resolves with what the work brings, and calls `onBeat` after each silence of `beatMs`.
   * @throws {EndedEarly} when the deadline or a signal comes first; the work is left to itself.
   */
  async during<T>(work: Promise<T>, beatMs: number, onBeat: () => void): Promise<T> {
    const stops: (() => void)[] = [];
    try {
      return await new Promise<T>((resolve, reject) => {
        const end = (): void => reject(new EndedEarly());
        let stopBeat = startTimer(beatMs, beat);
        function beat(): void {
          onBeat();
          stopBeat = startTimer(beatMs, beat);
        }
        stops.push(onAbort(this.signals.abortSignal, end), () => stopBeat());
        if (this.timeoutMs !== undefined) {
          const least = this.timeoutMs === 0 ? leastForOnePollMs : leastMs;
          stops.push(startTimer(Math.max(least, this.remainingMs ?? 0), end));
        }
        work.then(resolve, reject);
      });
    } finally {
      for (const stop of stops) stop();
    }
  }
}
