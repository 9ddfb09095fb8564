import { OptionError } from "../core/policy.js";
import { onAbort } from "./abort.js";
import { startTimer } from "./time.js";

/** What is known of the quota of an account; all of it optional, since AWS publishes none for GetOperation. */
export interface PacerOptions {
  /** Requests a second to begin with; from there the rate goes where throttling lets it. Default 50. */
  readonly rate?: number | undefined;
  /** The most requests a second to climb to. Default 500. */
  readonly maxRate?: number | undefined;
  /** Requests that may be sent at once after a rest. Default 50. */
  readonly burst?: number | undefined;
  /** Requests under way at a time. Default 25, half of the sockets that an SDK client opens. */
  readonly maxInFlight?: number | undefined;
}

/** Leave to send one request, to be given back when its answer is in. */
export interface Permit {
  /** Gives the permit back, and tells the pacer whether the service throttled the request. */
  release(wasThrottled: boolean): void;
}

/** What a pacer is doing, for a log or a display. */
export interface PacerSnapshot {
  readonly rate: number;
  readonly queued: number;
  readonly inFlight: number;
  readonly granted: number;
  readonly throttled: number;
}

/** Below this, a wait would hardly move. */
const minRate = 0.5;
/** What one answer that was not a throttle adds to the rate: back to where it was in about as many requests as it held. */
const climb = 0.1;
/** How long throttles count as the same one: what was in flight at the first of them says nothing new. */
const sameThrottleMs = 1000;

/**
 * The request budget that all waits on one client share: a token bucket, first come first served, under a cap of
 * requests in flight. The quota is unpublished, so its rate is found by experience: halved by a throttle, and climbing
 * a little with every other answer.
 */
export class Pacer {
  readonly #maxRate: number;
  readonly #burst: number;
  readonly #maxInFlight: number;
  readonly #queue = new Set<Waiting>();
  #rate: number;
  #tokens: number;
  #filledAt = performance.now();
  #throttledAt = Number.NEGATIVE_INFINITY;
  #inFlight = 0;
  #granted = 0;
  #throttled = 0;
  #stopTimer: (() => void) | undefined;

  /** @throws {OptionError} for a value that is not a number greater than 0. */
  constructor({ rate = 50, maxRate = Math.max(500, rate), burst = 50, maxInFlight = 25 }: PacerOptions = {}) {
    for (const [option, value] of Object.entries({ rate, maxRate, burst, maxInFlight })) {
      if (!(value > 0)) throw new OptionError(`pacer.${option}`, "a number greater than 0", value);
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
      queued: this.#queue.size,
      inFlight: this.#inFlight,
      granted: this.#granted,
      throttled: this.#throttled,
    };
  }

  /** Waits for leave to send one request. Rejects with the signal's reason when it aborts; a queued request takes no token. */
  async acquire(signal: AbortSignal): Promise<Permit> {
    signal.throwIfAborted();
    return await new Promise<Permit>((resolve, reject) => {
      const waiting: Waiting = {
        grant: () => {
          stopListening();
          resolve(this.#permit());
        },
      };
      const stopListening = onAbort(signal, () => {
        this.#queue.delete(waiting);
        this.#serve();
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the caller's own reason, whatever it is
        reject(signal.reason);
      });
      this.#queue.add(waiting);
      this.#serve();
    });
  }

  #permit(): Permit {
    let isOut = true;
    return {
      release: (wasThrottled) => {
        if (!isOut) return;
        isOut = false;
        this.#inFlight--;
        this.#learn(wasThrottled);
        this.#serve();
      },
    };
  }

  #learn(wasThrottled: boolean): void {
    if (!wasThrottled) {
      this.#rate = Math.min(this.#maxRate, this.#rate + climb);
      return;
    }
    this.#throttled++;
    const now = performance.now();
    if (now - this.#throttledAt < sameThrottleMs) return;
    this.#throttledAt = now;
    this.#refill();
    this.#rate = Math.max(minRate, this.#rate / 2);
    this.#tokens = Math.min(this.#tokens, 0);
  }

  #refill(): void {
    const now = performance.now();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filledAt) / 1000) * this.#rate);
    this.#filledAt = now;
  }

  #serve(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#refill();
    for (const waiting of this.#queue) {
      if (this.#inFlight >= this.#maxInFlight) return;
      if (this.#tokens < 1) {
        const delayMs = ((1 - this.#tokens) / this.#rate) * 1000;
        // Rounded up, as a timer that fires early would find the token not quite there. It never holds the process:
        // whoever waits for a permit does, with a deadline of its own.
        this.#stopTimer = startTimer(Math.ceil(delayMs), () => this.#serve(), true);
        return;
      }
      this.#queue.delete(waiting);
      this.#tokens--;
      this.#inFlight++;
      this.#granted++;
      waiting.grant();
    }
  }
}

interface Waiting {
  grant(): void;
}

const shared = new WeakMap<object, Pacer>();

/** The one pacer of a client (or of a function that stands in for one). */
export function pacerOf(client: object): Pacer {
  let pacer = shared.get(client);
  if (pacer === undefined) {
    pacer = new Pacer();
    shared.set(client, pacer);
  }
  return pacer;
}
