/** How many events that tell no change are kept for those who join late. */
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
  #isClosed = false;
  #wake: (() => void) | undefined;
  #changed: Promise<void> | undefined;

  append(event: E): void {
    this.#events.push(event);
    // A reader finds its place by sequence number, so dropping an event disturbs nobody.
    if (isDetail(event) && ++this.#details > keptDetails * 2) this.#dropOldDetails();
    this.#notify();
  }

  /** No more events will come. */
  close(): void {
    this.#isClosed = true;
    this.#notify();
  }

  /** The events after the one with this sequence number, then those to come, until the log is closed. */
  async *follow(afterSeq = 0): AsyncGenerator<E, void, undefined> {
    for (let seq = afterSeq; ;) {
      const next = this.#after(seq);
      if (next !== undefined) {
        seq = next.seq;
        yield next;
      } else if (this.#isClosed) {
        return;
      } else {
        this.#changed ??= new Promise((resolve) => {
          this.#wake = resolve;
        });
        await this.#changed;
      }
    }
  }

  #notify(): void {
    this.#wake?.();
    this.#wake = undefined;
    this.#changed = undefined;
  }

  #dropOldDetails(): void {
    this.#details = keptDetails;
    let excess = keptDetails + 1;
    this.#events = this.#events.filter((event) => !isDetail(event) || excess-- <= 0);
  }

  /** Sequence numbers only rise, so the place of one is found by halving. */
  #after(seq: number): E | undefined {
    let [low, high] = [0, this.#events.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle]?.seq ?? 0) <= seq) low = middle + 1;
      else high = middle;
    }
    return this.#events[low];
  }
}

function isDetail({ type }: Logged): boolean {
  return type === "poll" || type === "retry";
}
