import { pollDelayMs } from "./poll-delay.js";
import type { Policy } from "./options.js";

/**
 * The policy as a table, for an engine that cannot compute: the whole seconds to wait before each poll after the first,
 * which is at once. They add up to `maxWaitTime`, rounded up.
 */
export function schedule(policy: Policy): number[] {
  const delays: number[] = [];
  const end = Math.ceil(policy.maxWaitTime);
  for (let age = 0; age < end;) {
    const delay = Math.min(Math.max(1, Math.ceil(pollDelayMs(age * 1000, policy) / 1000)), end - age);
    delays.push(delay);
    age += delay;
  }
  return delays;
}
