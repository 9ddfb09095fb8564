import { isolate, SafeEmitter } from "./emitter.js";
import { EventLog, type Reader } from "./event-log.js";
import type { OperationEvent, OperationEventMap } from "./events.js";
import type { Wait } from "../operation-wait.js";
import type { Hear, Waits } from "../wait-session.js";

/** Waits as they can be followed: by listeners, by iterating, and as a store for a user interface. */
export abstract class Followed<Snapshot, Kind extends Waits = Waits> extends SafeEmitter<OperationEventMap> {
  protected readonly waits: Kind;
  readonly #log = new EventLog<OperationEvent>(() => this.isOver());
  readonly #subscribers = new Set<() => void>();
  #snapshot: Snapshot | undefined;

  protected constructor(create: (hear: Hear) => Kind) {
    super();
    this.waits = create((event, wait) => {
      this.heard?.(event, wait);
      this.#log.append(event);
      this.#snapshot = undefined;
      this.send(event.type, event);
      this.#tellSubscribers();
    });
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
  /** Hears of each event before anybody else does. */
  protected heard?(event: OperationEvent, wait: Wait): void;
  protected readonly reader: Reader = {};

  /** Tells those who watch the snapshot, and the readers, who may see now that it is over. */
  protected changed(): void {
    this.#snapshot = undefined;
    this.#tellSubscribers();
    this.#log.wake();
  }

  #tellSubscribers(): void {
    for (const subscriber of this.#subscribers) isolate(subscriber);
  }
}
