import type { Expectation } from "../../core/next-step.js";
import { expectationOf, type Kind, type Load, slackMs } from "../../core/poll-strategy.js";
import { recordPoll, survivalTable } from "../../core/survival.js";
import { Pacer } from "./pacer.js";

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
  readonly #kinds = new Map<string, Kind>();

  constructor(pacer?: Pacer) {
    this.pacer = pacer ?? new Pacer();
    this.starts = pacer ?? new Pacer();
  }

  /** What to expect of an operation of a type, or of one whose type isn't known yet, at an age. */
  expectation(type: string | undefined, ageMs: number, load: Load = this.pacer.load): Expectation {
    return expectationOf(this.kind(type), ageMs, load);
  }

  /** Milliseconds to hold back a poll that is due, for the sake of others. */
  slackMs(type: string | undefined, ageMs: number): number {
    return slackMs(this.kind(type), ageMs, this.pacer.load);
  }

  /** Learns from a poll of an operation of a type: still running at `fromMs`, and by `toMs` ended, or not. */
  learn(type: string | undefined, fromMs: number, toMs: number, hasEnded: boolean): void {
    const kind = this.kind(type);
    const any = this.kind(unknownKind);
    recordPoll(any.table, fromMs, toMs, hasEnded);
    if (kind !== any) recordPoll(kind.table, fromMs, toMs, hasEnded);
    if (hasEnded) this.pacer.reward();
  }

  /** What is known of a type, or of all of them for one that isn't known. */
  kind(type: string = unknownKind): Kind {
    let kind = this.#kinds.get(type);
    if (kind === undefined) {
      if (type !== unknownKind && this.#kinds.size >= mostKinds) return this.kind(unknownKind);
      kind = newKind(type);
      this.#kinds.set(type, kind);
    }
    return kind;
  }
}

/** What is known of a kind of operation at first; those that share the budget learn more. */
function newKind(name: string): Kind {
  const medianMs = typicalMs.get(name);
  return { table: survivalTable({ medianMs }), typicalMs: medianMs, isSeen: name !== unknownKind };
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
