import type { OperationInput } from "../core/operation.js";
import { checkOperation } from "./config.js";
import { afterTurn } from "../platform/slices.js";
import type { OperationEvent, OperationEventMap } from "./events/events.js";
import { EventFeed } from "./events/feed.js";
import { type FleetConfig, fleetSession } from "./fleet-config.js";
import { FleetCounts } from "./fleet-counts.js";
import { FleetMembers } from "./fleet-members.js";
import { Hold } from "./hold.js";
import type { PacerSnapshot } from "./rate/pacer-options.js";
import type { Outcome } from "./result/outcome.js";
import { snapshotOfWait, type WaiterSnapshot } from "./result/snapshot.js";
import type { WaitSession } from "./wait-session.js";

/** Where a fleet stands: a frozen value, and the same one until something has changed. */
export interface FleetSnapshot {
  readonly phase: "idle" | "waiting" | "settled";
  /** Operations added; the same operation added twice counts once. */
  readonly total: number;
  /** Operations whose wait is over, however it ended. */
  readonly done: number;
  /** Waits in progress by the operation's furthest status. */
  readonly pending: Readonly<Record<"UNSEEN" | "SUBMITTED" | "PENDING", number>>;
  /** Waits that are over by how they ended. */
  readonly outcomes: Readonly<Record<Outcome["outcome"], number>>;
  /** Milliseconds. At the latest change, or at the end. */
  readonly elapsedMs: number;
  /** Waits that ended, per second, since the first one began. */
  readonly perSecond: number;
  readonly pacer: PacerSnapshot;
}

/**
 * The wait for many operations, added at any time, under one deadline and one request budget. It is followed like an
 * {@link OperationWaiter}: the same events, each naming its operation, by listening or iterating; and a store. Whoever
 * follows it may come and go; it ends with its operations, at its deadline, by `abortSignal`, or by {@link stop}.
 */
export class OperationFleet {
  readonly #session: WaitSession;
  readonly #members: FleetMembers;
  readonly #feed: EventFeed<FleetSnapshot>;
  readonly #counts = new FleetCounts();
  readonly #hold = new Hold();
  #endedMs = 0;

  /** @throws {OptionError} for an option that cannot be used. */
  constructor(config: FleetConfig) {
    this.#session = fleetSession(config, (event, wait) => {
      this.#counts.count(event, wait);
      if (event.type === "settled") this.#endedMs = this.#session.elapsedMs;
      this.#feed.publish(event);
    });
    this.#members = new FleetMembers(this.#session, {
      begun: () => this.#counts.countAdded(),
      changed: () => this.#feed.changed(),
    });
    this.#feed = new EventFeed({
      takeSnapshot: () => this.#takeSnapshot(),
      isOver: () => this.#phase === "settled",
    });
  }

  /**
   * Begins to wait for an operation, and resolves with how that ended; it never rejects. An operation that is waited for
   * already is not waited for again: its outcome comes twice.
   * @throws {OptionError} for an input that cannot be used.
   */
  add(operation: OperationInput): Promise<Outcome> {
    const { size, isGathering } = this.#members;
    const outcome = this.#members.add(checkOperation(operation));
    // Of thousands in a row, it is reported as their waits are made.
    if (!isGathering && (this.#members.size > size || this.#members.isGathering)) this.#feed.changed();
    return outcome;
  }

  /**
   * Resolves when every wait is over, those added meanwhile too, and nothing holds the fleet any more, with one outcome
   * for each `add`, in their order.
   */
  async outcomes(): Promise<Outcome[]> {
    for (;;) {
      const outcomes = await this.#members.outcomes();
      if (!this.#hold.isHeld) return outcomes;
      await this.#hold.freed;
    }
  }

  /** Each operation's own snapshot, in the order in which they were added. */
  *operations(): Generator<WaiterSnapshot, void, undefined> {
    for (const wait of this.#members) yield snapshotOfWait(wait.facts);
  }

  /**
   * Keeps the fleet open while more operations are to come, also when none is pending: its readers, its snapshot and
   * {@link outcomes} keep waiting. Returns a function that releases it; if nothing is pending then, the fleet is over.
   */
  hold(): () => void {
    const letGo = this.#hold.take(() => this.#feed.changed());
    this.#feed.changed();
    return letGo;
  }

  /** Ends all waits, as aborted, with a reason: by default an AbortError. The operations keep running. */
  stop(reason?: unknown): void {
    this.#session.stop(reason);
  }

  /** Identifies this fleet's sequence of events: the `seq` of another fleet means nothing here. */
  get feedId(): string {
    return this.#feed.id;
  }

  /** Calls back for each event of a type from now on. What the listener throws surfaces as an uncaught error. */
  on<Type extends keyof OperationEventMap>(type: Type, listener: OperationEventMap[Type]): this {
    this.#feed.on(type, listener);
    return this;
  }

  once<Type extends keyof OperationEventMap>(type: Type, listener: OperationEventMap[Type]): this {
    this.#feed.once(type, listener);
    return this;
  }

  off<Type extends keyof OperationEventMap>(type: Type, listener: OperationEventMap[Type]): this {
    this.#feed.off(type, listener);
    return this;
  }

  listenerCount(type: keyof OperationEventMap): number {
    return this.#feed.listenerCount(type);
  }

  /**
   * The events of all operations from the first one on, then as they come, until every wait is over. Of a fleet without an
   * operation, the iteration ends as soon as the event loop has turned, unless somebody {@link hold}s it.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<OperationEvent, void, undefined> {
    // A turn later, as a loop may well begin just before the first operation is added.
    return this.#feed.events(0, (leave) => {
      afterTurn(() => {
        if (this.#phase === "idle") leave();
      });
    });
  }

  /**
   * The same events, but only those after the one with this `seq`: for a reader that has seen the others. It also waits for
   * the first operation, as a page may be open before there is one.
   */
  events(afterSeq?: number): AsyncIterableIterator<OperationEvent, void, undefined> {
    return this.#feed.events(afterSeq);
  }

  /** Calls back after every change of the snapshot; returns a function that stops it. Bound, as stores are passed around. */
  readonly subscribe = (onChange: () => void): (() => void) => this.#feed.subscribe(onChange);

  /** Where the fleet stands: the same object until something has changed. */
  readonly getSnapshot = (): FleetSnapshot => this.#feed.getSnapshot();

  get #phase(): FleetSnapshot["phase"] {
    const { done } = this.#counts;
    if (this.#hold.isHeld || this.#members.isGathering || done < this.#members.size) return "waiting";
    return done > 0 || this.#hold.wasHeld ? "settled" : "idle";
  }

  #takeSnapshot(): FleetSnapshot {
    this.#members.gather();
    const { done, pending, outcomes } = this.#counts;
    const phase = this.#phase;
    // After the end, the elapsed time stands still.
    const elapsedMs = phase === "settled" ? this.#endedMs : this.#session.elapsedMs;
    return Object.freeze({
      phase,
      total: this.#members.size,
      done,
      pending,
      outcomes,
      elapsedMs,
      perSecond: elapsedMs > 0 ? done / (elapsedMs / 1000) : 0,
      pacer: this.#session.settings.budget.pacer.snapshot,
    });
  }
}
