import type { OperationRef, OperationStatus } from "../core/operation.js";
import { checkOperation } from "./config.js";
import type { OperationEvent } from "./events/events.js";
import { Followed } from "./events/event-feed.js";
import { type FleetConfig, Members } from "./fleet-members.js";
import type { Outcome } from "./result/outcome.js";
import type { PacerSnapshot } from "./rate/pacer.js";
import { snapshotOf, type WaiterSnapshot } from "./result/snapshot.js";
import type { Wait } from "./operation-wait.js";

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
  /** At the latest change, or at the end. */
  readonly elapsedMs: number;
  /** Waits that ended, per second, since the first one began. */
  readonly perSecond: number;
  /** Time left, if the rest end at the same pace; absent before a tenth of them has, as so few tell no pace. */
  readonly remainingMs?: number;
  readonly pacer: PacerSnapshot;
}

/**
 * The wait for many operations, added at any time, under one deadline and one request budget. It is an emitter of the
 * same events as {@link OperationWaiter}, each naming its operation; an async iterable of them, which ends no wait when a
 * loop leaves it early; and a store.
 */
export class OperationFleet extends Followed<FleetSnapshot, Members> {
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
  #endedMs = 0;
  #holds = 0;
  #wasHeld = false;
  /** Resolves when nothing holds the fleet any more. */
  #freed: Promise<void> | undefined;
  #free: (() => void) | undefined;

  /** @throws {OptionError} for an option that cannot be used. */
  constructor(config: FleetConfig) {
    super((hear) => new Members(config, hear));
  }

  /**
   * Begins to wait for an operation, and resolves with how that ended; it never rejects. An operation that is waited for
   * already is not waited for again: its outcome comes twice.
   * @throws {OptionError} for an input that cannot be used.
   */
  add(operation: OperationRef | string): Promise<Outcome> {
    const { size } = this.waits;
    const outcome = this.waits.add(checkOperation(operation));
    if (this.waits.size > size) {
      this.#pending.UNSEEN++;
      this.changed();
    }
    return outcome;
  }

  /**
   * Resolves when every wait is over, those added meanwhile too, and nothing holds the fleet any more, with one outcome
   * for each `add`, in their order.
   */
  async outcomes(): Promise<Outcome[]> {
    for (;;) {
      const outcomes = await this.waits.outcomes();
      if (this.#holds === 0) return outcomes;
      await this.#freed;
    }
  }

  /** Each operation's own snapshot, in the order in which they were added. */
  *operations(): Generator<WaiterSnapshot, void, undefined> {
    for (const wait of this.waits) yield snapshotOf(wait, true);
  }

  /**
   * Keeps the fleet from being over while more operations are to come, although none is pending: its readers, its
   * snapshot and {@link outcomes} wait on. Returns the way to let go; if nothing is pending then, or nothing ever came, the fleet is over.
   */
  hold(): () => void {
    let held = 1;
    if (this.#holds++ === 0) {
      this.#freed = new Promise((resolve) => {
        this.#free = resolve;
      });
    }
    this.#wasHeld = true;
    this.changed();
    return () => {
      this.#holds -= held;
      held = 0;
      if (this.#holds === 0) this.#free?.();
      this.changed();
    };
  }

  get #phase(): FleetSnapshot["phase"] {
    if (this.#holds > 0 || this.#done < this.waits.size) return "waiting";
    return this.#done > 0 || this.#wasHeld ? "settled" : "idle";
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
    this.#endedMs = this.waits.elapsedMs;
  }

  protected override takeSnapshot(): FleetSnapshot {
    const { settings, size: total } = this.waits;
    const phase = this.#phase;
    // Once all is over, the time that passes is no longer the fleet's.
    const elapsedMs = phase === "settled" ? this.#endedMs : this.waits.elapsedMs;
    const perSecond = elapsedMs > 0 ? this.#done / (elapsedMs / 1000) : 0;
    return Object.freeze({
      phase,
      total,
      done: this.#done,
      pending: Object.freeze({ ...this.#pending }),
      outcomes: Object.freeze({ ...this.#outcomes }),
      elapsedMs,
      perSecond,
      ...(perSecond > 0 &&
        this.#done * 10 >= total && { remainingMs: Math.round(((total - this.#done) / perSecond) * 1000) }),
      pacer: settings.budget.pacer.snapshot,
    });
  }
}

function isPending(status: OperationStatus | null): status is "SUBMITTED" | "PENDING" {
  return status === "SUBMITTED" || status === "PENDING";
}
