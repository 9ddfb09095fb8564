import { tuning } from "./tuning.js";

/**
 * The congestion price of a request, from 0 to 1. It rises while one that should have been sent can't be, and falls while
 * requests are left over. So the polls of all who share a budget become as frequent as it allows.
 */
export class Price {
  #value = 1;
  #at: number;

  constructor(now: number) {
    this.#at = now;
  }

  get value(): number {
    return this.#value;
  }

  /** Brings it up to now. `idleMs` says for how many milliseconds of the time since then requests were left over. */
  follow(now: number, isShort: boolean, idleMs: number): void {
    const ms = isShort ? now - this.#at : idleMs;
    const left = Math.exp(-ms / 1000 / tuning.priceSeconds);
    this.#value = isShort ? 1 - (1 - this.#value) * left : this.#value * left;
    this.#at = now;
  }
}
