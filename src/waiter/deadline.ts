import { finalPollAtMs, lateMs } from "../core/poll-delay.js";
import { type AbortListener, listen, stopListening } from "../platform/abort.js";
import { jumpedMs, monotonicNow, Timer } from "../platform/timers.js";
import type { Settings } from "./config.js";

/** The reason of an abort at the deadline; it never leaves the waiter. */
export const deadlinePassed: Error = new Error("the time to wait is up");

/** Milliseconds. How long a wait may go on for one more poll, if its deadline passed while nothing could run. */
const extensionMs = 2000;

/** What happens in the time to wait. */
export interface DeadlineListener {
  /** Called shortly before the time is up. */
  finalPoll(): void;
  /** Called when the time is up, with {@link deadlinePassed}, or as the caller's signal aborts, with its reason. */
  stop(reason: unknown): void;
}

/**
 * The time to wait, and the caller's signal. A process that stood still over its deadline (a suspended laptop, SIGSTOP, a
 * Lambda between two invocations), or whose fake clock jumped over it, gets the time for one more poll.
 */
export class Deadline implements AbortListener {
  readonly #settings: Settings;
  readonly #listener: DeadlineListener;
  readonly #dueAt: number;
  #timer: Timer | undefined;
  #phase: "waiting" | "final" | "extended" | "over" = "waiting";

  /** Tells at once what is up already. */
  constructor(settings: Settings, elapsedMs: number, listener: DeadlineListener) {
    const { policy, abortSignal } = settings;
    this.#settings = settings;
    this.#listener = listener;
    // A wait of no length polls once, for as long as that poll may take.
    const leftMs = (policy.maxWaitTime || policy.requestTimeout) * 1000 - elapsedMs;
    this.#dueAt = monotonicNow() + leftMs;
    if (leftMs <= 0) listener.stop(deadlinePassed);
    else this.#in(finalPollAtMs(policy) - elapsedMs);
    if (abortSignal && leftMs > 0) listen(abortSignal, this);
  }

  release(): void {
    const { abortSignal } = this.#settings;
    this.#phase = "over";
    this.#timer?.stop();
    if (abortSignal) stopListening(abortSignal, this);
  }

  aborted(reason: unknown): void {
    this.#listener.stop(reason);
  }

  #in(delayMs: number): void {
    this.#timer = new Timer(Math.max(0, delayMs), this, this.#settings.unref);
  }

  fired(): void {
    if (this.#phase === "waiting") {
      this.#phase = "final";
      this.#listener.finalPoll();
      const leftMs = this.#dueAt - monotonicNow();
      if (leftMs > 0) return this.#in(leftMs);
    }
    // In the middle of a fake clock's jump, the extension would end in the same moment.
    if (this.#phase === "final" && jumpedMs() >= lateMs) void Promise.resolve().then(() => this.#extend());
    else if (this.#phase === "final" && monotonicNow() - this.#dueAt >= lateMs) this.#extend();
    else this.#listener.stop(deadlinePassed);
  }

  #extend(): void {
    if (this.#phase === "over") return;
    this.#phase = "extended";
    this.#in(Math.min(this.#settings.policy.requestTimeout * 1000, extensionMs));
  }
}
