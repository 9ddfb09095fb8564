import { pollTuning } from "../src/core/poll-strategy.js";
import { survivalTuning } from "../src/core/survival.js";
import { tuning } from "../src/waiter/rate/tuning.js";

/** All that is tuned by the bench. */
const groups: readonly Record<string, number>[] = [tuning, pollTuning, survivalTuning];

export const constants: readonly string[] = groups.flatMap((group) => Object.keys(group));

export function valueOf(name: string): number | undefined {
  return groups.find((group) => name in group)?.[name];
}

export function setConstant(name: string, value: number): void {
  const group = groups.find((one) => name in one);
  if (group === undefined || !Number.isFinite(value)) throw new Error(`no such constant: ${name}=${value}`);
  group[name] = value;
}
