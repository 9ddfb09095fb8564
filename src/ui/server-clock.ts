/**
 * The server's time, by what it said and by how long ago that was: the viewer's own clock may be minutes off. It stands
 * still while nothing is known of the server.
 */
export class ServerClock {
  #at = Number.NEGATIVE_INFINITY;
  #heardAt = 0;
  #stoppedAt: number | undefined;

  /** The server's clock said this just now. */
  set(at: number): void {
    this.#at = at;
    this.#heardAt = performance.now();
    this.#stoppedAt = undefined;
  }

  /** Something happened at this time, so it is no earlier now. */
  atLeast(at: number): void {
    if (at > this.now()) this.set(at);
  }

  stop(): void {
    this.#stoppedAt ??= this.now();
  }

  /** Milliseconds since the epoch; minus infinity before the server has said anything. */
  now(): number {
    return this.#stoppedAt ?? Math.round(this.#at + performance.now() - this.#heardAt);
  }
}
