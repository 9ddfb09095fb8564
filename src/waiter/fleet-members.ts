import type { OperationRef } from "../core/operation.js";
import type { OperationWait } from "./operation-wait.js";
import type { Outcome } from "./result/outcome.js";
import type { WaitSession } from "./wait-session.js";

/** The waits for many operations: one for each of them, however often it is added. */
export class FleetMembers {
  readonly #session: WaitSession;
  readonly #waits = new Map<string, OperationWait>();
  readonly #added: Promise<Outcome>[] = [];

  constructor(session: WaitSession) {
    this.#session = session;
  }

  get size(): number {
    return this.#waits.size;
  }

  [Symbol.iterator](): IterableIterator<OperationWait> {
    return this.#waits.values();
  }

  /** Resolves with how the wait for an operation ended; it never rejects. */
  add(input: OperationRef): Promise<Outcome> {
    const key = `${input.OwnerAccount ?? ""}/${input.OperationId}`;
    const wait = this.#waits.get(key) ?? this.#session.begin(input);
    this.#waits.set(key, wait);
    this.#added.push(wait.ended);
    return wait.ended;
  }

  /** Resolves when every wait is over, those added meanwhile too, with one outcome for each `add`, in their order. */
  async outcomes(): Promise<Outcome[]> {
    for (;;) {
      const count = this.#added.length;
      const outcomes = await Promise.all(this.#added);
      if (count === this.#added.length) return outcomes;
    }
  }
}
