import type { HowToWait, Subject } from "./subject.js";
import { type Answer, inWorld, type Settled } from "./world.js";

/** Whether a package does right; undefined where it has nothing that could go wrong in this way. */
export type Verdict = boolean | undefined;

export interface Bug {
  readonly title: string;
  check(subject: Subject): Promise<Verdict>;
}

export const usual: HowToWait = { minDelay: 1, maxDelay: 10, maxWaitTime: 60, requestTimeout: 5 };

/** Waits in a world of its own, for so long at the most. */
export async function waitIn(
  subject: Subject,
  answers: readonly Answer[],
  how: Partial<HowToWait>,
  limitMs: number,
): Promise<{ settled: Settled; polls: readonly number[]; timers: number }> {
  return await inWorld(answers, async (world) => {
    const settled = await world.settle(subject.wait(world, { ...usual, ...how }), limitMs);
    return { settled, polls: [...world.polls], timers: world.timers() };
  });
}

export function gapsOf(polls: readonly number[]): number[] {
  return polls.slice(1).map((at, index) => at - (polls[index] ?? 0));
}

export function sdkError(name: string, more: object = {}): Error {
  return Object.assign(new Error(`${name}!`), { name, $metadata: { httpStatusCode: 400 }, ...more });
}
