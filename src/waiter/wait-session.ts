import type { OperationRef } from "../core/operation.js";
import type { Policy } from "../core/options.js";
import { inSlices } from "../platform/slices.js";
import { type Clock, rightClock } from "../platform/timers.js";
import type { Settings } from "./config.js";
import { Deadline, type DeadlineListener } from "./deadline.js";
import { type EventDetail, eventOf, type OperationEvent } from "./events/events.js";
import { logEvent } from "./events/logger.js";
import { OperationWait } from "./operation-wait.js";
import type { TurnCutter } from "./poll-turn.js";
import type { Ending, WaitHost } from "./wait-host.js";
import type { Origin } from "./origin.js";

/** Called for everything that happens in a wait, after the wait's own state has changed. */
export type SessionListener = (event: OperationEvent, wait: OperationWait) => void;

/** Waits under one deadline, counted from the first of them, that can be stopped together. */
export class WaitSession implements WaitHost<OperationWait>, DeadlineListener {
  readonly settings: Settings;
  readonly clock: Clock = rightClock();
  cutter: TurnCutter | undefined;
  readonly #listener: SessionListener | undefined;
  readonly replanned: () => void;
  #ending: Ending | undefined;
  #deadline: Deadline | undefined;
  #startedAt: number | undefined;
  #policy: Policy;
  /** The waits in progress. As long as there was only one, it is that: a set takes more memory than all the rest. */
  #waits: OperationWait | Set<OperationWait> | undefined;
  /** Waits that begin as soon as the current call is over. */
  #beginning: OperationWait[] | undefined;
  #seq = 0;

  constructor(settings: Settings, listener?: SessionListener, replanned: () => void = doNothing) {
    this.settings = settings;
    this.#policy = settings.policy;
    this.#listener = listener;
    this.replanned = replanned;
  }

  /** Since the first wait. */
  get elapsedMs(): number {
    return this.#startedAt === undefined ? 0 : this.clock.now() - this.#startedAt;
  }

  get ending(): Ending | undefined {
    return this.#ending;
  }

  begin(input: OperationRef, origin: Origin = unknownOrigin): OperationWait {
    const wait = new OperationWait(this, input, origin, this.#policyFromNow());
    // The deadline and the caller's signal count while a wait is in progress.
    if (!this.#isRunning) this.#deadline = new Deadline(this.settings, this.elapsedMs, this);
    if (this.#waits instanceof Set) this.#waits.add(wait);
    else this.#waits = this.#waits ? new Set([this.#waits, wait]) : wait;
    if (this.#beginning) this.#beginning.push(wait);
    else this.#beginSoon([wait]);
    return wait;
  }

  /** The caller must have a wait before its first event. */
  #beginSoon(waits: OperationWait[]): void {
    this.#beginning = waits;
    void Promise.resolve().then(() => {
      this.#beginning = undefined;
      void inSlices(waits, (wait) => wait.begin());
    });
  }

  finalPoll(): void {
    void inSlices(this.#running(), (wait) => wait.finalPoll());
  }

  /** Ends all waits, as aborted. Waits that begin later end at once. */
  stop(reason: unknown = new DOMException("The wait was stopped", "AbortError")): void {
    if (this.#ending) return;
    this.#ending = { reason };
    // Nothing is sent from now on. To tell it of each wait takes longer.
    for (const wait of this.#running()) wait.turn.cutOff(reason);
    void Promise.resolve().then(async () => await inSlices(this.#running(), (wait) => wait.end()));
  }

  tell(wait: OperationWait, detail: EventDetail, elapsedMs: number): void {
    if (detail.type === "settled") this.#ended(wait);
    const { logger } = this.settings;
    if (!logger && !this.#listener) return;
    const event = eventOf(wait.input, detail, { seq: ++this.#seq, at: this.clock.now(), elapsedMs });
    if (logger) logEvent(logger, event);
    this.#listener?.(event, wait);
  }

  get #isRunning(): boolean {
    return this.#waits instanceof Set ? this.#waits.size > 0 : this.#waits !== undefined;
  }

  #running(): Iterable<OperationWait> {
    if (this.#waits instanceof Set) return this.#waits;
    return this.#waits ? [this.#waits] : [];
  }

  #ended(wait: OperationWait): void {
    if (this.#waits instanceof Set) this.#waits.delete(wait);
    else this.#waits = undefined;
    if (!this.#isRunning) this.#deadline?.release();
  }

  /** The policy with the time that is left; one object for all that begin within the same millisecond. */
  #policyFromNow(): Policy {
    const { policy } = this.settings;
    this.#startedAt ??= this.clock.now();
    const maxWaitTime = Math.max(0, policy.maxWaitTime - this.elapsedMs / 1000);
    if (this.#policy.maxWaitTime !== maxWaitTime) this.#policy = { ...policy, maxWaitTime };
    return this.#policy;
  }
}

const unknownOrigin: Origin = {};

function doNothing(): void {}
