import type { Expectation } from "./next-step.js";
import { cameTo, isTypical, optimalPollDelayMs, quartilesMs, type SurvivalTable } from "./survival.js";

/** The numbers behind the cost of a poll; `npm run bench -- --sweep NAME` shows why each has its value. */
export const pollTuning = {
  /** Milliseconds of lateness. What a poll costs where requests are to spare, */
  leastCostMs: 63,
  /** and for a few waits that hardly compete. */
  uncontendedCostMs: 28,
  /** Milliseconds. What a poll costs under a known limit, at the full price: for each wait, at one request a second. */
  costPerWaitMs: 80,
  /** Milliseconds. What it costs if another wait might need the request: for each wait, by the square of the rate. */
  scarceCostPerWaitMs: 800,
  /** Milliseconds. While it is young, an operation of which nothing is known is polled as one of this age, each second, */
  unknownAgeMs: 7000,
  /** and a little more often if it hardly competes: as one of this age. */
  uncontendedAgeMs: 6666,
  /** One that may be typical of its kind is polled as one of this age at the most, every other second, */
  believedAgeMs: 13_300,
  /** and of so many times its own: it is hardly left alone for longer than it has run; */
  believedAgeing: 6.7,
  /** but later on as one of so many times its own in any case. */
  believedGrowth: 1.5,
  /** After this many ends, it is known how long a kind takes. */
  endsToLearn: 5,
  /** Few tell little of how long others take: until so many were seen to come to its age, any other is polled as often. */
  seenToTrust: 20,
  /** Milliseconds. Older than this, it is young no more. */
  youngMs: 120_000,
  /** So many waits don't compete: each takes its first poll at once. */
  uncontendedWaits: 5,
  /** The rate at which a limit makes polling often too expensive, for each wait. */
  affordableRate: 0.7,
};

/** What the waits on a client share. */
export interface Load {
  /** How many waits share the requests: those planned and those in flight. */
  readonly activeWaits: number;
  /** Requests a second that can be sent. */
  readonly rate: number;
  /** Whether more than that was found to be too many. */
  readonly isLimited: boolean;
  /** From 0, while requests are left over, to 1, while one that should have been sent can't be. */
  readonly price: number;
}

/** What is known of a kind of operation. */
export interface Kind {
  readonly table: SurvivalTable;
  /** How long it typically takes, where that is published. */
  readonly typicalMs?: number | undefined;
  /** Whether its operations were seen; those that weren't, whatever they are, are a kind of their own. */
  readonly isSeen: boolean;
}

/** What to expect of an operation of a kind at an age. */
export function expectationOf(kind: Kind, ageMs: number, load: Load): Expectation {
  const { table, typicalMs, isSeen } = kind;
  const mayBeTypical = isTypical(ageMs, typicalMs);
  const isKnown = isLearnt(kind) || mayBeTypical;
  const isContended = load.activeWaits > pollTuning.uncontendedWaits;
  const hasTable = isKnown || isContended;
  // One that wasn't seen may not even exist: that others still run is no reason yet to leave it alone.
  const isTrusted = hasTable && (isSeen || hasEnds(table)) && cameTo(table, ageMs) >= pollTuning.seenToTrust;
  const unknownAgeMs = isContended ? pollTuning.unknownAgeMs : pollTuning.uncontendedAgeMs;
  const asIfAgedMs = mayBeTypical ? believedAgeMs(ageMs, unknownAgeMs) : unknownAgeMs;
  return {
    table: hasTable ? table : undefined,
    pollCostMs: pollCostMs(load),
    asIfAgedMs: isTrusted || ageMs >= pollTuning.youngMs ? undefined : asIfAgedMs * scarcity(load),
    isKnown,
  };
}

/** Whether so many of a kind were seen to end that it is known how long it takes. */
function isLearnt({ table, isSeen }: Kind): boolean {
  return isSeen && hasEnds(table);
}

function hasEnds({ endsSeen }: SurvivalTable): boolean {
  return endsSeen >= pollTuning.endsToLearn;
}

function believedAgeMs(ageMs: number, unknownAgeMs: number): number {
  const { believedAgeMs: most, believedAgeing, believedGrowth } = pollTuning;
  return Math.max(Math.min(Math.max(unknownAgeMs, ageMs * believedAgeing), most), ageMs * believedGrowth);
}

/** How long operations of a kind usually take, as published or as learnt; undefined where nothing is known. */
export function usualMs(kind: Kind): { readonly low: number; readonly high: number } | undefined {
  return isLearnt(kind) || kind.typicalMs !== undefined ? quartilesMs(kind.table) : undefined;
}

/** By how much too few requests are allowed for all waits to poll often; 1 while there are enough. */
function scarcity({ activeWaits, rate, isLimited }: Load): number {
  return isLimited ? Math.max(1, (activeWaits * pollTuning.affordableRate) / rate) : 1;
}

/** What a poll costs, as lateness that it should save: the scarcer requests are, the more. */
function pollCostMs({ activeWaits, rate, isLimited, price }: Load): number {
  const { costPerWaitMs, leastCostMs, uncontendedCostMs, uncontendedWaits } = pollTuning;
  const least = activeWaits > uncontendedWaits ? leastCostMs : uncontendedCostMs;
  return isLimited ? Math.max(least, (price * costPerWaitMs * activeWaits) / rate) : least;
}

/**
 * How long to hold back a poll that is worth its cost, so that no request is missed elsewhere: until it is worth that of
 * a request another might need, but not for longer than it takes to poll all who share the budget. A request delays
 * the others by 1 / rate, and the rate that was found tells how much they ask for it.
 */
export function slackMs({ table }: Kind, ageMs: number, { activeWaits, rate }: Load): number {
  if (activeWaits <= pollTuning.uncontendedWaits) return 0;
  const costMs = (pollTuning.scarceCostPerWaitMs * activeWaits) / rate ** 2;
  return optimalPollDelayMs(table, ageMs, costMs, (activeWaits / rate) * 1000);
}
