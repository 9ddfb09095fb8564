import type { Expectation } from "../../core/next-step.js";
import { expectationOf, type Kind, type Load, slackMs } from "../../core/poll-strategy.js";
import { quartilesMs, recordPoll, type SurvivalTable, survivalTable } from "../../core/survival.js";
import { Pacer } from "./pacer.js";

/** From so many ends that were seen, it is known how long a kind takes. */
const endsToLearn = 5;

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
    return expectationOf(this.#kind(type), ageMs, { ...this.#load, activeWaits });
  }

  /** Milliseconds to hold back a poll that is due, for the sake of others. */
  slackMs(type: string | undefined, ageMs: number): number {
    return slackMs(this.#kind(type), ageMs, this.#load);
  }

  /** How long operations of a type usually take, as published or as learnt; undefined where nothing is known. */
  usualMs(type: string | undefined): { readonly low: number; readonly high: number } | undefined {
    const { table, typicalMs: typical, isLearnt } = this.#kind(type);
    return isLearnt || typical !== undefined ? quartilesMs(table) : undefined;
  }

  /** Learns from a poll of an operation of a type: still running at `fromMs`, and by `toMs` ended, or not. */
  learn(type: string | undefined, fromMs: number, toMs: number, hasEnded: boolean): void {
    for (const kind of new Set([unknownKind, this.#kindOf(type)]))
      recordPoll(this.#table(kind), fromMs, toMs, hasEnded);
    if (hasEnded) this.pacer.reward();
  }

  get #load(): Load {
    const { activeWaits, capacity: rate, isLimited } = this.pacer;
    return { activeWaits, rate, isLimited };
  }

  #kind(type: string | undefined): Kind {
    const name = this.#kindOf(type);
    const table = this.#table(name);
    const isLearnt = name !== unknownKind && table.endsSeen >= endsToLearn;
    return { table, typicalMs: typicalMs.get(name), isLearnt };
  }

  #kindOf(type = unknownKind): string {
    return this.#tables.size < mostKinds || this.#tables.has(type) ? type : unknownKind;
  }

  #table(kind: string): SurvivalTable {
    let table = this.#tables.get(kind);
    if (table === undefined) {
      table = survivalTable({ medianMs: typicalMs.get(kind) });
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
