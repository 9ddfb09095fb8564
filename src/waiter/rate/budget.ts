import {
  optimalPollDelayMs,
  quartilesMs,
  recordPoll,
  type SurvivalTable,
  survivalTable,
} from "../../core/survival.js";
import type { Expectation } from "../../core/next-step.js";
import { Pacer } from "./pacer.js";

/** So many waits don't compete: each takes its first look at once. */
const uncontendedWaits = 5;

/**
 * While they don't, an operation is looked at as often as one of this age (every 1.5 s, by the defaults), for as long as it
 * is young: for this long where nothing is known of it, or for this share of its typical duration.
 */
const idleAgeMs = 10_000;
const youngMs = 120_000;
const youngShare = 0.1;
/** Unless throttles have brought the rate down to less than this, for each of them. */
const idleRate = 0.7;

/** From so many ends that were seen, it is known how long a kind takes. */
const endsToLearn = 5;

/** The price of a look while requests are to spare, as lateness: for a wait alone, for each sharer, and at the most. */
const lowestPollCostMs = 70;
const pollCostPerWaitMs = 15;
const highestPollCostMs = 1000;

/** The price of a look that another might need: for each sharer, at one request a second. */
const scarcePollCostMs = 800;

/**
 * Typical durations. A private DNS namespace: 40.3 s in the API reference's example of GetOperation.
 * A deletion: 1 s in its other example. A deregistration: 1 to 2 s in the log of Terraform's sweeper. Of the others
 * nothing is published.
 */
const typicalMs: ReadonlyMap<string, number> = new Map([
  ["CREATE_NAMESPACE", 40_300],
  ["DELETE_NAMESPACE", 1500],
  ["DEREGISTER_INSTANCE", 1500],
]);

/** What is believed weighs as much as so many operations that were seen. */
const priorWeight = 1.5;

/**
 * What the waits on one client share: the requests they may send, and what they have learnt of how long operations take.
 */
export class Budget {
  readonly pacer: Pacer;
  /** Paces what starts operations: other actions, with quotas of their own, unless the caller has one pacer for all. */
  readonly starts: Pacer;
  readonly #tables = new Map<string, SurvivalTable>();

  constructor(pacer?: Pacer) {
    this.pacer = pacer ?? new Pacer();
    this.starts = pacer ?? new Pacer();
  }

  /** What to expect of an operation of a type, or of one whose type isn't known yet, at an age. */
  expectation(
    type: string | undefined,
    ageMs: number,
    activeWaits: number = this.pacer.activeWaits,
  ): Expectation {
    const kind = this.#kindOf(type);
    const typical = typicalMs.get(kind);
    const table = this.#table(kind);
    const isLearnt = kind !== unknownKind && table.endsSeen >= endsToLearn;
    const isKnown = typical !== undefined || isLearnt;
    const youngUntilMs = isKnown ? (typical ?? 0) * youngShare : youngMs;
    const isIdle = activeWaits <= uncontendedWaits && activeWaits * idleRate <= this.pacer.rate;
    return {
      table: isKnown || activeWaits > uncontendedWaits ? table : undefined,
      pollCostMs: Math.min(Math.max(lowestPollCostMs, activeWaits * pollCostPerWaitMs), highestPollCostMs),
      asIfAgedMs: isIdle && ageMs < youngUntilMs ? idleAgeMs : undefined,
    };
  }

  /**
   * How long to hold back a look that is worth its price, so that no request is missed elsewhere: until it is worth that of
   * a request another might need, but not for longer than it takes to look at all who share the budget. A request delays
   * the others by 1 / rate, and the rate that was found tells how much they ask for it.
   */
  slackMs(type: string | undefined, ageMs: number): number {
    const { activeWaits, rate } = this.pacer;
    if (activeWaits <= uncontendedWaits) return 0;
    const pollCostMs = (scarcePollCostMs * activeWaits) / rate ** 2;
    return optimalPollDelayMs(
      this.#table(this.#kindOf(type)),
      ageMs,
      pollCostMs,
      (activeWaits / rate) * 1000,
    );
  }

  /** How long operations of a type usually take, as published or as learnt; undefined where nothing is known. */
  usualMs(type: string | undefined): { readonly low: number; readonly high: number } | undefined {
    const kind = this.#kindOf(type);
    const table = this.#tables.get(kind);
    const isKnown = typicalMs.has(kind) || (kind !== unknownKind && (table?.endsSeen ?? 0) >= endsToLearn);
    return isKnown ? quartilesMs(this.#table(kind)) : undefined;
  }

  /** Learns from a look at an operation of a type: still running at `fromMs`, and by `toMs` ended, or not. */
  learn(type: string | undefined, fromMs: number, toMs: number, hasEnded: boolean): void {
    for (const kind of new Set([unknownKind, this.#kindOf(type)]))
      recordPoll(this.#table(kind), fromMs, toMs, hasEnded);
  }

  #kindOf(type = unknownKind): string {
    return this.#tables.size < mostKinds || this.#tables.has(type) ? type : unknownKind;
  }

  #table(kind: string): SurvivalTable {
    let table = this.#tables.get(kind);
    if (table === undefined) {
      table = survivalTable({ medianMs: typicalMs.get(kind), weight: priorWeight });
      this.#tables.set(kind, table);
    }
    return table;
  }
}

/** What is learnt of operations of any type, for those whose own isn't known yet. */
const unknownKind = "";

/** Twice as many kinds as there are types now. It is the service that names them, and it must not fill the memory. */
const mostKinds = 12;

const shared = new WeakMap<object, Budget>();

/** The one budget of a pacer of the caller's own; else of a client, or of a function that stands in for one. */
export function budgetOf(source: object, pacer?: Pacer): Budget {
  const owner = pacer ?? source;
  let budget = shared.get(owner);
  if (budget === undefined) {
    budget = new Budget(pacer);
    shared.set(owner, budget);
  }
  return budget;
}
