import { EventEmitter } from "eventemitter3";
import type { OperationEvent, OperationEventMap } from "./events.js";
import { isolate } from "./isolate.js";

/** What a feed emits: its events by type, and `change` after anything that a snapshot would show. */
type FeedEventMap = OperationEventMap & { change: () => void };

type Listener = OperationEventMap[keyof OperationEventMap];
type Guard = (...args: unknown[]) => void;

/**
 * An emitter whose listeners can disturb neither the wait nor each other: an error that a listener throws becomes an
 * uncaught error, as it would in any callback of the platform.
 */
export class IsolatedEmitter {
  readonly #emitter = new EventEmitter<FeedEventMap>();
  readonly #guards = new WeakMap<Listener, Guard>();

  on<Type extends keyof OperationEventMap>(type: Type, listener: OperationEventMap[Type]): void {
    this.#emitter.on<keyof FeedEventMap>(type, this.#guard(listener));
  }

  once<Type extends keyof OperationEventMap>(type: Type, listener: OperationEventMap[Type]): void {
    this.#emitter.once<keyof FeedEventMap>(type, this.#guard(listener));
  }

  off<Type extends keyof OperationEventMap>(type: Type, listener: OperationEventMap[Type]): void {
    this.#emitter.off<keyof FeedEventMap>(type, this.#guard(listener));
  }

  listenerCount(type: keyof OperationEventMap): number {
    return this.#emitter.listenerCount(type);
  }

  emit(event: OperationEvent): void {
    // The compiler can't see that an event and its own type belong together.
    this.#emitter.emit<keyof FeedEventMap>(event.type, ...([event] as [never]));
    this.#emitter.emit("change");
  }

  emitChange(): void {
    this.#emitter.emit("change");
  }

  /** Calls back after every change; the same callback can be added twice. Returns a function that stops it. */
  onChange(callback: () => void): () => void {
    const guarded = (): void => isolate(callback);
    this.#emitter.on("change", guarded);
    return () => {
      this.#emitter.off("change", guarded);
    };
  }

  /** One guard for one listener, so that `off` finds what `on` added. */
  #guard(listener: Listener): Guard {
    let guard = this.#guards.get(listener);
    if (guard === undefined) {
      guard = (...args) => isolate(() => Reflect.apply(listener, undefined, args));
      this.#guards.set(listener, guard);
    }
    return guard;
  }
}
