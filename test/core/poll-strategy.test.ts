import { describe, expect, test } from "vitest";
import {
  expectationOf,
  type Kind,
  type Load,
  pollTuning,
  slackMs,
  usualMs,
} from "../../src/core/poll-strategy.js";
import { recordPoll, survivalTable } from "../../src/core/survival.js";

const unknown: Kind = { table: survivalTable({}), isSeen: true };
const published: Kind = {
  table: survivalTable({ medianMs: 40_300 }),
  typicalMs: 40_300,
  isSeen: true,
};

function load(activeWaits: number, rate = 4, isLimited = false, price = 1): Load {
  return { activeWaits, rate, isLimited, price };
}

/** A kind that was seen to end at 8 s and a little later, two hundred times or as often as is said. */
function learnt(ends = 200): Kind {
  const table = survivalTable({});
  for (let index = 0; index < ends; index++) recordPoll(table, 0, 8000 + 20 * index, true);
  return { table, isSeen: true };
}

function cost(activeWaits: number, rate: number): number {
  return expectationOf(unknown, 0, load(activeWaits, rate, true)).pollCostMs;
}

describe(expectationOf, () => {
  test("follows the age of an operation of which nothing is known, as long as hardly anybody competes", () => {
    expect(expectationOf(unknown, 0, load(5))).toMatchObject({ table: undefined, isKnown: false });
    expect(expectationOf(unknown, 0, load(6)).table).toBe(unknown.table);
  });

  test("has an operation polled often while it is young, and rather less where a duration is published", () => {
    expect(expectationOf(unknown, 119_999, load(6)).asIfAgedMs).toBe(pollTuning.unknownAgeMs);
    expect(expectationOf(published, 8000, load(6)).asIfAgedMs).toBe(pollTuning.believedAgeMs);
    expect(expectationOf(unknown, 120_000, load(6)).asIfAgedMs).toBeUndefined();
  });

  test("has it polled a little more often as long as hardly anybody competes", () => {
    const { unknownAgeMs, uncontendedAgeMs } = pollTuning;
    expect(expectationOf(unknown, 0, load(5)).asIfAgedMs).toBe(uncontendedAgeMs);
    expect(uncontendedAgeMs).toBeLessThan(unknownAgeMs);
  });

  test("hardly leaves one with a published duration alone for longer than it has run", () => {
    const delays = [0, 1000, 1800].map(
      (ageMs) => 0.15 * (expectationOf(published, ageMs, load(5)).asIfAgedMs ?? 0),
    );
    expect(delays[0]).toBe(0.15 * pollTuning.uncontendedAgeMs);
    expect(delays[1]).toBeCloseTo(1005);
    expect(delays[2]).toBeCloseTo(1809);
  });

  test("leaves one with a published duration alone for longer the older it gets", () => {
    const { believedAgeMs, believedGrowth } = pollTuning;
    expect(expectationOf(published, 8000, load(5)).asIfAgedMs).toBe(believedAgeMs);
    expect(expectationOf(published, 30_000, load(5)).asIfAgedMs).toBe(30_000 * believedGrowth);
  });

  test("takes one that has outlived the published duration for one of which nothing is known", () => {
    expect(expectationOf(published, 50_000, load(5))).toMatchObject({
      asIfAgedMs: 50_000 * pollTuning.believedGrowth,
      isKnown: true,
    });
    expect(expectationOf(published, 1.25 * 40_300, load(5)).isKnown).toBe(true);
    expect(expectationOf(published, 51_000, load(5))).toMatchObject({
      asIfAgedMs: pollTuning.uncontendedAgeMs,
      isKnown: false,
      table: undefined,
    });
  });

  test("has it polled often until enough have been seen to come to its age to trust what was learnt", () => {
    const { unknownAgeMs, seenToTrust } = pollTuning;
    const few = learnt(seenToTrust - 2);
    expect(expectationOf(few, 0, load(6))).toMatchObject({ asIfAgedMs: unknownAgeMs, isKnown: true });
    const enough = learnt(seenToTrust);
    expect(expectationOf(enough, 0, load(6))).toMatchObject({ asIfAgedMs: undefined, isKnown: true });
    const table = survivalTable({ weight: 1 });
    for (let index = 1; index < seenToTrust; index++) recordPoll(table, 0, 8000, true);
    expect(expectationOf({ table, isSeen: true }, 0, load(6)).asIfAgedMs).toBeUndefined();
  });

  test("has one polled often that is older than nearly all that were seen", () => {
    expect(expectationOf(learnt(), 8000, load(6)).asIfAgedMs).toBeUndefined();
    expect(expectationOf(learnt(), 20_000, load(6)).asIfAgedMs).toBe(pollTuning.unknownAgeMs);
  });

  test("trusts operations that still run for the ages that they came to, although none has ended", () => {
    const table = survivalTable({});
    for (let index = 0; index < 20; index++) recordPoll(table, 0, 3000, false);
    const running: Kind = { table, isSeen: true };
    expect(expectationOf(running, 2000, load(6)).asIfAgedMs).toBeUndefined();
    expect(expectationOf(running, 3500, load(6)).asIfAgedMs).toBe(pollTuning.unknownAgeMs);
    // One that hardly competes follows its own age.
    expect(expectationOf(running, 2000, load(5))).toMatchObject({
      table: undefined,
      asIfAgedMs: pollTuning.uncontendedAgeMs,
    });
  });

  test("has one that was never seen polled soon, whatever others came to, until a few ends have been seen", () => {
    const table = survivalTable({});
    for (let index = 0; index < 100; index++) recordPoll(table, 0, 3000, false);
    for (let index = 1; index < pollTuning.endsToLearn; index++) recordPoll(table, 0, 3000, true);
    const unseen: Kind = { table, isSeen: false };
    expect(expectationOf(unseen, 0, load(1000)).asIfAgedMs).toBe(pollTuning.unknownAgeMs);
    recordPoll(table, 0, 3000, true);
    expect(expectationOf(unseen, 0, load(1000)).asIfAgedMs).toBeUndefined();
  });

  test("has it polled less often by as much as a known limit is too low for all", () => {
    expect(expectationOf(unknown, 0, load(100, 7, true)).asIfAgedMs).toBeCloseTo(
      10 * pollTuning.unknownAgeMs,
    );
    expect(expectationOf(unknown, 0, load(10, 7, true)).asIfAgedMs).toBe(pollTuning.unknownAgeMs);
  });

  test("holds a poll cheap as long as no limit is known, however many wait", () => {
    expect(expectationOf(unknown, 0, load(5)).pollCostMs).toBe(pollTuning.uncontendedCostMs);
    expect(expectationOf(unknown, 0, load(10_000)).pollCostMs).toBe(pollTuning.leastCostMs);
  });

  test("lets its cost grow with the waits under a known limit, and fall with that limit", () => {
    expect(cost(100, 4)).toBe(25 * pollTuning.costPerWaitMs);
    expect(cost(200, 4)).toBe(2 * cost(100, 4));
    expect(cost(200, 8)).toBe(cost(100, 4));
    expect(cost(100, 1000)).toBe(pollTuning.leastCostMs);
  });

  test("lets a poll cost less while requests are left over, but never less than without a limit", () => {
    const costs = [1, 0.5, 0.2, 0].map(
      (price) => expectationOf(unknown, 0, load(100, 20, true, price)).pollCostMs,
    );
    expect(costs).toEqual([400, 200, 80, pollTuning.leastCostMs]);
    expect(expectationOf(unknown, 0, load(100, 20, false, 0.5)).pollCostMs).toBe(pollTuning.leastCostMs);
  });
});

describe(slackMs, () => {
  test("holds nothing back as long as hardly anybody competes", () => {
    expect(slackMs(published, 0, load(5))).toBe(0);
    expect(slackMs(published, 0, load(6))).toBeGreaterThan(0);
  });

  test("holds a poll back until it is worth a request that another might need", () => {
    expect(slackMs(learnt(), 0, load(200, 10))).toBeGreaterThan(6000);
  });

  test("holds a poll back for less time the higher the rate that was found", () => {
    const [low, high] = [4, 40].map((rate) => slackMs(unknown, 8000, load(100, rate)));
    expect(low).toBeGreaterThan(10 * (high ?? Number.NaN));
  });

  test("holds nothing back for longer than it takes to poll all who share the budget", () => {
    const { table } = unknown;
    const never = survivalTable({});
    for (let index = 0; index < 200; index++) recordPoll(never, 0, 600_000, false);
    expect(table).not.toBe(never);
    expect(slackMs({ table: never, isSeen: true }, 8000, load(100, 4))).toBe(25_000);
  });
});

describe(usualMs, () => {
  test("is told of a kind whose duration is published, or that was seen often enough, and of no other", () => {
    const { low = 0, high = 0 } = usualMs(published) ?? {};
    expect(low).toBeLessThan(40_300);
    expect(high).toBeGreaterThan(40_300);
    const seen = learnt();
    expect(usualMs(seen)?.low).toBeLessThan(10_000);
    expect(usualMs({ ...seen, isSeen: false })).toBeUndefined();
    expect(usualMs(learnt(pollTuning.endsToLearn))).toBeDefined();
    expect(usualMs(learnt(pollTuning.endsToLearn - 1))).toBeUndefined();
    expect(usualMs(unknown)).toBeUndefined();
  });
});
