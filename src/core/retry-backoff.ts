import { jitterOf } from "./jitter.js";
import type { CallError } from "./call-error.js";
import type { FailureKind } from "./classify-error.js";
import type { Policy } from "./options.js";

/** Failed attempts in a row, by what they mean. */
export interface FailuresInARow {
  readonly throttled: number;
  readonly transient: number;
  readonly healing: number;
}

export const noFailures: FailuresInARow = { throttled: 0, transient: 0, healing: 0 };

/** The kinds of failure after which another attempt may succeed. Any other failure is an answer. */
export type RetryableKind = keyof FailuresInARow;

export function isRetryable(kind: FailureKind): kind is RetryableKind {
  return kind in noFailures;
}

/** Counts one more failure; an answer ends the row. */
export function countFailure(failures: FailuresInARow, kind: FailureKind): FailuresInARow {
  return isRetryable(kind) ? { ...failures, [kind]: failures[kind] + 1 } : noFailures;
}

/**
 * Milliseconds until the next attempt, after a failure that has been counted; undefined if no further attempt is worth
 * making. `key` sets the jitter of one call apart from that of others.
 */
export function retryDelayMs(
  failures: FailuresInARow,
  error: CallError,
  kind: FailureKind,
  policy: Policy,
  key: string,
): number | undefined {
  if (!isRetryable(kind)) return undefined;
  const count = failures[kind];
  if (kind === "transient" && count > policy.transientRetries) return undefined;
  if (kind === "healing" && count > 1) return undefined;
  return backOffMs(count, error.retryAfterMs, policy.jitter * jitterOf(key, 0));
}

const firstDelayMs = 500;
const longestDelayMs = 5000;
/** A service or a proxy that asks for more is asked again after this long. */
const longestRetryAfterMs = 60_000;

/** It doubles from half a second to five, and is never shorter than what the service asked for, up to a minute. */
function backOffMs(failures: number, retryAfterMs = 0, jitter = 0): number {
  const delayMs = Math.min(Math.round(firstDelayMs * (1 - jitter)) * 2 ** (failures - 1), longestDelayMs);
  return Math.max(delayMs, Math.min(retryAfterMs, longestRetryAfterMs));
}
