import type { OperationRef, OperationStatus } from "../core/operation.js";
import { checkInput, type WaitConfig } from "./config.js";
import type { OperationEvent } from "./events.js";
import { Followed } from "./followed.js";
import type { Outcome } from "./outcome.js";
import type { PacerSnapshot } from "./pacer.js";
import { snapshotOf, type WaiterSnapshot } from "./snapshot.js";
import type { Origin, Wait } from "./wait.js";

const noOrigin: Origin = {};

/** How to wait for many operations: as for one, with one deadline for all of them, counted from the first `add`. */
export type FleetConfig = WaitConfig & {
  /** Ends the other waits, as aborted, as soon as one operation has not succeeded. Default false. */
  readonly failFast?: boolean | undefined;
};

/** Where a fleet stands: a frozen value, and the same one until something has changed. */
export interface FleetSnapshot {
  readonly phase: "idle" | "waiting" | "settled";
  /** Operations added; the same operation added twice counts once. */
  readonly total: number;
  /** Operations whose wait is over, however it ended. */
  readonly done: number;
  /** Waits under way by the operation's furthest status. */
  readonly pending: Readonly<Record<"UNSEEN" | "SUBMITTED" | "PENDING", number>>;
  /** Waits that are over by how they ended. */
  readonly outcomes: Readonly<Record<Outcome["outcome"], number>>;
  readonly elapsedMs: number;
  /** Waits that ended, per second, since the first one began. */
  readonly perSecond: number;
  /** Time left, if the rest end at the same pace; absent before one has. */
  readonly remainingMs?: number;
  readonly pacer: PacerSnapshot;
}

/**
 * The wait for many operations, added at any time, under one deadline and one request budget. It is an emitter of the
 * same events as {@link OperationWaiter}, each naming its operation; an async iterable of them, which ends no wait when a
 * loop leaves it early; and a store.
 */
export class OperationFleet extends Followed<FleetSnapshot> {
  readonly #failFast: boolean;
  readonly #members = new Map<string, Wait>();
  readonly #added: Promise<Outcome>[] = [];
  readonly #pending = { UNSEEN: 0, SUBMITTED: 0, PENDING: 0 };
  readonly #outcomes = {
    succeeded: 0,
    failed: 0,
    "timed-out": 0,
    "not-found": 0,
    denied: 0,
    invalid: 0,
    unreachable: 0,
    aborted: 0,
  };
  #done = 0;
  #holds = 0;

  /** @throws {OptionError} for an option that cannot be used. */
  constructor(config: FleetConfig) {
    super(config);
    this.#failFast = config.failFast ?? false;
  }

  /**
   * Begins to wait for an operation, and resolves with how that ended; it never rejects. An operation that is waited for
   * already is not waited for again: its outcome comes twice.
   * @throws {OptionError} for an input that cannot be used.
   */
  add(operation: OperationRef | string): Promise<Outcome> {
    const input = inputOf(operation);
    const key = `${input.OwnerAccount ?? ""}/${input.OperationId}`;
    let wait = this.#members.get(key);
    if (wait === undefined) {
      wait = this.waits.begin(input, noOrigin);
      this.#pending.UNSEEN++;
      this.#members.set(key, wait);
      this.changed();
    }
    this.#added.push(wait.ended);
    return wait.ended;
  }

  /** Resolves when every wait is over, those added meanwhile too, with one outcome for each `add`, in their order. */
  async outcomes(): Promise<Outcome[]> {
    for (;;) {
      const count = this.#added.length;
      const outcomes = await Promise.all(this.#added);
      if (count === this.#added.length) return outcomes;
    }
  }

  /** Each operation's own snapshot, in the order in which they were added. */
  *operations(): Generator<WaiterSnapshot, void, undefined> {
    for (const wait of this.#members.values()) yield snapshotOf(wait, true);
  }

  /**
   * Keeps the fleet from being over while more operations are to come, although none is pending: its readers and its
   * snapshot wait on. Returns the way to let go.
   */
  hold(): () => void {
    let held = 1;
    this.#holds++;
    this.changed();
    return () => {
      this.#holds -= held;
      held = 0;
      this.changed();
    };
  }

  get #phase(): FleetSnapshot["phase"] {
    if (this.#holds > 0 || this.#done < this.#members.size) return "waiting";
    return this.#done === 0 ? "idle" : "settled";
  }

  protected override isOver(): boolean {
    return this.#phase === "settled";
  }

  protected override heard(event: OperationEvent, { state }: Wait): void {
    if (event.type === "transition" && isPending(event.to)) {
      this.#pending[isPending(event.from) ? event.from : "UNSEEN"]--;
      this.#pending[event.to]++;
    }
    if (event.type !== "settled") return;
    const { outcome } = event.outcome;
    this.#pending[state.transitions.map(({ to }) => to).findLast(isPending) ?? "UNSEEN"]--;
    this.#outcomes[outcome]++;
    this.#done++;
    if (this.#failFast && outcome !== "succeeded")
      this.waits.end(new DOMException("Another operation did not succeed", "AbortError"));
  }

  protected override takeSnapshot(): FleetSnapshot {
    const { elapsedMs, settings } = this.waits;
    const total = this.#members.size;
    const perSecond = elapsedMs > 0 ? this.#done / (elapsedMs / 1000) : 0;
    return Object.freeze({
      phase: this.#phase,
      total,
      done: this.#done,
      pending: Object.freeze({ ...this.#pending }),
      outcomes: Object.freeze({ ...this.#outcomes }),
      elapsedMs,
      perSecond,
      ...(perSecond > 0 && { remainingMs: Math.round(((total - this.#done) / perSecond) * 1000) }),
      pacer: settings.budget.pacer.snapshot,
    });
  }
}

function isPending(status: OperationStatus | null): status is "SUBMITTED" | "PENDING" {
  return status === "SUBMITTED" || status === "PENDING";
}

function inputOf(operation: OperationRef | string): OperationRef {
  return checkInput(typeof operation === "string" ? { OperationId: operation } : operation);
}

/**
 * Waits for many operations under one deadline and one request budget, and resolves with one outcome for each, in their
 * order; it rejects only for an option or an input that cannot be used, before anything is sent.
 */
export async function waitForOperations(
  config: FleetConfig,
  operations: Iterable<OperationRef | string>,
): Promise<Outcome[]> {
  const inputs = [...operations].map(inputOf);
  const fleet = new OperationFleet(config);
  for (const input of inputs) void fleet.add(input);
  return await fleet.outcomes();
}
