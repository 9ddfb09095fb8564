import { checkNumber } from "../../core/options.js";
import { IsolatedEmitter } from "./emitter.js";
import { EventLog } from "./event-log.js";
import type { OperationEvent, OperationEventMap } from "./events.js";

/** What a feed needs of the waits that it reports on. */
export interface FeedSource<Snapshot> {
  takeSnapshot(): Snapshot;
  /** Whether no event will follow those that there are. */
  isOver(): boolean;
  /** Called when somebody asks for the first event. */
  onReader?(): void;
}

/**
 * How waits are followed: by listeners, by iterating, and as a store for a user interface. Any number may come and go; none
 * of them owns the waits.
 */
export class EventFeed<Snapshot> {
  /** Whose sequence of events this is; the numbers of two feeds have nothing to do with each other. */
  readonly id: string = crypto.randomUUID();
  readonly #source: FeedSource<Snapshot>;
  readonly #emitter = new IsolatedEmitter();
  readonly #log: EventLog<OperationEvent>;
  #snapshot: Snapshot | undefined;

  constructor(source: FeedSource<Snapshot>) {
    this.#source = source;
    this.#log = new EventLog(() => source.isOver());
  }

  /** Tells everybody of an event, which is final: the source has changed already. */
  publish(event: OperationEvent): void {
    this.#snapshot = undefined;
    this.#log.append(event);
    this.#emitter.emit(event);
  }

  /** Tells those who watch the snapshot, and the readers, who may see now that it is over. */
  changed(): void {
    this.#snapshot = undefined;
    this.#emitter.emitChange();
    this.#log.wake();
  }

  on<Type extends keyof OperationEventMap>(type: Type, listener: OperationEventMap[Type]): void {
    this.#emitter.on(type, listener);
  }

  once<Type extends keyof OperationEventMap>(type: Type, listener: OperationEventMap[Type]): void {
    this.#emitter.once(type, listener);
  }

  off<Type extends keyof OperationEventMap>(type: Type, listener: OperationEventMap[Type]): void {
    this.#emitter.off(type, listener);
  }

  listenerCount(type: keyof OperationEventMap): number {
    return this.#emitter.listenerCount(type);
  }

  /**
   * `onStart` is called when the first event is asked for, with a function that ends this iteration.
   * @throws {OptionError} for an `afterSeq` that is no sequence number.
   */
  events(
    afterSeq = 0,
    onStart?: (leave: () => void) => void,
  ): AsyncIterableIterator<OperationEvent, void, undefined> {
    checkNumber("afterSeq", afterSeq, "a whole number, 0 or more", (n) => n >= 0 && Number.isInteger(n));
    return this.#log.follow(afterSeq, (leave) => {
      this.#source.onReader?.();
      onStart?.(leave);
    });
  }

  subscribe(onChange: () => void): () => void {
    return this.#emitter.onChange(onChange);
  }

  getSnapshot(): Snapshot {
    this.#snapshot ??= this.#source.takeSnapshot();
    return this.#snapshot;
  }
}
