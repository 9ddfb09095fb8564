import type { OperationRef } from "../core/operation.js";
import type { Policy } from "../core/policy.js";
import { resolveConfig, type Settings, type WaitConfig } from "./config.js";
import { onEnd } from "./deadline.js";
import { isolate, SafeEmitter } from "./emitter.js";
import { EventLog, type Reader } from "./event-log.js";
import { eventOf, type News, type OperationEvent, type OperationEventMap } from "./events.js";
import { logEvent } from "./log.js";
import { steadyClock } from "./time.js";
import { type Origin, Wait, type WaitOwner } from "./wait.js";

/**
 * Waits under one deadline, counted from the first of them, as they can be followed: by listeners, by iterating, and as a
 * store for a user interface.
 */
export abstract class Followed<Snapshot> extends SafeEmitter<OperationEventMap> {
  readonly #owner: WaitOwner;
  readonly #stop = new AbortController();
  readonly #log = new EventLog<OperationEvent>(() => this.isOver());
  readonly #subscribers = new Set<() => void>();
  #release: (() => void) | undefined;
  #startedAt: number | undefined;
  #policy: Policy | undefined;
  #running = 0;
  #seq = 0;
  #snapshot: Snapshot | undefined;

  protected constructor(config: WaitConfig) {
    super();
    this.#owner = {
      settings: resolveConfig(config),
      signal: this.#stop.signal,
      clock: steadyClock(),
      hear: (wait, news) => this.#hear(wait, news),
    };
  }

  /** The events from the first one on, then as they come, until every wait is over. */
  [Symbol.asyncIterator](): AsyncIterableIterator<OperationEvent, void, undefined> {
    return this.events();
  }

  /** The same events, but only those after the one with this `seq`: for a reader that has seen the others. */
  events(afterSeq = 0): AsyncIterableIterator<OperationEvent, void, undefined> {
    return this.#log.follow(afterSeq, this.reader);
  }

  /** Calls back after every change of the snapshot; returns the way to stop. Bound, as stores are passed around. */
  readonly subscribe = (onChange: () => void): (() => void) => {
    // A fresh function, so that the same callback can subscribe twice.
    const subscriber = (): void => onChange();
    this.#subscribers.add(subscriber);
    return () => {
      this.#subscribers.delete(subscriber);
    };
  };

  readonly getSnapshot = (): Snapshot => {
    this.#snapshot ??= this.takeSnapshot();
    return this.#snapshot;
  };

  protected abstract takeSnapshot(): Snapshot;
  /** Whether no event will follow those that there are. */
  protected abstract isOver(): boolean;
  /** Hears of each thing that happens before anybody else does. */
  protected heard?(wait: Wait, news: News): void;
  protected readonly reader: Reader = {};

  protected get settings(): Settings {
    return this.#owner.settings;
  }

  /** Since the first wait. */
  protected get elapsedMs(): number {
    return this.#startedAt === undefined ? 0 : this.#owner.clock() - this.#startedAt;
  }

  /** Begins a wait that ends with the others at the latest. */
  protected begin(input: OperationRef, origin: Origin): Wait {
    const wait = new Wait(this.#owner, input, origin, this.#policyFromNow());
    // The deadline and the caller's signal are heeded while a wait is under way.
    if (this.#running++ === 0)
      this.#release = onEnd(this.settings, this.elapsedMs, (reason) => this.end(reason));
    return wait;
  }

  protected end(reason: unknown): void {
    this.#stop.abort(reason);
  }

  /** Tells those who watch the snapshot, and the readers, who may see now that it is over. */
  protected changed(): void {
    this.#snapshot = undefined;
    this.#tellSubscribers();
    this.#log.wake();
  }

  #tellSubscribers(): void {
    for (const subscriber of this.#subscribers) isolate(subscriber);
  }

  /** The policy with the time that is left; one object for all that begin within the same millisecond. */
  #policyFromNow(): Policy {
    const { policy } = this.settings;
    this.#startedAt ??= this.#owner.clock();
    const maxWaitTime = Math.max(0, policy.maxWaitTime - this.elapsedMs / 1000);
    if (this.#policy?.maxWaitTime !== maxWaitTime) this.#policy = { ...policy, maxWaitTime };
    return this.#policy;
  }

  #hear(wait: Wait, news: News): void {
    const { settings, clock } = this.#owner;
    this.heard?.(wait, news);
    if (news.type === "settled" && --this.#running === 0) this.#release?.();
    const event = eventOf(wait, news, ++this.#seq, clock());
    if (settings.logger) logEvent(settings.logger, event);
    this.#log.append(event);
    this.#snapshot = undefined;
    this.send(event.type, event);
    this.#tellSubscribers();
  }
}
