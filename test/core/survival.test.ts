import { describe, expect, test } from "vitest";
import {
  optimalPollDelayMs,
  quartilesMs,
  recordPoll,
  type SurvivalTable,
  survivalTable,
} from "../../src/core/survival.js";

const longestMs = 600_000;

/** A table that has seen operations end at these ages, each polled once, long after. */
function tableOf(endsMs: readonly number[]): ReturnType<typeof survivalTable> {
  const table = survivalTable({ weight: 0.1 });
  for (const endMs of endsMs) recordPoll(table, 0, endMs, true);
  return table;
}

/** Ages that leave a steady rate of ends: so many a millisecond of those still running. */
function exponential(rate: number): number[] {
  return Array.from({ length: 2000 }, (_, index) => -Math.log((index + 0.5) / 2000) / rate);
}

/** A table with so many operations at risk in each age bin, of which so many ended in some. */
function madeTable(atRisk: number, ended: Readonly<Record<number, number>>): SurvivalTable {
  const { ended: bins } = survivalTable({});
  return { atRisk: bins.map(() => atRisk), ended: bins.map((_, bin) => ended[bin] ?? 0), endsSeen: 0 };
}

/** Ages all over, closely before and after 8 s. */
const ages = [
  ...Array.from({ length: 15 }, (_, index) => 8000 * 1.04 ** (index - 7)),
  ...Array.from({ length: 20 }, (_, index) => 120 * 1.6 ** index),
];

function delaysOf(table: SurvivalTable): number[] {
  return ages.map((ageMs) => optimalPollDelayMs(table, ageMs, 30, longestMs));
}

describe(optimalPollDelayMs, () => {
  test("is √(2 × cost ÷ rate) where ends come at a steady rate", () => {
    const table = tableOf(exponential(1 / 20_000));
    const delayMs = optimalPollDelayMs(table, 10_000, 100, longestMs);
    expect(delayMs).toBeGreaterThan(2000 * 0.9);
    expect(delayMs).toBeLessThan(2000 * 1.1);
  });

  test("doubles when the cost is four times as high", () => {
    const table = tableOf(exponential(1 / 20_000));
    const ratio =
      optimalPollDelayMs(table, 10_000, 200, longestMs) / optimalPollDelayMs(table, 10_000, 50, longestMs);
    expect(ratio).toBeGreaterThan(1.9);
    expect(ratio).toBeLessThan(2.15);
  });

  test("is the same when it is asked again, and another as soon as more is known", () => {
    const table = tableOf(exponential(1 / 20_000));
    const delayMs = optimalPollDelayMs(table, 10_000, 100, longestMs);
    expect(optimalPollDelayMs(table, 10_000, 100, longestMs)).toBe(delayMs);
    for (let end = 0; end < 2000; end++) recordPoll(table, 9000, 10_500 + end, true);
    const known = optimalPollDelayMs(table, 10_000, 100, longestMs);
    expect(known).toBeLessThan(delayMs);
    // As if nothing had been computed before.
    expect(optimalPollDelayMs(structuredClone(table), 10_000, 100, longestMs)).toBe(known);
  });

  test("is at every age as if nothing had been computed before, whatever a poll has shown since", () => {
    const table = survivalTable({ weight: 1 });
    const polls: readonly (readonly [fromMs: number, toMs: number, hasEnded: boolean])[] = [
      [7000, 8000, true],
      [8000, 8000, true],
      [7500, 9000, false],
      [0, 500, true],
      [8000, 3_000_000, false],
      [60_000, 7_200_000, true],
    ];
    for (const poll of polls) {
      delaysOf(table);
      recordPoll(table, ...poll);
      expect(delaysOf(table)).toEqual(delaysOf(structuredClone(table)));
    }
  });

  test("is computed from what is known of an age once, however often it is asked", () => {
    const { atRisk, ended, endsSeen } = survivalTable({});
    let reads = 0;
    const table: SurvivalTable = {
      atRisk,
      get ended() {
        reads++;
        return ended;
      },
      endsSeen,
    };
    delaysOf(table);
    const before = reads;
    delaysOf(table);
    expect(reads).toBe(before);
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThanOrEqual(270);
  });

  test("is nothing where a poll costs nothing", () => {
    expect(optimalPollDelayMs(survivalTable({}), 0, 0, longestMs)).toBe(0);
  });

  test("ends no sooner than where the first of its kind have ended, from any age", () => {
    // Beginning with the bin before, as few ends leave gaps between them.
    const table = madeTable(1, { 112: 1 });
    const firstMs = 100 * 1.04 ** 110;
    for (let ageMs = 0; ageMs < firstMs; ageMs += 250) {
      const pollAtMs = ageMs + optimalPollDelayMs(table, ageMs, 1, longestMs);
      expect(pollAtMs).toBeGreaterThan(firstMs);
      expect(pollAtMs).toBeLessThan(1.08 * firstMs);
    }
  });

  test("takes the first tenth of a second for as long as it is", () => {
    expect(optimalPollDelayMs(madeTable(2, { 0: 2 }), 0, 10, longestMs)).toBeGreaterThan(50);
  });

  test("leaves an operation alone until just after the age at which its kind has always ended", () => {
    const table = tableOf(Array.from({ length: 40 }, (_, index) => 38_000 + 100 * index));
    const pollAtMs = 5000 + optimalPollDelayMs(table, 5000, 500, longestMs);
    expect(pollAtMs).toBeGreaterThan(35_000);
    expect(pollAtMs).toBeLessThan(43_000);
  });

  test("polls more often near the typical duration than long before it", () => {
    const table = survivalTable({ medianMs: 40_300, weight: 1 });
    expect(optimalPollDelayMs(table, 40_300, 120, longestMs)).toBeLessThan(
      optimalPollDelayMs(table, 10_000, 120, longestMs) / 1.4,
    );
  });

  test("never exceeds the longest delay, whatever the cost", () => {
    expect(optimalPollDelayMs(survivalTable({ weight: 1 }), 0, 1e12, 10_000)).toBe(10_000);
  });

  test("is finite and not negative at any age, and the longer the more expensive", () => {
    const table = survivalTable({ medianMs: 1500, weight: 1 });
    for (const ageMs of [0, 1, 249, 250, 251, 10_000, 3_600_000, 1e9]) {
      const cheap = optimalPollDelayMs(table, ageMs, 100, longestMs);
      const expensive = optimalPollDelayMs(table, ageMs, 1000, longestMs);
      expect(cheap).toBeGreaterThanOrEqual(0);
      expect(expensive).toBeLessThanOrEqual(longestMs);
      expect(expensive).toBeGreaterThanOrEqual(cheap);
    }
  });
});

describe(survivalTable, () => {
  test("has a weight for each of 270 age bins", () => {
    const { atRisk, ended, endsSeen } = survivalTable({ weight: 3 });
    expect(atRisk).toEqual(Array.from({ length: 270 }, () => 3));
    expect(ended).toHaveLength(270);
    expect(endsSeen).toBe(0);
  });

  test("believes that one in five has ended when it is first polled, if nothing is known of its kind", () => {
    expect(survivalTable({ weight: 10 }).ended[0]).toBeCloseTo(2);
    expect(survivalTable({ medianMs: 40_300, weight: 10 }).ended[0]).toBeLessThan(0.01);
  });

  test("believes that an end is as likely in any doubling of the age, once the typical duration is far past", () => {
    const unknown = survivalTable({});
    for (const medianMs of [1500, 40_300]) {
      const { ended } = survivalTable({ medianMs });
      const typical = ended.findLastIndex((weight, ageBin) => weight !== unknown.ended[ageBin]);
      expect(100 * 1.04 ** typical).toBeGreaterThan(1.25 * medianMs);
      expect(100 * 1.04 ** (typical - 1)).toBeLessThan(1.25 * medianMs);
    }
  });

  test("believes that a few end before the typical duration, where hardly any was seen to run for as long", () => {
    const [quick, slow] = [2000, 38_000].map((fromMs) => {
      const table = survivalTable({ medianMs: 40_300 });
      for (let end = 0; end < 100; end++) recordPoll(table, 0, fromMs + 40 * end, true);
      return optimalPollDelayMs(table, 7000, 26, 10_000);
    });
    expect(quick).toBeLessThan(4000);
    expect(slow).toBe(10_000);
  });

  test("holds to a belief by its weight", () => {
    const [light, heavy] = [1, 100_000].map((weight) => survivalTable({ medianMs: 40_300, weight }));
    if (!light || !heavy) throw new Error("expected tables");
    const before = delaysOf(heavy);
    for (const table of [light, heavy]) for (let end = 0; end < 20; end++) recordPoll(table, 0, 8000, true);
    delaysOf(heavy).forEach((delayMs, index) =>
      expect(delayMs / (before[index] ?? Number.NaN)).toBeGreaterThan(0.8),
    );
    expect(optimalPollDelayMs(light, 7800, 30, longestMs)).toBeLessThan(
      optimalPollDelayMs(heavy, 7800, 30, longestMs) / 2,
    );
  });
});

describe(recordPoll, () => {
  test("counts an operation in each age bin that it came to, and its end in the last of them", () => {
    const table = madeTable(2, {});
    recordPoll(table, 0, 103, true);
    recordPoll(table, 0, 103, false);
    expect(table.atRisk.slice(0, 3)).toEqual([4, 3, 2]);
    expect(table.ended.slice(0, 3)).toEqual([0, 1, 0]);
    expect(table.endsSeen).toBe(1);
  });

  test("counts operations that still run, so that quick ones don't make all seem quick", () => {
    const quickOnly = survivalTable({ weight: 0.1 });
    const quickAndRunning = survivalTable({ weight: 0.1 });
    for (let index = 0; index < 20; index++) {
      recordPoll(quickOnly, 0, 2000, true);
      recordPoll(quickAndRunning, 0, 2000, true);
      for (let running = 0; running < 9; running++) recordPoll(quickAndRunning, 0, 10_000, false);
    }
    expect(optimalPollDelayMs(quickAndRunning, 1000, 300, longestMs)).toBeGreaterThan(
      2 * optimalPollDelayMs(quickOnly, 1000, 300, longestMs),
    );
  });

  test("doesn't count the same ageBin twice for an operation that is polled again", () => {
    const once = survivalTable({ weight: 0.1 });
    const twice = survivalTable({ weight: 0.1 });
    recordPoll(once, 0, 20_000, true);
    recordPoll(twice, 0, 5000, false);
    recordPoll(twice, 5000, 20_000, true);
    expect(twice).toEqual(once);
  });
});

describe(quartilesMs, () => {
  test("finds ends that were all at one age to within two age bins", () => {
    for (const endMs of [300, 8000, 40_300, 600_000]) {
      const table = survivalTable({ weight: 0.0001 });
      for (let end = 0; end < 50; end++) recordPoll(table, 0, endMs, true);
      const { low, high } = quartilesMs(table);
      expect(low).toBeLessThanOrEqual(endMs + 1);
      expect(low).toBeGreaterThan(endMs / 1.04 - 1);
      expect(high).toBeGreaterThan(endMs);
      expect(high).toBeLessThan(endMs * 1.04 ** 2 + 1);
    }
  });

  test("begins as soon as a quarter have ended, and ends as soon as three quarters have", () => {
    // Of four in each age bin, as few ends leave gaps between them.
    expect(quartilesMs(madeTable(4, { 0: 3, 10: 12 }))).toEqual({ low: 104, high: 142 });
    expect(quartilesMs(madeTable(4, { 0: 9 }))).toEqual({ low: 104, high: 104 });
  });

  test("ends with the last hour, although a few ended long after it", () => {
    const table = survivalTable({ weight: 0.0001 });
    for (let end = 0; end < 100; end++) recordPoll(table, 0, end % 2 === 0 ? 8000 : 7_200_000, true);
    const { low, high } = quartilesMs(table);
    expect(low).toBeLessThan(8500);
    expect(high).toBeLessThan(3_750_000);
  });

  test("knows nothing beyond an hour", () => {
    const table = survivalTable({ weight: 0.0001 });
    for (let end = 0; end < 50; end++) recordPoll(table, 0, 7_200_000, true);
    const { low, high } = quartilesMs(table);
    expect(low).toBe(high);
    expect(high).toBeGreaterThan(3_600_000);
    expect(high).toBeLessThan(3_750_000);
  });

  test("brackets the middle half of what was seen to end", () => {
    const table = survivalTable({ weight: 0.01 });
    for (let turn = 0; turn < 100; turn++) recordPoll(table, 0, turn < 50 ? 4000 : 40_000, true);
    const { low, high } = quartilesMs(table);
    expect(low).toBeGreaterThan(3500);
    expect(low).toBeLessThan(5000);
    expect(high).toBeGreaterThan(38_000);
    expect(high).toBeLessThan(46_000);
  });

  test("is around the typical duration that is published", () => {
    const { low, high } = quartilesMs(survivalTable({ medianMs: 40_000, weight: 1 }));
    expect(low).toBeLessThan(40_000);
    expect(high).toBeGreaterThan(40_000);
    expect(high).toBeLessThan(120_000);
  });

  test("has no end where hardly any was seen to end", () => {
    const table = survivalTable({ weight: 0.001, medianMs: 1e9 });
    for (let turn = 0; turn < 50; turn++) recordPoll(table, 0, 3_000_000, false);
    expect(quartilesMs(table).high).toBeGreaterThan(1_000_000);
  });
});
