import { checkNumber } from "../../core/options.js";
import { onAbort } from "../../platform/abort.js";
import { Heap, type Keyed } from "./heap.js";
import { monotonicNow, startTimer } from "../../platform/timers.js";

/** What is known of the quota of an account; all of it optional, since AWS publishes none for GetOperation. */
export interface PacerOptions {
  /** Requests a second to begin with; from there the rate goes where throttling lets it. Default 4. */
  readonly rate?: number | undefined;
  /** The most requests a second to climb to; the same as `rate` for a quota that is known. Default 1000. */
  readonly maxRate?: number | undefined;
  /** Requests that may be sent at once after a rest. Default 20, or what five seconds bring at `rate` if that is less. */
  readonly burst?: number | undefined;
  /** Requests under way at a time. Default 25, half of the sockets that an SDK client opens. */
  readonly maxInFlight?: number | undefined;
}

/** What a pacer is doing, for a log or a display. */
export interface PacerSnapshot {
  /** Requests a second that it believes it may send. */
  readonly rate: number;
  /** Requests that are due and wait for their turn, or will be due later. */
  readonly queued: number;
  readonly inFlight: number;
  /** Requests sent; of those that an SDK client sent again by itself, the ones that were answered. */
  readonly sent: number;
  /** Of these, how many the service throttled. */
  readonly throttled: number;
}

export interface AcquireOptions {
  /** Calls the request off. */
  readonly signal: AbortSignal;
  /** How long from now the request is due; default 0. */
  readonly delayMs?: number | undefined;
  /** Without it, a request that is due has to be sent as soon as it can be. */
  readonly deferral?: Deferral | undefined;
  /**
   * Called when the request has joined the queue, with what sends it ahead of its turn: for the last one before a
   * deadline. As many requests as a full bucket holds may be sent like that, beyond the rate.
   */
  readonly onQueued?: ((sendNow: () => void) => void) | undefined;
}

/** How long a request can wait, by what is known when it is asked. */
export interface Deferral {
  /** How long to put a request off whose time has come: it was planned when less was known. */
  rescheduleMs(): number;
  /** How long to hold a request back that is due, for the sake of others; less than 0 when that time has passed. */
  slackMs(): number;
  /** Called when the request is planned anew, with how long from now it is due. */
  planned?(delayMs: number): void;
}

/** How a request was answered, as far as the quota goes; `failed` says nothing of it: no answer, or a service in trouble. */
export type Answer = "served" | "throttled" | "failed";

/** Leave to send one request, to be given back when its answer is in. */
export interface Permit {
  /** Tells the pacer how a request was answered. After the first one of a permit, each counts as one more sent. */
  readonly answered: (answer: Answer) => void;
  /** Ends the permit; tells how its request was answered, if nobody has. */
  readonly release: (answer?: Answer) => void;
}

/** Below this, a wait would hardly move. */
const minRate = 0.5;
/** What a throttle leaves of the rate. */
const decreaseFactor = 0.7;
/** An answer adds to the rate so much for each second since the last throttle, and never more than 1. */
const increasePerSecond = 0.1;
/** More requests are wanted than are sent while this many seconds' worth of them are due. */
const longBacklogS = 24;
/** A request that has waited for its turn less than this was not held up. */
const trivialWaitMs = 50;
/** Those that are due are put in order anew after this share of them has been sent. */
const shareInOrder = 0.04;

/**
 * The request budget that all waits on one client share, and their timetable. Requests are sent from a token bucket under
 * a cap of requests in flight. Of those that are due, the one goes first that can least well be held back; one that can
 * be held back longer is sent only if the bucket is full, when its token would be lost.
 *
 * The quota is unpublished, so the rate is found by experience (additive increase, multiplicative decrease). It grows only
 * while more requests are wanted than it allows, and the faster the longer the last throttle is past. A throttle cuts it,
 * and counts only if its request was sent after the last cut had had time to show.
 */
export class Pacer {
  readonly #startRate: number;
  readonly #maxRate: number;
  readonly #burst: number;
  readonly #maxInFlight: number;
  /** In both, those that were called off stay until their turn comes. */
  #timetable = new Heap<Planned>();
  #due = new Heap<Planned>();
  #rate: number;
  #tokens: number;
  /** Requests that may be sent ahead of their turn. */
  #advance: number;
  #filledAt = monotonicNow();
  #throttledAt = Number.NEGATIVE_INFINITY;
  #ignoreThrottlesSentBefore = Number.NEGATIVE_INFINITY;
  #heldUpAt = Number.NEGATIVE_INFINITY;
  #queued = 0;
  #inFlight = 0;
  #sent = 0;
  #throttled = 0;
  #sentInOrder = 0;
  #stopTimer: (() => void) | undefined;

  /** @throws {OptionError} for a value that is not a finite number greater than 0. */
  constructor({
    rate = 4,
    maxRate = Math.max(1000, rate),
    burst = Math.min(20, rate * 5),
    maxInFlight = 25,
  }: PacerOptions = {}) {
    for (const [option, value] of Object.entries({ rate, maxRate, burst, maxInFlight }))
      checkNumber(`pacer.${option}`, value, "a finite number greater than 0", (n) => n > 0);
    this.#rate = this.#startRate = Math.min(rate, maxRate);
    this.#maxRate = maxRate;
    this.#burst = this.#tokens = this.#advance = Math.max(1, burst);
    this.#maxInFlight = Math.max(1, Math.floor(maxInFlight));
  }

  get snapshot(): PacerSnapshot {
    return {
      rate: this.#rate,
      queued: this.#queued,
      inFlight: this.#inFlight,
      sent: this.#sent,
      throttled: this.#throttled,
    };
  }

  /** Requests a second that it believes it may send. */
  get rate(): number {
    return this.#rate;
  }

  /** How many waits share the budget now: planned requests and those in flight. */
  get activeWaits(): number {
    return this.#queued + this.#inFlight;
  }

  /** Waits until a request is due and may be sent. Rejects with the signal's reason as soon as that aborts. */
  acquire({ signal, delayMs = 0, deferral, onQueued }: AcquireOptions): Promise<Permit> {
    // Not an async function: a hundred thousand may wait here.
    return new Promise<Permit>((resolve, reject) => {
      signal.throwIfAborted();
      const planned: Planned = {
        key: monotonicNow() + delayMs,
        isLive: true,
        dueAt: 0,
        deferral,
        resolve,
        stopListening: onAbort(signal, () => {
          this.#leave(planned);
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the caller's own reason, whatever it is
          reject(signal.reason);
        }),
      };
      this.#queued++;
      this.#timetable.push(planned);
      // One timer serves them all: it is set for the first.
      if (this.#timetable.peek() === planned) this.#serve();
      onQueued?.(() => this.#sendAhead(planned));
    });
  }

  #sendAhead(planned: Planned): void {
    this.#refill();
    if (!planned.isLive || this.#inFlight >= this.#maxInFlight) return;
    if (this.#tokens >= 1) this.#tokens--;
    else if (this.#advance >= 1) this.#advance--;
    else return;
    this.#sent++;
    this.#grant(planned);
  }

  #grant(planned: Planned): void {
    this.#inFlight++;
    this.#leave(planned);
    planned.stopListening();
    planned.resolve(this.#permit());
  }

  #permit(): Permit {
    const sentAt = monotonicNow();
    let answers = 0;
    let isOut = true;
    const answered = (answer: Answer): void => {
      if (!isOut) return;
      if (answers++ > 0) this.#spend();
      this.#learn(answer, sentAt);
    };
    return {
      answered,
      release: (answer = "failed") => {
        if (answers === 0) answered(answer);
        if (isOut) this.#inFlight--;
        isOut = false;
        this.#serve();
      },
    };
  }

  #learn(answer: Answer, sentAt: number): void {
    if (answer === "failed") return;
    const now = this.#refill();
    if (answer === "served") {
      const isMoreWanted = now - this.#heldUpAt < 1000 || this.#due.size > longBacklogS * this.#rate;
      const increase = Math.min(1, ((now - this.#throttledAt) / 1000) * increasePerSecond);
      if (isMoreWanted) this.#rate = Math.min(this.#maxRate, this.#rate + increase);
      return;
    }
    this.#throttled++;
    this.#throttledAt = now;
    if (sentAt < this.#ignoreThrottlesSentBefore) return;
    this.#rate = Math.max(this.#rate * decreaseFactor, Math.min(minRate, this.#rate));
    this.#tokens = Math.min(this.#tokens, 0);
    this.#ignoreThrottlesSentBefore = now + 1000 / this.#rate;
  }

  #spend(): void {
    this.#tokens--;
    this.#sent++;
  }

  /** Returns the time up to which the bucket has been filled: now. */
  #refill(): number {
    const now = monotonicNow();
    const earned = ((now - this.#filledAt) / 1000) * this.#rate;
    this.#tokens = Math.min(this.#burst, this.#tokens + earned);
    this.#advance = Math.min(this.#burst, this.#advance + earned);
    this.#filledAt = now;
    return now;
  }

  #serve(): void {
    const now = this.#refill();
    for (let next = this.#timetable.peek(); next && next.key <= now; next = this.#timetable.peek()) {
      this.#timetable.pop();
      if (next.isLive) this.#fallDue(next, now);
    }
    // Sending comes first: with the last request both queues are emptied.
    const sendAt = this.#sendDue(now);
    this.#wakeAt(Math.min(sendAt, this.#timetable.peek()?.key ?? sendAt));
  }

  /** A request's time has come. It was planned when less was known, so it may be put off. */
  #fallDue(planned: Planned, now: number): void {
    const rescheduledMs = planned.deferral?.rescheduleMs() ?? 0;
    const isRescheduled = rescheduledMs > 0;
    planned.key = now + (isRescheduled ? rescheduledMs : slackMs(planned));
    planned.deferral?.planned?.(planned.key - now);
    planned.dueAt = now;
    (isRescheduled ? this.#timetable : this.#due).push(planned);
  }

  /** Sends what can be sent now of what is due; returns when the next can be. */
  #sendDue(now: number): number {
    for (let first = this.#due.peek(); first; first = this.#due.peek()) {
      if (first.isLive) {
        // The next release sees to the queue.
        if (this.#inFlight >= this.#maxInFlight) break;
        // A bucket that is full would lose the token. At a rate that was cut down, less is full: else it took minutes in
        // which nothing was sent, and so nothing learnt.
        const full = this.#burst * Math.min(1, this.#rate / this.#startRate);
        const fullAt = now + ((Math.max(full, 1.5) - 0.5 - this.#tokens) / this.#rate) * 1000;
        const sendAt = Math.min(first.key, fullAt);
        if (sendAt > now) return sendAt;
        if (now - Math.max(first.key, first.dueAt) > trivialWaitMs) this.#heldUpAt = now;
        if (this.#tokens < 1) return now + ((1 - this.#tokens) / this.#rate) * 1000;
        this.#spend();
        this.#grant(first);
      }
      this.#due.pop();
      this.#reorder(now);
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Each answer may tell how long others had best be held back; to ask them all costs too much to be done each time. */
  #reorder(now: number): void {
    if (++this.#sentInOrder < this.#due.size * shareInOrder) return;
    this.#sentInOrder = 0;
    this.#due.rebuild((planned) => {
      if (planned.deferral) planned.key = now + slackMs(planned);
      return planned.isLive;
    });
  }

  #leave(planned: Planned): void {
    planned.isLive = false;
    if (--this.#queued > 0) return;
    this.#timetable = new Heap();
    this.#due = new Heap();
    this.#wakeAt(Number.POSITIVE_INFINITY);
  }

  #wakeAt(at: number): void {
    this.#stopTimer?.();
    if (at === Number.POSITIVE_INFINITY) return;
    // Never 0, and rounded up, as a timer that fires early would find nothing due. It doesn't hold the process: whoever
    // waits does, with a deadline of its own.
    this.#stopTimer = startTimer(Math.max(1, Math.ceil(at - monotonicNow())), () => this.#serve(), true);
  }
}

/** A request in the timetable, whose key is when it is due, or among those that are due, whose key is when it must be sent. */
interface Planned extends Keyed {
  isLive: boolean;
  /** When it fell due: before that, nothing held it up. */
  dueAt: number;
  readonly deferral: Deferral | undefined;
  readonly resolve: (permit: Permit) => void;
  readonly stopListening: () => void;
}

/** How long a request that is due can be held back while there are none to spare. */
function slackMs({ deferral }: Planned): number {
  return deferral?.slackMs() ?? 0;
}
