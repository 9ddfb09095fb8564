import { isRecord } from "../../core/json.js";
import type { DurableContextLike } from "./context.js";

/** How many operations were started in each context, in the order of the calls, which a replay repeats. */
const starts = new WeakMap<object, number>();

/**
 * An idempotency token that depends on nothing but the execution and the place in it, so that a replay comes to the same.
 * 64 characters, the most that Cloud Map takes.
 */
export async function executionToken(
  context: DurableContextLike,
  name: string,
  input: object,
): Promise<string> {
  const count = starts.get(context) ?? 0;
  starts.set(context, count + 1);
  const place = JSON.stringify([context.executionContext.durableExecutionArn, count, name, sorted(input)]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(place));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The order of an object's members says nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value) || value instanceof Date) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key])]),
  );
}
