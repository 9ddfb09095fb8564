import type { OperationRef } from "../core/operation.js";
import type { OperationWait } from "./operation-wait.js";
import type { Outcome } from "./result/outcome.js";
import type { WaitSession } from "./wait-session.js";

/** The waits for many operations: one for each of them, however often it is added. */
export class FleetMembers {
  readonly #session: WaitSession;
  /** By the account that owns the operation, and by its id. */
  readonly #waits = new Map<string | undefined, Map<string, OperationWait>>();
  readonly #added: OperationWait[] = [];
  #size = 0;

  constructor(session: WaitSession) {
    this.#session = session;
  }

  get size(): number {
    return this.#size;
  }

  [Symbol.iterator](): IterableIterator<OperationWait> {
    return new Set(this.#added).values();
  }

  /** Resolves with how the wait for an operation ended; it never rejects. */
  add(input: OperationRef): Promise<Outcome> {
    const { OperationId, OwnerAccount } = input;
    const owned = this.#waits.get(OwnerAccount) ?? new Map<string, OperationWait>();
    if (owned.size === 0) this.#waits.set(OwnerAccount, owned);
    let wait = owned.get(OperationId);
    if (wait === undefined) {
      wait = this.#session.begin(input);
      owned.set(OperationId, wait);
      this.#size++;
    }
    this.#added.push(wait);
    return wait.ended;
  }

  /** Resolves when every wait is over, those added meanwhile too, with one outcome for each `add`, in their order. */
  async outcomes(): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const { outcome, ended } of this.#added) outcomes.push(outcome ?? (await ended));
    return outcomes;
  }
}
