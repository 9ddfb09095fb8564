import type { OperationRef } from "../core/operation.js";
import type { Policy } from "../core/options.js";
import { finalPollAtMs } from "../core/poll-delay.js";
import { onAbort } from "../platform/abort.js";
import { startTimer, steadyClock } from "../platform/timers.js";
import type { Settings } from "./config.js";
import { onEnd } from "./deadline.js";
import { type EventDetail, eventOf, type OperationEvent } from "./events/events.js";
import { logEvent } from "./events/logger.js";
import { OperationWait, type WaitHost } from "./operation-wait.js";
import type { Origin } from "./origin.js";

/** Called for everything that happens in a wait, after the wait's own state has changed. */
export type SessionListener = (event: OperationEvent, wait: OperationWait) => void;

/** Waits under one deadline, counted from the first of them, that can be stopped together. */
export class WaitSession implements WaitHost {
  readonly settings: Settings;
  readonly clock: () => number = steadyClock();
  readonly #listener: SessionListener | undefined;
  readonly replanned: () => void;
  readonly #stop = new AbortController();
  readonly signal: AbortSignal = this.#stop.signal;
  #release: (() => void) | undefined;
  #startedAt: number | undefined;
  #policy: Policy | undefined;
  readonly #running = new Set<OperationWait>();
  #seq = 0;

  constructor(settings: Settings, listener?: SessionListener, replanned: () => void = () => {}) {
    this.settings = settings;
    this.#listener = listener;
    this.replanned = replanned;
    // Held for good, so that the one listener on the signal needn't come and go with each request.
    onAbort(this.signal, () => {});
  }

  /** Since the first wait. */
  get elapsedMs(): number {
    return this.#startedAt === undefined ? 0 : this.clock() - this.#startedAt;
  }

  begin(input: OperationRef, origin: Origin = {}): OperationWait {
    const wait = new OperationWait(this, input, origin, this.#policyFromNow());
    // The deadline and the caller's signal count while a wait is under way.
    if (this.#running.size === 0) this.#watchTheClock();
    this.#running.add(wait);
    return wait;
  }

  #watchTheClock(): void {
    const { settings, elapsedMs } = this;
    const stopTimer = startTimer(
      Math.max(0, finalPollAtMs(settings.policy) - elapsedMs),
      () => {
        for (const wait of this.#running) wait.pollNow();
      },
      settings.unref,
    );
    const release = onEnd(settings, elapsedMs, (reason) => this.stop(reason));
    this.#release = () => {
      stopTimer();
      release();
    };
  }

  /** Ends all waits, as aborted. Waits that begin later end at once. */
  stop(reason: unknown = new DOMException("The wait was stopped", "AbortError")): void {
    this.#stop.abort(reason);
  }

  tell(wait: OperationWait, detail: EventDetail, elapsedMs: number): void {
    if (detail.type === "settled" && this.#running.delete(wait) && this.#running.size === 0)
      this.#release?.();
    const event = eventOf(wait.input, detail, { seq: ++this.#seq, at: this.clock(), elapsedMs });
    if (this.settings.logger) logEvent(this.settings.logger, event);
    this.#listener?.(event, wait);
  }

  /** The policy with the time that is left; one object for all that begin within the same millisecond. */
  #policyFromNow(): Policy {
    const { policy } = this.settings;
    this.#startedAt ??= this.clock();
    const maxWaitTime = Math.max(0, policy.maxWaitTime - this.elapsedMs / 1000);
    if (this.#policy?.maxWaitTime !== maxWaitTime) this.#policy = { ...policy, maxWaitTime };
    return this.#policy;
  }
}
