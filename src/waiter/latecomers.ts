import type { OperationRef } from "../core/operation.js";
import type { Outcome } from "./result/outcome.js";

/** So many are answered together: more would hold up the event loop. */
const groupSize = 256;

/**
 * Callers whose waits are made later. Thousands may come in one turn, so each costs one promise and no function of its own:
 * callbacks of one promise are called in their order, which tells the callers apart.
 */
class Group {
  readonly #inputs: OperationRef[] = [];
  readonly #ends: Promise<Outcome>[] = [];
  #answered = 0;
  #answer!: () => void;
  readonly #areMade: Promise<void> = new Promise((resolve) => {
    this.#answer = resolve;
  });
  // Nobody is called before there is an end for each.
  readonly #nextEnd = (): Promise<Outcome> => this.#ends[this.#answered++] as Promise<Outcome>;

  get isFull(): boolean {
    return this.#inputs.length >= groupSize;
  }

  join(input: OperationRef): Promise<Outcome> {
    this.#inputs.push(input);
    return this.#areMade.then(this.#nextEnd);
  }

  /** Makes the next wait; tells whether it was the last, with which all are answered. */
  makeNext(make: (input: OperationRef) => Promise<Outcome>): boolean {
    const input = this.#inputs[this.#ends.length];
    if (input) this.#ends.push(make(input));
    const isLast = this.#ends.length === this.#inputs.length;
    if (isLast) this.#answer();
    return isLast;
  }
}

/** A queue of operations whose waits are still to be made. */
export class Latecomers {
  readonly #groups: Group[] = [];

  get isEmpty(): boolean {
    return this.#groups.length === 0;
  }

  /** Resolves with how the wait ended. */
  add(input: OperationRef): Promise<Outcome> {
    let group = this.#groups.at(-1);
    if (group === undefined || group.isFull) {
      group = new Group();
      this.#groups.push(group);
    }
    return group.join(input);
  }

  makeNext(make: (input: OperationRef) => Promise<Outcome>): void {
    if (this.#groups[0]?.makeNext(make)) this.#groups.shift();
  }

  /** Goes on for as long as there are any. */
  *[Symbol.iterator](): Generator<void, void, undefined> {
    while (!this.isEmpty) yield;
  }
}
