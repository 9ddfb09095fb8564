/** How many `poll` and `retry` events are kept for readers who join late. */
const keptDetails = 1000;

interface Logged {
  readonly seq: number;
  readonly type: string;
}

/**
 * What has happened so far, for any number of readers, each at its own pace: a reader is given all of it from the first
 * event and then follows. Of the `poll` and `retry` events only the latest thousand are kept, so that neither a long wait
 * nor a slow reader costs more than a bounded memory; no other event is ever dropped.
 */
export class EventLog<E extends Logged> {
  #events: E[] = [];
  #details = 0;
  #wake: (() => void) | undefined;
  #changed: Promise<void> | undefined;
  readonly #isOver: () => boolean;

  /** `isOver` tells whether no event will follow; {@link wake} makes the readers see it. */
  constructor(isOver: () => boolean) {
    this.#isOver = isOver;
  }

  append(event: E): void {
    this.#events.push(event);
    // A reader finds its place by sequence number, so dropping an event disturbs nobody.
    if (isDetail(event) && ++this.#details > keptDetails * 2) this.#dropOldDetails();
    this.wake();
  }

  /** Makes readers check again for an event, or for the end. */
  wake(): void {
    this.#wake?.();
    this.#wake = undefined;
    this.#changed = undefined;
  }

  /**
   * The events after the one with this sequence number, then those to come, until it is over. It can be left at any time,
   * also while it waits for an event: a generator could not. `onStart` is called when the first event is asked for, with a
   * function that makes this reader leave.
   */
  follow(afterSeq = 0, onStart?: (leave: () => void) => void): AsyncIterableIterator<E, void, undefined> {
    let seq = afterSeq;
    let phase: "new" | "reading" | "left" = "new";
    const end = (): { done: true; value: undefined } => {
      phase = "left";
      return { done: true, value: undefined };
    };
    const leave = (): void => {
      phase = "left";
      // A reader that is waiting for the next event learns that there is none.
      this.wake();
    };
    const next = async (): Promise<IteratorResult<E, void>> => {
      if (phase === "new") {
        phase = "reading";
        onStart?.(leave);
      }
      for (;;) {
        if (phase === "left") return end();
        const event = this.#events[this.#placeAfter(seq)];
        if (event !== undefined) {
          seq = event.seq;
          return { done: false, value: event };
        }
        if (this.#isOver()) return end();
        this.#changed ??= new Promise((resolve) => {
          this.#wake = resolve;
        });
        await this.#changed;
      }
    };
    return {
      next,
      return: () => {
        leave();
        return Promise.resolve(end());
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** The index of the first event after a sequence number; the numbers have gaps. */
  #placeAfter(seq: number): number {
    let [low, high] = [0, this.#events.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle]?.seq ?? 0) > seq) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #dropOldDetails(): void {
    this.#details = keptDetails;
    let excess = keptDetails + 1;
    this.#events = this.#events.filter((event) => !isDetail(event) || excess-- <= 0);
  }
}

function isDetail({ type }: Logged): boolean {
  return type === "poll" || type === "retry";
}
