import type { OperationRef } from "../core/operation.js";
import type { Policy } from "../core/options.js";
import { onAbort } from "../platform/abort.js";
import { resolveConfig, type Settings, type WaitConfig } from "./config.js";
import { onEnd } from "./deadline.js";
import { eventOf, type EventDetail, type OperationEvent } from "./events/events.js";
import { logEvent } from "./events/logger.js";
import { steadyClock } from "../platform/timers.js";
import { type Origin, Wait, type WaitOwner } from "./operation-wait.js";

/** Hears of everything that happens in a wait, after the wait's own state has changed. */
export type Hear = (event: OperationEvent, wait: Wait) => void;

/** Waits under one deadline, counted from the first of them, that can be ended together. */
export class Waits implements WaitOwner {
  readonly settings: Settings;
  readonly clock: () => number = steadyClock();
  readonly #hear: Hear | undefined;
  readonly #stop = new AbortController();
  readonly signal: AbortSignal = this.#stop.signal;
  #release: (() => void) | undefined;
  #startedAt: number | undefined;
  #policy: Policy | undefined;
  #running = 0;
  #seq = 0;

  /** @throws {OptionError} for an option that cannot be used. */
  constructor(config: WaitConfig, hear?: Hear) {
    this.settings = resolveConfig(config);
    this.#hear = hear;
    // Held for good, so that the one listener on the signal needn't come and go with each request.
    onAbort(this.signal, () => {});
  }

  /** Since the first wait. */
  get elapsedMs(): number {
    return this.#startedAt === undefined ? 0 : this.clock() - this.#startedAt;
  }

  begin(input: OperationRef, origin: Origin): Wait {
    const wait = new Wait(this, input, origin, this.#policyFromNow());
    // The deadline and the caller's signal are heeded while a wait is under way.
    if (this.#running++ === 0)
      this.#release = onEnd(this.settings, this.elapsedMs, (reason) => this.end(reason));
    return wait;
  }

  end(reason: unknown): void {
    this.#stop.abort(reason);
  }

  hear(wait: Wait, news: EventDetail, elapsedMs: number): void {
    if (news.type === "settled" && --this.#running === 0) this.#release?.();
    const event = eventOf(wait.input, news, { seq: ++this.#seq, at: this.clock(), elapsedMs });
    if (this.settings.logger) logEvent(this.settings.logger, event);
    this.#hear?.(event, wait);
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
