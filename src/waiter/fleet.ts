import type { OperationRef, OperationStatus } from "../core/operation.js";
import type { Policy } from "../core/policy.js";
import { statusOf } from "../core/wait.js";
import { onAbort } from "./abort.js";
import { checkInput, resolveConfig, type Settings, type WaitConfig } from "./config.js";
import { isolate, SafeEmitter } from "./emitter.js";
import { EventLog } from "./event-log.js";
import { eventOf, type News, type OperationEvent, type OperationEventMap } from "./events.js";
import { logEvent } from "./log.js";
import type { Outcome } from "./outcome.js";
import type { PacerSnapshot } from "./pacer.js";
import { snapshotOf, type WaiterSnapshot } from "./snapshot.js";
import { startTimer, steadyClock } from "./time.js";
import { deadlineMs, deadlinePassed, type Origin, Wait, type WaitOwner } from "./wait.js";

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
 * same events as {@link OperationWaiter}, each naming its operation; an async iterable of them; and a store.
 */
export class OperationFleet extends SafeEmitter<OperationEventMap> {
  readonly #settings: Settings;
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
  readonly #log = new EventLog<OperationEvent>();
  readonly #subscribers = new Set<() => void>();
  readonly #stop = new AbortController();
  readonly #clock: () => number = steadyClock();
  readonly #release: (() => void)[] = [];
  readonly #owner: WaitOwner;
  #startedAt: number | undefined;
  #policy: Policy | undefined;
  #done = 0;
  #holds = 0;
  #seq = 0;
  #snapshot: FleetSnapshot | undefined;

  /** @throws {OptionError} for an option that cannot be used. */
  constructor(config: FleetConfig) {
    super();
    this.#settings = resolveConfig(config);
    this.#failFast = config.failFast ?? false;
    this.#owner = {
      settings: this.#settings,
      signal: this.#stop.signal,
      clock: this.#clock,
      hear: (wait, news) => this.#hear(wait, news),
    };
  }

  /**
   * Begins to wait for an operation, and resolves with how that ended; it never rejects. An operation that is waited for
   * already is not waited for again: its outcome comes twice.
   * @throws {OptionError} for an input that cannot be used.
   */
  add(operation: OperationRef | string): Promise<Outcome> {
    const input = checkInput(typeof operation === "string" ? { OperationId: operation } : operation);
    const { OperationId, OwnerAccount } = input;
    const key = OwnerAccount === undefined ? OperationId : `${OwnerAccount}/${OperationId}`;
    let wait = this.#members.get(key);
    if (wait === undefined) {
      wait = new Wait(this.#owner, input, noOrigin, this.#policyFromNow());
      this.#pending.UNSEEN++;
      this.#members.set(key, wait);
      this.#changed();
    }
    const outcome = wait.run();
    this.#added.push(outcome);
    return outcome;
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

  /** The events from the first one on, then as they come, until every wait is over. Leaving a loop early ends no wait. */
  [Symbol.asyncIterator](): AsyncIterableIterator<OperationEvent, void, undefined> {
    return this.events();
  }

  /** The same events, but only those after the one with this `seq`: for a reader that has seen the others. */
  events(afterSeq = 0): AsyncIterableIterator<OperationEvent, void, undefined> {
    return this.#log.follow(afterSeq, { isOver: (seq) => this.#isOver(seq) });
  }

  /**
   * Keeps the fleet from being over while more operations are to come, although none is pending: its readers and its
   * snapshot wait on. Returns the way to let go.
   */
  hold(): () => void {
    let isHeld = true;
    this.#holds++;
    this.#changed();
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holds--;
      this.#changed();
      this.#log.wake();
    };
  }

  #isOver(seq: number): boolean {
    return this.#phase() === "settled" && seq >= this.#seq;
  }

  #phase(): FleetSnapshot["phase"] {
    if (this.#holds > 0) return "waiting";
    if (this.#members.size === 0) return "idle";
    return this.#done === this.#members.size ? "settled" : "waiting";
  }

  /** Calls back after every change of the snapshot; returns the way to stop. Bound, as stores are passed around. */
  readonly subscribe = (onChange: () => void): (() => void) => {
    const subscriber = (): void => onChange();
    this.#subscribers.add(subscriber);
    return () => {
      this.#subscribers.delete(subscriber);
    };
  };

  readonly getSnapshot = (): FleetSnapshot => {
    this.#snapshot ??= this.#takeSnapshot();
    return this.#snapshot;
  };

  /** The policy with the time that is left; one object for all that are added within the same millisecond. */
  #policyFromNow(): Policy {
    const { policy } = this.#settings;
    const leftMs = this.#begin() + policy.maxWaitTime * 1000 - this.#clock();
    const maxWaitTime = Math.max(0, leftMs) / 1000;
    if (this.#policy?.maxWaitTime !== maxWaitTime) this.#policy = { ...policy, maxWaitTime };
    return this.#policy;
  }

  /** One deadline for all, counted from the first `add`; it and the caller's signal are heeded while a wait is pending. */
  #begin(): number {
    const { policy, abortSignal, unref } = this.#settings;
    this.#startedAt ??= this.#clock();
    if (this.#done === this.#members.size && !this.#stop.signal.aborted) {
      const leftMs = this.#startedAt + deadlineMs(policy) - this.#clock();
      this.#release.push(startTimer(Math.max(0, leftMs), () => this.#stop.abort(deadlinePassed), unref));
      if (abortSignal?.aborted === true) this.#stop.abort(abortSignal.reason);
      else if (abortSignal !== undefined) {
        this.#release.push(onAbort(abortSignal, () => this.#stop.abort(abortSignal.reason)));
      }
    }
    return this.#startedAt;
  }

  #hear(wait: Wait, news: News): void {
    if (news.type === "transition") this.#count(news.from, news.to);
    if (news.type === "settled") this.#countOutcome(wait, news.outcome);
    const event = eventOf(wait, news, ++this.#seq, this.#clock());
    const { logger } = this.#settings;
    if (logger !== undefined) isolate(() => logEvent(logger, event));
    this.#log.append(event);
    this.send(event.type, event);
    this.#changed();
  }

  #count(from: OperationStatus | null, to: OperationStatus): void {
    if (to === "SUCCESS" || to === "FAIL") return;
    this.#pending[pendingKey(from)]--;
    this.#pending[pendingKey(to)]++;
  }

  #countOutcome({ state }: Wait, { outcome }: Outcome): void {
    const last = statusOf(state);
    const isEnd = last === "SUCCESS" || last === "FAIL";
    this.#pending[pendingKey(isEnd ? (state.transitions.at(-1)?.from ?? null) : last)]--;
    this.#outcomes[outcome]++;
    this.#done++;
    if (this.#failFast && outcome !== "succeeded") {
      this.#stop.abort(new DOMException("Another operation did not succeed", "AbortError"));
    }
    if (this.#done === this.#members.size) for (const release of this.#release.splice(0)) release();
  }

  #changed(): void {
    this.#snapshot = undefined;
    for (const subscriber of this.#subscribers) isolate(subscriber);
  }

  #takeSnapshot(): FleetSnapshot {
    const total = this.#members.size;
    const elapsedMs = this.#startedAt === undefined ? 0 : this.#clock() - this.#startedAt;
    const perSecond = elapsedMs > 0 ? this.#done / (elapsedMs / 1000) : 0;
    return Object.freeze({
      phase: this.#phase(),
      total,
      done: this.#done,
      pending: Object.freeze({ ...this.#pending }),
      outcomes: Object.freeze({ ...this.#outcomes }),
      elapsedMs,
      perSecond,
      ...(perSecond > 0 ? { remainingMs: Math.round(((total - this.#done) / perSecond) * 1000) } : {}),
      pacer: this.#settings.budget.pacer.snapshot,
    });
  }
}

function pendingKey(status: OperationStatus | null): "UNSEEN" | "SUBMITTED" | "PENDING" {
  return status === "SUBMITTED" || status === "PENDING" ? status : "UNSEEN";
}

/**
 * Waits for many operations under one deadline and one request budget, and resolves with one outcome for each, in their
 * order; it rejects only for an option or an input that cannot be used, before anything is sent.
 */
export async function waitForOperations(
  config: FleetConfig,
  operations: Iterable<OperationRef | string>,
): Promise<Outcome[]> {
  const inputs = [...operations].map((operation) =>
    checkInput(typeof operation === "string" ? { OperationId: operation } : operation),
  );
  const fleet = new OperationFleet(config);
  for (const input of inputs) void fleet.add(input);
  return await fleet.outcomes();
}
