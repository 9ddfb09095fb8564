import type { Policy } from "./options.js";

/**
 * Milliseconds until the next poll of an operation that has been waited for since `ageMs`. The delay follows the age, so
 * that the end is noticed late by a bounded share of the operation's own duration, at a logarithmic number of polls.
 * `wantedMs` replaces that delay, within the same bounds. `jitter`, from 0 to 1, is the share of the policy's jitter to
 * shorten it by.
 */
export function pollDelayMs(
  ageMs: number,
  policy: Policy,
  jitter = 0,
  wantedMs: number = ageMs * policy.growth,
): number {
  const { minDelay, maxDelay } = policy;
  return Math.min(Math.max(wantedMs, minDelay * 1000), maxDelay * 1000) * (1 - policy.jitter * jitter);
}

/**
 * When the final poll is taken, in milliseconds from the start of a wait: shortly before the deadline, so that its answer
 * can still arrive.
 */
export function finalPollAtMs({ maxWaitTime, requestTimeout }: Policy): number {
  return (maxWaitTime - Math.min(1, requestTimeout, maxWaitTime / 2)) * 1000;
}

/** Milliseconds. A timer this late means that the process stood still. */
export const lateMs = 100;
