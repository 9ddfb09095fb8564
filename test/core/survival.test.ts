import { describe, expect, test } from "vitest";
import { optimalPollDelayMs, quartilesMs, recordPoll, survivalTable } from "../../src/core/survival.js";

const longestMs = 600_000;

/** A table that has seen operations end at these ages, each polled once, long after. */
function tableOf(endsMs: readonly number[]): ReturnType<typeof survivalTable> {
  const table = survivalTable({ weight: 0.1 });
  for (const endMs of endsMs) recordPoll(table, 0, endMs, true);
  return table;
}

/** Ages that leave a steady rate of ends: so many a millisecond of those still running. */
function exponential(rate: number): number[] {
  return Array.from({ length: 20_000 }, (_, index) => -Math.log((index + 0.5) / 20_000) / rate);
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
    for (let end = 0; end < 20_000; end++) recordPoll(table, 9000, 10_500 + end / 10, true);
    const known = optimalPollDelayMs(table, 10_000, 100, longestMs);
    expect(known).toBeLessThan(delayMs);
    // As if nothing had been computed before.
    expect(optimalPollDelayMs(structuredClone(table), 10_000, 100, longestMs)).toBe(known);
  });

  test("leaves an operation alone until just after the age at which its kind has always ended", () => {
    const table = tableOf(Array.from({ length: 200 }, (_, index) => 38_000 + 20 * index));
    const lookAtMs = 5000 + optimalPollDelayMs(table, 5000, 500, longestMs);
    expect(lookAtMs).toBeGreaterThan(35_000);
    expect(lookAtMs).toBeLessThan(43_000);
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

describe(recordPoll, () => {
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
