import { Slice } from "../../platform/slices.js";
import { Heap, type Keyed } from "./heap.js";
import { tuning } from "./tuning.js";

/** How long a request can wait, by what is known when it is asked. Questions change nothing. */
export interface Deferral {
  /** How much longer a request must wait whose time has come: it was planned when less was known. */
  rescheduleMs(): number;
  /** How long to hold a request back that is due, for the sake of others; less than 0 when that time has passed. */
  slackMs(): number;
  /** Called when the request is rescheduled: in how many milliseconds from now. */
  planned?(delayMs: number): void;
}

/** A request in the timetable, whose key is when it is due, or among those that are due, whose key is when it must be sent. */
export interface Planned extends Keyed {
  isLive: boolean;
  /** When it fell due: before that, nothing held it up. */
  dueAt: number;
  readonly deferral: Deferral | undefined;
}

/**
 * The timetable of all requests, and those that are due in the order in which they must be sent. Requests that were called
 * off stay in it until their turn comes, so that leaving costs nothing.
 */
export class PollQueue<T extends Planned> {
  #timetable = new Heap<T>();
  #due = new Heap<T>();
  #size = 0;
  #sentInOrder = 0;
  #reorderedAt = Number.NEGATIVE_INFINITY;

  /** Requests that are planned or due. */
  get size(): number {
    return this.#size;
  }

  /** Requests that are due and have not been sent. */
  get dueSize(): number {
    return this.#due.size;
  }

  /** When the next request falls due. */
  get nextDueAt(): number {
    return this.#timetable.peek()?.key ?? Number.POSITIVE_INFINITY;
  }

  /** Plans a request for its key; tells whether it is the first of the timetable. */
  add(planned: T): boolean {
    this.#size++;
    this.#timetable.push(planned);
    return this.#timetable.peek() === planned;
  }

  /** A request was sent or called off. */
  leave(planned: T): void {
    planned.isLive = false;
    if (--this.#size > 0) return;
    this.#timetable = new Heap();
    this.#due = new Heap();
  }

  /** Moves those whose time has come to those that are due, or reschedules them; tells whether there was time for all of them. */
  passTo(now: number): boolean {
    const slice = new Slice();
    for (let next = this.#timetable.peek(); next && next.key <= now; next = this.#timetable.peek()) {
      this.#timetable.pop();
      if (next.isLive) this.#fallDue(next, now);
      if (slice.isOver()) return false;
    }
    return true;
  }

  /** Of those that are due, the one that can least well be held back. */
  peek(): T | undefined {
    for (let first = this.#due.peek(); first; first = this.#due.peek()) {
      if (first.isLive) return first;
      this.#due.pop();
    }
    return undefined;
  }

  /** For how many milliseconds one that is due should have been sent; 0 if none should. */
  overdueMs(now: number): number {
    const first = this.peek();
    return first ? Math.max(0, now - Math.max(first.key, first.dueAt)) : 0;
  }

  /** Takes the first of those that are due, to be sent. */
  shift(now: number): void {
    const first = this.#due.pop();
    if (first) this.leave(first);
    this.#reorder(now);
  }

  #fallDue(planned: T, now: number): void {
    const { deferral } = planned;
    const rescheduledMs = deferral?.rescheduleMs() ?? 0;
    const delayMs = rescheduledMs > 0 ? rescheduledMs : (deferral?.slackMs() ?? 0);
    planned.key = now + delayMs;
    planned.dueAt = now;
    (rescheduledMs > 0 ? this.#timetable : this.#due).push(planned);
    if (delayMs > 0) deferral?.planned?.(delayMs);
  }

  /** Each answer may tell how long others had best be held back; to ask them all costs too much to be done each time. */
  #reorder(now: number): void {
    const { size } = this.#due;
    const isRecent = now < this.#reorderedAt + size * tuning.reorderEveryMs;
    if (++this.#sentInOrder < size * tuning.shareInOrder || isRecent) return;
    this.#sentInOrder = 0;
    this.#reorderedAt = now;
    this.#due.rebuild((planned) => {
      if (planned.deferral) planned.key = now + planned.deferral.slackMs();
      return planned.isLive;
    });
  }
}
