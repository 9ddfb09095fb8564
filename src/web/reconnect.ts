const longestDelayMs = 15_000;

/** When to reconnect, and how often that was in vain. */
export class Reconnection {
  #wishMs = 500;
  #failures = 0;

  /** What the stream asks for. */
  wish(retryMs: number): void {
    this.#wishMs = retryMs;
  }

  /** A new event came: the connection was worth it. */
  succeeded(): void {
    this.#failures = 0;
  }

  /**
   * The delay before the next attempt: what the stream asks for, longer with each attempt that brought nothing new, and at
   * most 15 s. `share` from 0 to 1 spreads clients that were cut off together.
   */
  nextDelayMs(share: number): number {
    const furtherMs = 250 * (2 ** Math.min(this.#failures++, 10) - 1);
    const delayMs = Math.min(this.#wishMs + furtherMs, longestDelayMs);
    return Math.round(delayMs * (0.8 + 0.2 * share));
  }
}
