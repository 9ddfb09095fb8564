import { tuning } from "./tuning.js";

/** Requests that may be sent: as many a second as its rate, and after a rest as many at once as it holds. */
export class TokenBucket {
  /** Tokens a second. */
  rate: number;
  readonly size: number;
  #tokens: number;
  #filledAt: number;

  constructor(rate: number, size: number, now: number) {
    this.rate = rate;
    this.size = size;
    this.#tokens = size;
    this.#filledAt = now;
  }

  /** Less than 0 after more was taken than there was. */
  get tokens(): number {
    return this.#tokens;
  }

  /**
   * Brings it up to now; called before its rate changes, and before it is asked for anything. Returns for how many
   * milliseconds it was full, so that tokens were lost.
   */
  refill(now: number): number {
    const tokens = this.#tokens + ((now - this.#filledAt) / 1000) * this.rate;
    this.#tokens = Math.max(Math.min(this.size, tokens), -tuning.mostDebtSeconds * this.rate);
    this.#filledAt = now;
    return (Math.max(0, tokens - this.size) / this.rate) * 1000;
  }

  take(): void {
    this.#tokens--;
  }

  /** Nothing is left of a rest; what was taken too much stays owed. */
  drain(): void {
    this.#tokens = Math.min(this.#tokens, 0);
  }

  /** When it will hold so many tokens, if none is taken. */
  holdsAt(tokens: number, now: number): number {
    return now + (Math.max(0, tokens - this.#tokens) / this.rate) * 1000;
  }
}
