import type { OperationRef } from "../core/operation.js";
import { checkFlag, type WaitConfig } from "./config.js";
import type { Outcome } from "./result/outcome.js";
import type { Origin, Wait } from "./operation-wait.js";
import { type Hear, Waits } from "./wait-session.js";

/** How to wait for many operations: as for one, with one deadline for all of them, counted from the first. */
export type FleetConfig = WaitConfig & {
  /** Ends the other waits, as aborted, as soon as one operation has not succeeded. Default false. */
  readonly failFast?: boolean | undefined;
};

const noOrigin: Origin = {};

/** The waits for many operations: one for each of them, however often it is added. */
export class Members extends Waits {
  readonly #members = new Map<string, Wait>();
  readonly #added: Promise<Outcome>[] = [];

  /** @throws {OptionError} for an option that cannot be used. */
  constructor(config: FleetConfig, hear?: Hear) {
    super(config, (event, wait) => {
      hear?.(event, wait);
      if (failFast && event.type === "settled" && event.outcome.outcome !== "succeeded")
        this.end(new DOMException("Another operation did not succeed", "AbortError"));
    });
    const { failFast = false } = config;
    checkFlag("failFast", failFast);
  }

  get size(): number {
    return this.#members.size;
  }

  [Symbol.iterator](): IterableIterator<Wait> {
    return this.#members.values();
  }

  /** Resolves with how the wait for an operation ended; it never rejects. */
  add(input: OperationRef): Promise<Outcome> {
    const key = `${input.OwnerAccount ?? ""}/${input.OperationId}`;
    const wait = this.#members.get(key) ?? this.begin(input, noOrigin);
    this.#members.set(key, wait);
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
