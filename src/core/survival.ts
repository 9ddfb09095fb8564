/**
 * How long operations of one kind take, as far as it is known: a survival table. For each age bin it has the weight of the
 * operations that came to that age still running, and of those that ended within the bin. Plain data: it belongs to whoever
 * polls, who keeps it, adds to it with `recordPoll` and passes it to the core.
 */
export interface SurvivalTable {
  readonly atRisk: number[];
  readonly ended: number[];
  /** How many ends have been seen, beside what is believed. */
  endsSeen: number;
}

// Age bins that grow by 4 %: fine enough for a namespace, of which nearly all end between 36 and 45 s. The first reaches
// from 0 to a tenth of a second, the last from about an hour to infinity.
const firstEndMs = 100;
const binGrowth = 1.04;
const lastAgeBin = 269;

const startsMs = Array.from({ length: lastAgeBin + 2 }, (_, ageBin) =>
  ageBin === 0 ? 0 : firstEndMs * binGrowth ** (ageBin - 1),
);

function startMs(ageBin: number): number {
  return startsMs[ageBin] ?? 0;
}

function ageBinOf(ageMs: number): number {
  const ageBin = 1 + Math.floor(Math.log(ageMs / firstEndMs) / Math.log(binGrowth));
  return Math.min(Math.max(0, ageBin), lastAgeBin);
}

/** What is believed of a kind of operation before any was seen. */
export interface Prior {
  /** Half of them take longer than this. Without it, nothing is known: an end is as likely in any doubling of the age. */
  readonly medianMs?: number | undefined;
  /** How many operations seen outweigh the belief; by default as the tuning says. */
  readonly weight?: number | undefined;
}

/** The numbers behind what is believed; `npm run bench -- --sweep NAME` shows why each has its value. */
export const survivalTuning = {
  /** A typical duration is held to with this much certainty: the shape of the log-logistic distribution. */
  shape: 16,
  /** About this share of them ends earlier, at any time: it counts at ages that none was seen to come to. */
  early: 0.2,
  /** An operation that takes so many times the typical duration is like one of which nothing is known. */
  outlived: 1.25,
  /** How likely it is that an operation that is handed in has ended already, if nothing is known of its kind. */
  endedAtFirst: 0.2,
  /** What is believed weighs as much as so many operations that were seen. */
  priorWeight: 1.5,
  /** The hazard at an age is that of its bin and of so many on either side: few ends leave gaps between them. */
  smoothing: 1,
};

/** A survival table that holds a belief and nothing else. */
export function survivalTable({ medianMs, weight = survivalTuning.priorWeight }: Prior): SurvivalTable {
  const shareOf = (ageBin: number): number => {
    const [fromMs, toMs] = [startMs(ageBin), startMs(ageBin + 1)];
    if (!isTypical(fromMs, medianMs)) return ageBin === 0 ? survivalTuning.endedAtFirst : 1 - fromMs / toMs;
    const { early, shape } = survivalTuning;
    const running = (ageMs: number): number =>
      Math.exp((-early * ageMs) / medianMs) / (1 + (ageMs / medianMs) ** shape);
    return 1 - running(toMs) / running(fromMs);
  };
  const ended = startsMs.slice(1).map((_, ageBin) => weight * shareOf(ageBin));
  return { atRisk: ended.map(() => weight), ended, endsSeen: 0 };
}

/** Whether an operation of an age may still be a typical one, where it is known how long those take. */
export function isTypical(ageMs: number, typicalMs: number | undefined): typicalMs is number {
  return typicalMs !== undefined && ageMs <= survivalTuning.outlived * typicalMs;
}

/**
 * Adds what a poll showed: the operation was still running at `fromMs` and, by the poll at `toMs`, had or had not ended.
 * Operations that still run count as well: without them the table would know only the quick ones.
 */
export function recordPoll(table: SurvivalTable, fromMs: number, toMs: number, hasEnded: boolean): void {
  const first = ageBinOf(fromMs);
  const last = ageBinOf(toMs);
  forget(table, first, last);
  for (let ageBin = first; ageBin < last; ageBin++) bump(table.atRisk, ageBin);
  if (!hasEnded) return;
  table.endsSeen++;
  bump(table.atRisk, last);
  bump(table.ended, last);
}

/** How many have come to an age still running; what is believed counts as well. */
export function cameTo({ atRisk }: SurvivalTable, ageMs: number): number {
  return atRisk[ageBinOf(ageMs)] ?? 0;
}

function bump(weights: number[], ageBin: number): void {
  weights[ageBin] = (weights[ageBin] ?? 0) + 1;
}

/** The share of those that come to an age bin, or to one near it, that ends there. */
function endedShare({ atRisk, ended }: SurvivalTable, ageBin: number): number {
  const { smoothing } = survivalTuning;
  let [ends, risks] = [0, 0];
  for (let near = Math.max(0, ageBin - smoothing); near <= Math.min(lastAgeBin, ageBin + smoothing); near++) {
    ends += ended[near] ?? 0;
    risks += atRisk[near] ?? 1;
  }
  return Math.min(ends / risks, 0.98);
}

/** What was computed from a table, and holds until it changes: thousands of waits ask the same of it in a row. */
interface Derived {
  /** By age bin; NaN where nobody has asked. */
  readonly hazards: Float64Array;
  /** The latest two: those who ask by thousands ask two questions in turn. */
  latest: Answer | undefined;
  previous: Answer | undefined;
}

/** A delay, and what it was computed from. */
interface Answer {
  readonly ageMs: number;
  readonly pollCostMs: number;
  readonly longestMs: number;
  readonly delayMs: number;
}

const derived = new WeakMap<SurvivalTable, Derived>();

function derivedFrom(table: SurvivalTable): Derived {
  let known = derived.get(table);
  if (known === undefined) {
    known = {
      hazards: new Float64Array(table.ended.length).fill(Number.NaN),
      latest: undefined,
      previous: undefined,
    };
    derived.set(table, known);
  }
  return known;
}

/** Forgets what was computed from some age bins, and from those near them. */
function forget(table: SurvivalTable, from: number, to: number): void {
  const known = derived.get(table);
  if (known === undefined) return;
  const { smoothing } = survivalTuning;
  known.hazards.fill(Number.NaN, Math.max(0, from - smoothing), to + smoothing + 1);
  known.latest = known.previous = undefined;
}

/** How likely an operation that still runs at an age is to end, for each millisecond. */
function hazardAt(table: SurvivalTable, hazards: Float64Array, ageMs: number): number {
  const ageBin = ageBinOf(ageMs);
  let hazard = hazards[ageBin] ?? Number.NaN;
  if (Number.isNaN(hazard)) {
    hazard = -Math.log(1 - endedShare(table, ageBin)) / (startMs(ageBin + 1) - startMs(ageBin));
    hazards[ageBin] = hazard;
  }
  return hazard;
}

/**
 * How long to leave an operation alone that was still running at an age: until the lateness that a poll is expected to save
 * has grown to the cost of the poll. So polls are frequent where an end is likely, and rare where it is not. For a steady
 * hazard it is √(2 × cost ÷ hazard), the known optimum of inspection.
 */
export function optimalPollDelayMs(
  table: SurvivalTable,
  ageMs: number,
  pollCostMs: number,
  longestMs: number,
): number {
  const known = derivedFrom(table);
  const { hazards, latest, previous } = known;
  const isSame = (answer: Answer): boolean =>
    answer.ageMs === ageMs && answer.pollCostMs === pollCostMs && answer.longestMs === longestMs;
  if (latest && isSame(latest)) return latest.delayMs;
  if (previous && isSame(previous)) return previous.delayMs;
  let delayMs = 0;
  let running = 1;
  let latenessMs = 0;
  while (delayMs < longestMs && latenessMs < pollCostMs) {
    // Fine beside the delay itself, however long that is.
    const stepMs = 20 + delayMs / 20;
    running *= Math.exp(-hazardAt(table, hazards, ageMs + delayMs + stepMs / 2) * stepMs);
    latenessMs += (1 - running) * stepMs;
    delayMs += stepMs;
  }
  delayMs = Math.min(delayMs, longestMs);
  known.previous = latest;
  known.latest = { ageMs, pollCostMs, longestMs, delayMs };
  return delayMs;
}

/** Milliseconds. The ages by which a quarter and three quarters of the operations of a kind have ended. */
export function quartilesMs(table: SurvivalTable): { readonly low: number; readonly high: number } {
  let [running, low] = [1, 0];
  for (let ageBin = 1; ageBin < lastAgeBin; ageBin++) {
    running *= 1 - endedShare(table, ageBin);
    if (low === 0 && running <= 0.75) low = startMs(ageBin + 1);
    if (running <= 0.25) return { low: Math.round(low), high: Math.round(startMs(ageBin + 1)) };
  }
  return { low: Math.round(low), high: Math.round(startMs(lastAgeBin)) };
}
