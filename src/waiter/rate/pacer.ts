import { checkNumber } from "../../core/options.js";
import type { Load } from "../../core/poll-strategy.js";
import { onAbort } from "../../platform/abort.js";
import { CongestionControl } from "./congestion-control.js";
import type { PacerOptions, PacerSnapshot } from "./pacer-options.js";
import { type AcquireOptions, type Issuer, newPermit, type Permit, type ResponseKind } from "./permit.js";
import { PollQueue } from "./poll-queue.js";
import { Price } from "./price.js";
import { TokenBucket } from "./token-bucket.js";
import { tuning } from "./tuning.js";
import { Request, type Turn, type Turns } from "./turn.js";
import { afterTurn } from "../../platform/slices.js";
import { monotonicNow, startTimer } from "../../platform/timers.js";

/**
 * The request budget that all waits on one client share, and their timetable. Requests are sent from a token bucket under
 * a cap of requests in flight. Of those that are due, the one goes first that can least well be held back; one that can
 * be held back longer is sent only if the bucket is full, when its token would be lost, or if more are due than it holds.
 *
 * The quota is unpublished, so the rate is found by `CongestionControl`, which learns from every answer.
 */
export class Pacer {
  readonly #control: CongestionControl;
  readonly #bucket: TokenBucket;
  /** Requests that may be sent ahead of their turn. */
  readonly #advance: TokenBucket;
  readonly #price: Price;
  readonly #queue = new PollQueue<Request>();
  readonly #startRate: number;
  readonly #maxInFlight: number;
  /** One for all permits, of which there are thousands. */
  readonly #issuer: Issuer = {
    answered: (kind, sentAt, now) => this.#learn(kind, sentAt, now),
    resent: () => this.#spend(),
    ended: () => {
      this.#inFlight--;
      this.#serve();
    },
  };
  #heldUpAt = Number.NEGATIVE_INFINITY;
  #inFlight = 0;
  #sent = 0;
  #throttled = 0;
  #stopTimer: (() => void) | undefined;
  #isServedSoon = false;
  #isPassing = false;

  /** @throws {OptionError} for a value that is not a finite number greater than 0. */
  constructor({
    rate = tuning.startRate,
    maxRate = Math.max(1000, rate),
    burst = Math.min(tuning.startBurst, rate * 5),
    maxInFlight = 25,
  }: PacerOptions = {}) {
    for (const [option, value] of Object.entries({ rate, maxRate, burst, maxInFlight }))
      checkNumber(`pacer.${option}`, value, "a finite number greater than 0", (n) => n > 0);
    const now = monotonicNow();
    this.#startRate = Math.min(rate, maxRate);
    this.#control = new CongestionControl(this.#startRate, maxRate, now);
    this.#bucket = new TokenBucket(this.#startRate, Math.max(1, burst), now);
    this.#advance = new TokenBucket(this.#startRate, Math.max(1, burst), now);
    this.#price = new Price(now);
    this.#maxInFlight = Math.max(1, Math.floor(maxInFlight));
    turns.set(this, {
      plan: (turn, inMs) => this.#plan(turn, inMs),
      callOff: (request) => this.#callOff(request),
      sendAhead: (request) => this.#sendAhead(request),
    });
  }

  get snapshot(): PacerSnapshot {
    return {
      rate: this.rate,
      queued: this.#queue.size,
      inFlight: this.#inFlight,
      sent: this.#sent,
      throttled: this.#throttled,
    };
  }

  /** Requests a second that it believes it may send. */
  get rate(): number {
    return this.#control.rate;
  }

  /** How scarce requests are. */
  get load(): Load {
    const { capacity, isLimited } = this.#control;
    const activeWaits = this.#queue.size + this.#inFlight;
    return { activeWaits, rate: capacity, isLimited, price: this.#price.value };
  }

  /** Waits until a request is due and may be sent. Rejects with the signal's reason as soon as that aborts. */
  acquire({ signal, delayMs = 0, deferral, onQueued }: AcquireOptions): Promise<Permit> {
    return new Promise<Permit>((resolve, reject) => {
      signal.throwIfAborted();
      const granted = (permit: Permit): void => {
        stopListening();
        resolve(permit);
      };
      const request = new Request({ deferral, granted }, monotonicNow() + delayMs);
      const stopListening = onAbort(signal, () => {
        this.#callOff(request);
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the caller's own reason, whatever it is
        reject(signal.reason);
      });
      // One timer serves them all: it is set for the first.
      if (this.#queue.add(request)) this.#serve();
      onQueued?.(() => this.#sendAhead(request));
    });
  }

  /** Plans a request of one of many waits, which need no promise for each. */
  #plan(turn: Turn, delayMs: number): Request {
    const request = new Request(turn, monotonicNow() + delayMs);
    if (this.#queue.add(request) && !this.#isServedSoon) {
      // Once for all that are planned in a row.
      this.#isServedSoon = true;
      void Promise.resolve().then(() => {
        this.#isServedSoon = false;
        this.#serve();
      });
    }
    return request;
  }

  #callOff(request: Request): void {
    if (!request.isLive) return;
    this.#queue.leave(request);
    if (this.#queue.size === 0) this.#stopTimer?.();
  }

  #sendAhead(request: Request): void {
    const now = monotonicNow();
    this.#refill(now);
    this.#advance.refill(now);
    if (!request.isLive || this.#inFlight >= this.#maxInFlight) return;
    const source = [this.#bucket, this.#advance].find(({ tokens }) => tokens >= 1);
    if (source === undefined) return;
    source.take();
    this.#sent++;
    this.#queue.leave(request);
    this.#grant(request);
  }

  #grant(request: Request): void {
    this.#inFlight++;
    request.turn.granted(newPermit(this.#issuer));
  }

  /** Tells it that an answer was worth its request. */
  reward(): void {
    this.#control.reward();
    this.#followRate();
  }

  #learn(kind: ResponseKind, sentAt: number, now: number): void {
    if (kind === "failed") return;
    if (kind === "throttled") this.#throttled++;
    this.#refill(now);
    const isMoreWanted = this.#queue.dueSize > 0 || now - this.#heldUpAt < 1000;
    if (this.#control.answered(kind === "throttled", sentAt, now, isMoreWanted)) this.#bucket.drain();
    this.#followRate();
  }

  #followRate(): void {
    this.#bucket.rate = this.#advance.rate = this.#control.rate;
  }

  #spend(): void {
    this.#bucket.take();
    this.#sent++;
  }

  /** Brings the bucket and the price up to now. */
  #refill(now: number): void {
    const fullMs = this.#bucket.refill(now);
    const isShort = this.#queue.overdueMs(now) > tuning.trivialWaitMs;
    if (isShort) this.#heldUpAt = now;
    this.#price.follow(now, isShort, fullMs);
  }

  #serve(): void {
    const now = monotonicNow();
    this.#refill(now);
    if (!this.#isPassing && !this.#queue.passTo(now)) {
      // Those that are left come next turn, however many answers come in this one.
      this.#isPassing = true;
      afterTurn(() => {
        this.#isPassing = false;
        this.#serve();
      });
    }
    // Sending comes first: with the last request the queue is emptied.
    const sendAt = this.#sendDue(now);
    this.#wakeAt(Math.min(sendAt, this.#queue.nextDueAt));
  }

  /** Sends what can be sent now of what is due; returns when the next can be. */
  #sendDue(now: number): number {
    for (let first = this.#queue.peek(); first; first = this.#queue.peek()) {
      // The next release sees to the queue.
      if (this.#inFlight >= this.#maxInFlight) break;
      const sendAt = Math.min(first.key, this.#spendableAt(now));
      if (sendAt > now) return sendAt;
      if (this.#bucket.tokens < 1) return this.#bucket.holdsAt(1, now);
      this.#spend();
      this.#queue.shift(now);
      this.#grant(first);
    }
    return Number.POSITIVE_INFINITY;
  }

  /**
   * When a token is better spent than saved: once the bucket is full, as the next would be lost, or at once if even a full
   * one would not serve all that are due. At a rate that was cut down, less is full: else nothing was learnt for minutes.
   */
  #spendableAt(now: number): number {
    if (this.#control.isTesting || (this.#control.isLimited && this.#queue.dueSize > this.#bucket.size))
      return now;
    const full = this.#bucket.size * Math.min(1, this.rate / this.#startRate);
    return this.#bucket.holdsAt(Math.max(full, 1.5) - 0.5, now);
  }

  #wakeAt(at: number): void {
    this.#stopTimer?.();
    if (at === Number.POSITIVE_INFINITY) return;
    // Never 0, and rounded up, as a timer that fires early would find nothing due. It doesn't hold the process: whoever
    // waits does, with a deadline of its own.
    this.#stopTimer = startTimer(Math.max(1, Math.ceil(at - monotonicNow())), () => this.#serve(), true);
  }
}

const turns = new WeakMap<Pacer, Turns>();

/** Undefined for a pacer that is acquired from in a way of its own. */
export function turnsOf(pacer: Pacer): Turns | undefined {
  return pacer.acquire === Pacer.prototype.acquire ? turns.get(pacer) : undefined;
}
