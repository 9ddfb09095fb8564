import { OptionError } from "../core/policy.js";
import { onAbort } from "./abort.js";
import { Heap } from "./heap.js";
import { startTimer } from "./time.js";

/** What is known of the quota of an account; all of it optional, since AWS publishes none for GetOperation. */
export interface PacerOptions {
  /** Requests a second to begin with; from there the rate goes where throttling lets it. Default 10. */
  readonly rate?: number | undefined;
  /** The most requests a second to climb to; the same as `rate` for a quota that is known. Default 1000. */
  readonly maxRate?: number | undefined;
  /** Requests that may be sent at once after a rest. Default 20. */
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
  /** Requests sent, those included that an SDK client sent again by itself. */
  readonly sent: number;
  /** Of these, how many the service throttled. */
  readonly throttled: number;
}

export interface Turn {
  /** Calls the request off. */
  readonly signal: AbortSignal;
  /** How long from now the request is due; default 0. */
  readonly delayMs?: number | undefined;
  /**
   * Asked when the turn has come, as that may be long after the request was planned: how long to put it off. A
   * request that is put off loses its turn, and takes nothing from the budget.
   */
  readonly postponeMs?: (() => number) | undefined;
}

/** Leave to send one request, to be given back when its answer is in. */
export interface Permit {
  /** Tells the pacer how a request was answered. After the first one of a permit, each counts as one more sent. */
  answered(wasThrottled: boolean): void;
  /** Ends the permit. */
  release(): void;
}

/** Below this, a wait would hardly move. */
const minRate = 0.5;
/** What a throttle leaves of the rate. */
const cut = 0.7;
/** What an answer adds to the rate while it is being used up: until the first throttle, and after it, as a share of a request. */
const searchStep = 0.5;
const climbStep = 0.05;
/** A request that has waited for its turn less than this was not held up. */
const trivialWaitMs = 50;
/** Putting a request off by less than this gains nothing. */
const trivialDelayMs = 250;

/**
 * The request budget that all waits on one client share, and their timetable: requests are sent when they are due, first
 * due first, from a token bucket under a cap of requests in flight.
 *
 * The quota is unpublished, so the rate is found by experience (additive increase, multiplicative decrease). It grows only
 * while requests are held up by it, quickly until the first throttle and slowly from then on. A throttle cuts it, and
 * counts only if its request was sent after the last cut had had time to show.
 */
export class Pacer {
  readonly #maxRate: number;
  readonly #burst: number;
  readonly #maxInFlight: number;
  readonly #queue = new Heap<Planned>();
  #rate: number;
  #tokens: number;
  #filledAt = performance.now();
  #isSearching = true;
  #heedsFrom = Number.NEGATIVE_INFINITY;
  #heldUpAt = Number.NEGATIVE_INFINITY;
  #live = 0;
  #inFlight = 0;
  #sent = 0;
  #throttled = 0;
  #stopTimer: (() => void) | undefined;
  #wakesAt = Number.POSITIVE_INFINITY;

  /** @throws {OptionError} for a value that is not a number greater than 0. */
  constructor({
    rate = 10,
    maxRate = Math.max(1000, rate),
    burst = 20,
    maxInFlight = 25,
  }: PacerOptions = {}) {
    for (const [option, value] of Object.entries({ rate, maxRate, burst, maxInFlight })) {
      if (typeof value !== "number" || !(value > 0))
        throw new OptionError(`pacer.${option}`, "a number greater than 0", value);
    }
    this.#rate = Math.min(rate, maxRate);
    this.#maxRate = maxRate;
    this.#burst = Math.max(1, burst);
    this.#maxInFlight = Math.max(1, Math.floor(maxInFlight));
    this.#tokens = this.#burst;
  }

  get snapshot(): PacerSnapshot {
    return {
      rate: this.#rate,
      queued: this.#live,
      inFlight: this.#inFlight,
      sent: this.#sent,
      throttled: this.#throttled,
    };
  }

  /** How many waits share the budget now: planned requests and those in flight. */
  get sharers(): number {
    return this.#live + this.#inFlight;
  }

  /** Waits until a request is due and may be sent. Rejects with the signal's reason as soon as that aborts. */
  acquire({ signal, delayMs = 0, postponeMs }: Turn): Promise<Permit> {
    // Not an async function: a hundred thousand may wait here.
    return new Promise<Permit>((resolve, reject) => {
      signal.throwIfAborted();
      const planned: Planned = {
        key: performance.now() + delayMs,
        order: 0,
        isLive: true,
        postponeMs,
        grant: () => {
          stopListening();
          resolve(this.#permit());
        },
      };
      const stopListening = onAbort(signal, () => {
        // It stays in the heap until its time comes, and is passed over then.
        planned.isLive = false;
        this.#live--;
        if (this.#live === 0) this.#unsetTimer();
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the caller's own reason, whatever it is
        reject(signal.reason);
      });
      this.#live++;
      this.#queue.push(planned);
      this.#wake(planned.key);
    });
  }

  /** Requests sent so far. */
  get sent(): number {
    return this.#sent;
  }

  #permit(): Permit {
    const sentAt = performance.now();
    let answers = 0;
    let isOut = true;
    return {
      answered: (wasThrottled) => {
        if (!isOut) return;
        if (++answers > 1) {
          this.#refill();
          this.#tokens--;
          this.#sent++;
        }
        this.#learn(wasThrottled, sentAt);
      },
      release: () => {
        if (!isOut) return;
        isOut = false;
        this.#inFlight--;
        this.#wake(performance.now());
      },
    };
  }

  #learn(wasThrottled: boolean, sentAt: number): void {
    const now = performance.now();
    if (!wasThrottled) {
      const isUsedUp = now - this.#heldUpAt < 1000;
      if (isUsedUp)
        this.#rate = Math.min(this.#maxRate, this.#rate + (this.#isSearching ? searchStep : climbStep));
      return;
    }
    this.#throttled++;
    this.#isSearching = false;
    if (sentAt < this.#heedsFrom) return;
    this.#refill();
    this.#rate = Math.max(minRate, this.#rate * cut);
    this.#tokens = Math.min(this.#tokens, 0);
    this.#heedsFrom = now + 1000 / this.#rate;
  }

  #refill(): void {
    const now = performance.now();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filledAt) / 1000) * this.#rate);
    this.#filledAt = now;
  }

  /** Sees to the queue at a time, or at once if that has come. */
  #wake(at: number): void {
    if (at <= performance.now()) this.#serve();
    else this.#setTimer(at);
  }

  /** One timer serves the whole queue: the earliest one asked for. */
  #setTimer(at: number): void {
    if (at >= this.#wakesAt) return;
    this.#unsetTimer();
    this.#wakesAt = at;
    // Never 0, and rounded up, as a timer that fires early would find nothing due. It doesn't hold the process: whoever
    // waits does, with a deadline of its own.
    this.#stopTimer = startTimer(Math.max(1, Math.ceil(at - performance.now())), () => this.#serve(), true);
  }

  #unsetTimer(): void {
    this.#stopTimer?.();
    this.#wakesAt = Number.POSITIVE_INFINITY;
  }

  #serve(): void {
    this.#unsetTimer();
    this.#refill();
    const now = performance.now();
    for (let first = this.#queue.peek(); first !== undefined; first = this.#queue.peek()) {
      if (!first.isLive) {
        this.#queue.pop();
        continue;
      }
      if (first.key > now) return this.#setTimer(first.key);
      if (now - first.key > trivialWaitMs) this.#heldUpAt = now;
      // The next release sees to the queue.
      if (this.#inFlight >= this.#maxInFlight) return;
      if (this.#tokens < 1) return this.#setTimer(now + ((1 - this.#tokens) / this.#rate) * 1000);
      this.#queue.pop();
      const postponedMs = first.postponeMs?.() ?? 0;
      if (postponedMs > trivialDelayMs) {
        first.key = now + postponedMs;
        this.#queue.push(first);
        continue;
      }
      this.#tokens--;
      this.#sent++;
      this.#inFlight++;
      first.isLive = false;
      this.#live--;
      first.grant();
    }
  }
}

/** A request in the timetable; its key is when it is due. */
interface Planned {
  key: number;
  order: number;
  isLive: boolean;
  readonly postponeMs: (() => number) | undefined;
  grant(): void;
}
