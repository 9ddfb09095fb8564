// The survival table against the formulas that it stands for, written plainly and with nothing kept from one question to
// the next.
import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import {
  optimalPollDelayMs,
  quartilesMs,
  recordPoll,
  type SurvivalTable,
  survivalTable,
} from "../../src/core/survival.js";

const bins = 270;

function startOf(bin: number): number {
  return bin === 0 ? 0 : 100 * 1.04 ** (bin - 1);
}

function binOf(ageMs: number): number {
  let bin = 0;
  while (bin < bins - 1 && startOf(bin + 1) <= ageMs) bin++;
  return bin;
}

interface Seen {
  readonly fromMs: number;
  readonly toMs: number;
  readonly hasEnded: boolean;
}

/** Those at risk in a bin, and those that ended in it. */
function countsOf(
  prior: { medianMs?: number; weight: number },
  seen: readonly Seen[],
  bin: number,
): [number, number] {
  const survival = (ageMs: number): number =>
    prior.medianMs === undefined ? 1 / ageMs : 1 / (ageMs ** 0.02 * (1 + (ageMs / prior.medianMs) ** 12));
  const share = bin === 0 ? 0.2 : 1 - survival(startOf(bin + 1)) / survival(startOf(bin));
  const atRisk = seen.filter(({ fromMs, toMs, hasEnded }) => {
    const [first, last] = [binOf(fromMs), binOf(toMs)];
    return (first <= bin && bin < last) || (hasEnded && bin === last);
  }).length;
  const ended = seen.filter(({ toMs, hasEnded }) => hasEnded && binOf(toMs) === bin).length;
  return [prior.weight + atRisk, prior.weight * share + ended];
}

class Model {
  readonly #counts: readonly [number, number][];

  constructor(prior: { medianMs?: number; weight: number }, seen: readonly Seen[]) {
    this.#counts = Array.from({ length: bins }, (_, bin) => countsOf(prior, seen, bin));
  }

  share(bin: number): number {
    const near = this.#counts.slice(Math.max(0, bin - 1), bin + 2);
    const sum = (which: 0 | 1): number => near.reduce((total, counts) => total + counts[which], 0);
    return Math.min(sum(1) / sum(0), 0.98);
  }

  delayMs(ageMs: number, costMs: number, longestMs: number): number {
    let [delay, running, lateness] = [0, 1, 0];
    while (delay < longestMs && lateness < costMs) {
      const step = 20 + delay / 20;
      const bin = binOf(ageMs + delay + step / 2);
      const hazard = -Math.log(1 - this.share(bin)) / (startOf(bin + 1) - startOf(bin));
      running *= Math.exp(-hazard * step);
      lateness += (1 - running) * step;
      delay += step;
    }
    return Math.min(delay, longestMs);
  }

  /** The ages by which such shares have ended. */
  ageAt(share: number): number {
    let running = 1;
    for (let bin = 1; bin < bins - 1; bin++) {
      running *= 1 - this.share(bin);
      if (running <= 1 - share) return Math.round(startOf(bin + 1));
    }
    return share < 0.5 ? 0 : Math.round(startOf(bins - 1));
  }
}

// No age is at the edge of a bin, where rounding decides.
const ageMs = fc.integer({ min: 0, max: 3_000_000 }).map((ms) => ms + 0.123);
const poll = fc
  .tuple(ageMs, ageMs, fc.boolean())
  .map(([one, other, hasEnded]) => ({ fromMs: Math.min(one, other), toMs: Math.max(one, other), hasEnded }));
const prior = fc.record(
  {
    medianMs: fc.integer({ min: 500, max: 100_000 }),
    weight: fc.integer({ min: 1, max: 50 }).map((n) => n / 10),
  },
  { requiredKeys: ["weight"] },
);

describe("a survival table, whatever it has seen", () => {
  test.prop(
    [
      prior,
      fc.array(poll, { maxLength: 6 }),
      fc.array(ageMs, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 3000 }),
    ],
    { numRuns: 60 },
  )("says when to poll as the formulas do, after each poll", (belief, polls, ages, costMs) => {
    const table: SurvivalTable = survivalTable(belief);
    for (let count = 0; count <= polls.length; count++) {
      const seen = polls.slice(0, count);
      const last = seen.at(-1);
      if (last) recordPoll(table, last.fromMs, last.toMs, last.hasEnded);
      expect(table.endsSeen).toBe(seen.filter(({ hasEnded }) => hasEnded).length);
      const model = new Model(belief, seen);
      for (const age of ages)
        for (const longestMs of [500, 60_000]) {
          const expected = model.delayMs(age, costMs, longestMs);
          // Asked twice: the second answer is the first.
          for (let times = 0; times < 2; times++)
            expect(optimalPollDelayMs(table, age, costMs, longestMs) / expected).toBeCloseTo(1, 6);
        }
      const { low, high } = quartilesMs(table);
      expect([low, high]).toEqual([model.ageAt(0.25), model.ageAt(0.75)]);
    }
  });
});
