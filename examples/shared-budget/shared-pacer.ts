import { setTimeout as sleep } from "node:timers/promises";
import { type AcquireOptions, Pacer, type Permit } from "cloudmap-waiter";
import { type RateLimiterAbstract, RateLimiterRes } from "rate-limiter-flexible";

/**
 * One request budget for all processes of an account: a pacer that asks a limiter which they share, in Redis, PostgreSQL or
 * whatever else rate-limiter-flexible keeps its counts in, before each request.
 *
 * The pacer itself still decides which request goes first, and still slows down when Cloud Map throttles.
 */
export class SharedPacer extends Pacer {
  readonly #limiter: RateLimiterAbstract;
  readonly #account: string;

  constructor(limiter: RateLimiterAbstract, account: string) {
    // No process needs more than all of them may send.
    super({ rate: limiter.points / limiter.duration, maxRate: limiter.points / limiter.duration });
    this.#limiter = limiter;
    this.#account = account;
  }

  override async acquire(options: AcquireOptions): Promise<Permit> {
    const permit = await super.acquire(options);
    try {
      for (;;) {
        const waitMs = await this.#take();
        if (waitMs === 0) return permit;
        await sleep(waitMs, undefined, { signal: options.signal });
      }
    } catch (error) {
      permit.release();
      options.signal.throwIfAborted();
      throw error;
    }
  }

  /** Takes a request from the shared budget; returns the milliseconds until there may be one, or 0. */
  async #take(): Promise<number> {
    try {
      await this.#limiter.consume(this.#account);
      return 0;
    } catch (refused) {
      // Anything else is the store's own trouble. A limiter with an insuranceLimiter goes on without the store.
      if (!(refused instanceof RateLimiterRes)) throw refused;
      // A little more, at random: else all processes ask again at once.
      return Math.max(1, refused.msBeforeNext) * (1 + Math.random() / 4);
    }
  }
}
