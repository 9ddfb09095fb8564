import type { DurableContextLike } from "./context.js";

/** What the tokens of a context are made of: the same in a replay, which repeats the calls in their order. */
interface Place {
  readonly seed: Promise<string>;
  starts: number;
}

const places = new WeakMap<object, Place>();

/**
 * An idempotency token for the next operation that is started in a context. The engine keeps what it is made of, so a replay
 * comes to the same, and no other context does: children of an execution can't be told apart by what they show.
 */
export async function executionToken(context: DurableContextLike): Promise<string> {
  const place = places.get(context) ?? { seed: recordSeed(context), starts: 0 };
  places.set(context, place);
  const start = (place.starts += 1);
  // At most 64 characters: what Cloud Map takes.
  return `${await place.seed}-${start}`;
}

async function recordSeed(context: DurableContextLike): Promise<string> {
  return await context.step("make request ids", async () => crypto.randomUUID(), {
    retryStrategy: () => ({ shouldRetry: false }),
  });
}
