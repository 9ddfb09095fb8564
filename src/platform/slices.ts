// Long work in pieces, between which the event loop turns.
import { monotonicNow } from "./timers.js";

/** Milliseconds of work before the event loop turns: `npm run bench -- --overheads --only block` shows the longest turn. */
const sliceMs = 4;
/** The clock is read once for so many items. */
const itemsBetweenChecks = 16;

/** One piece of work. Under a fake clock, which stands still, it is never over. */
export class Slice {
  readonly #endsAt: number = monotonicNow() + sliceMs;
  #items = itemsBetweenChecks;

  /** Asked after each item: whether the event loop should turn now. */
  isOver(): boolean {
    if (--this.#items > 0) return false;
    this.#items = itemsBetweenChecks;
    return monotonicNow() >= this.#endsAt;
  }
}

/** Calls back when the event loop has turned. */
export function afterTurn(callback: () => void): void {
  // Read at each use, as timers are. Browsers have no setImmediate.
  if (typeof setImmediate === "function") setImmediate(callback);
  else setTimeout(callback, 0);
}

/**
 * Does something with each of many items, also with those that are added meanwhile: at once, unless it takes too long.
 * Resolves when all is done.
 */
export function inSlices<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
  const iterator = items[Symbol.iterator]();
  return new Promise((resolve) => {
    const go = (): void => {
      const slice = new Slice();
      for (let next = iterator.next(); !next.done; next = iterator.next()) {
        work(next.value);
        if (slice.isOver()) return afterTurn(go);
      }
      resolve();
    };
    go();
  });
}
