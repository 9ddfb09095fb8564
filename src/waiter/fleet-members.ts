import type { OperationRef } from "../core/operation.js";
import { inSlices } from "../platform/slices.js";
import { Latecomers } from "./latecomers.js";
import type { OperationWait } from "./operation-wait.js";
import type { Outcome } from "./result/outcome.js";
import type { WaitSession } from "./wait-session.js";

/** From so many operations on that are added in one go, without a turn of any promise in between, they begin later. */
const manyInARow = 200;

/** What a fleet wants to know of its members. */
interface MembersListener {
  /** A wait was made. */
  begun(): void;
  /** It was made some time after it was added. */
  changed(): void;
}

/** The waits for many operations: one for each of them, however often it is added. */
export class FleetMembers {
  readonly #session: WaitSession;
  readonly #listener: MembersListener | undefined;
  /** By the account that owns the operation, and by its id. */
  readonly #waits = new Map<string | undefined, Map<string, OperationWait>>();
  readonly #added: OperationWait[] = [];
  #size = 0;
  readonly #latecomers = new Latecomers();
  #drained: Promise<void> | undefined;
  #inARow = 0;

  constructor(session: WaitSession, listener?: MembersListener) {
    this.#session = session;
    this.#listener = listener;
  }

  /** Operations whose wait has been made. */
  get size(): number {
    return this.#size;
  }

  /** Whether the waits of some are still to be made. */
  get isGathering(): boolean {
    return !this.#latecomers.isEmpty;
  }

  /** All of them. */
  [Symbol.iterator](): IterableIterator<OperationWait> {
    this.gather();
    return new Set(this.#added).values();
  }

  /** Resolves with how the wait for an operation ended; it never rejects. */
  add(input: OperationRef): Promise<Outcome> {
    if (this.#inARow++ === 0) void Promise.resolve().then(() => (this.#inARow = 0));
    if (this.#inARow <= manyInARow && !this.isGathering) return this.begin(input).ended;
    this.#drained ??= Promise.resolve().then(async () => await this.#drain());
    return this.#latecomers.add(input);
  }

  /** The wait for an operation, which is made now if there is none. */
  begin(input: OperationRef): OperationWait {
    const { OperationId, OwnerAccount } = input;
    const owned = this.#waits.get(OwnerAccount) ?? new Map<string, OperationWait>();
    if (owned.size === 0) this.#waits.set(OwnerAccount, owned);
    let wait = owned.get(OperationId);
    if (wait === undefined) {
      wait = this.#session.begin(input);
      owned.set(OperationId, wait);
      this.#size++;
      this.#listener?.begun();
    }
    this.#added.push(wait);
    return wait;
  }

  /** Makes all waits that are still to be made. */
  gather(): void {
    while (this.isGathering) this.#makeOne();
  }

  #makeOne(): void {
    this.#latecomers.makeNext((input) => this.begin(input).ended);
  }

  async #drain(): Promise<void> {
    while (this.isGathering)
      await inSlices(this.#latecomers, () => {
        this.#makeOne();
        this.#listener?.changed();
      });
    this.#drained = undefined;
  }

  /** Resolves when every wait is over, those added meanwhile too, with one outcome for each `add`, in their order. */
  async outcomes(): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    do {
      await this.#drained;
      while (outcomes.length < this.#added.length) {
        const wait = this.#added[outcomes.length];
        if (wait) outcomes.push(wait.outcome ?? (await wait.ended));
      }
    } while (this.#drained);
    return outcomes;
  }
}
