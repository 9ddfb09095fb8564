import { EventEmitter } from "eventemitter3";

/** A listener that eventemitter3 can hold; the parameter type is the widest that any listener's can be assigned to. */
type Listener = (...args: never[]) => void;

/**
 * An emitter whose listeners cannot hurt the one who emits, nor each other: an error that a listener throws surfaces as
 * an uncaught one, as it would from any callback of the platform.
 */
export class SafeEmitter<Events extends Record<keyof Events, Listener>> {
  readonly #emitter = new EventEmitter();
  readonly #guarded = new WeakMap<Listener, (event: unknown) => void>();

  on<Type extends keyof Events & string>(type: Type, listener: Events[Type]): this {
    this.#emitter.on(type, this.#guard(listener));
    return this;
  }

  once<Type extends keyof Events & string>(type: Type, listener: Events[Type]): this {
    this.#emitter.once(type, this.#guard(listener));
    return this;
  }

  off<Type extends keyof Events & string>(type: Type, listener: Events[Type]): this {
    this.#emitter.off(type, this.#guard(listener));
    return this;
  }

  listenerCount(type: keyof Events & string): number {
    return this.#emitter.listenerCount(type);
  }

  protected send<Type extends keyof Events & string>(type: Type, event: Parameters<Events[Type]>[0]): void {
    this.#emitter.emit(type, event);
  }

  /** One guard for one listener, so that `off` finds what `on` added. */
  #guard(listener: Listener): (event: unknown) => void {
    let guarded = this.#guarded.get(listener);
    if (guarded === undefined) {
      guarded = (event) => isolate(() => Reflect.apply(listener, this, [event]));
      this.#guarded.set(listener, guarded);
    }
    return guarded;
  }
}

/** Calls someone else's code; what it throws surfaces as an uncaught error, and not here. */
export function isolate(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
