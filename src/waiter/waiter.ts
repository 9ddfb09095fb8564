import type { OperationRef, Targets } from "../core/operation.js";
import { begin } from "../core/wait.js";
import { reasonOf } from "../errors.js";
import { onAbort } from "./abort.js";
import { checkInput, resolveConfig, type Settings, type WaitConfig } from "./config.js";
import { isolate, SafeEmitter } from "./emitter.js";
import { EventLog } from "./event-log.js";
import { eventOf, type News, type OperationEvent, type OperationEventMap } from "./events.js";
import { logEvent } from "./log.js";
import type { Outcome } from "./outcome.js";
import { snapshotOf, type Standing, type WaiterSnapshot } from "./snapshot.js";
import { startTimer, steadyClock } from "./time.js";
import { deadlineMs, deadlinePassed, type Origin, Wait } from "./wait.js";

/**
 * The wait for one operation. It begins with the first `wait()`, `outcome()` or iteration, and is taken once however
 * many ask for it.
 *
 * It is an emitter of `transition`, `poll`, `retry`, `adopted` and `settled`; an async iterable of the same events, from
 * the first one on; and a store (`subscribe`, `getSnapshot`) for a user interface.
 */
export class OperationWaiter extends SafeEmitter<OperationEventMap> {
  readonly operationId: string;
  readonly ownerAccount: string | undefined;
  /** Whether the operation is one that was under way already, and not the one that was asked for. */
  readonly adopted: boolean;

  readonly #input: OperationRef;
  readonly #settings: Settings;
  readonly #origin: Origin;
  readonly #log = new EventLog<OperationEvent>();
  readonly #subscribers = new Set<() => void>();
  readonly #stop = new AbortController();
  #standing: Standing;
  #snapshot: WaiterSnapshot | undefined;
  #outcome: Promise<Outcome> | undefined;
  #targets: Promise<Targets> | undefined;
  #hasBegun = false;
  #isAwaited = false;
  #readers = 0;

  /** @throws {OptionError} for an option or an input that cannot be used. Nothing is sent yet. */
  constructor(config: WaitConfig, input: OperationRef, origin: Origin = {}) {
    super();
    this.#input = checkInput(input);
    this.#settings = resolveConfig(config);
    this.#origin = origin;
    this.operationId = input.OperationId;
    this.ownerAccount = input.OwnerAccount;
    this.adopted = origin.adopted ?? false;
    this.#standing = { state: begin(this.#input, 0) };
  }

  /**
   * Waits, and resolves with the operation's targets, such as `{ NAMESPACE: "ns-…" }`: the same promise every time. It
   * never becomes an unhandled rejection: whoever wants to know of a failure awaits it, or listens for `settled`.
   * @throws {OperationFailedError} when the operation ended with FAIL.
   * @throws {OperationTimeoutError} when `maxWaitTime` was over first.
   * @throws {OperationNotFoundError} when Cloud Map doesn't know the operation.
   * @throws {PollingError} when the operation could not be looked at.
   * @throws the reason of `abortSignal` when it aborted.
   */
  wait(): Promise<Targets> {
    if (this.#targets === undefined) {
      this.#targets = this.outcome().then((outcome) => {
        if (outcome.outcome === "succeeded") return outcome.targets;
        throw reasonOf(outcome);
      });
      this.#targets.catch(() => {});
    }
    return this.#targets;
  }

  /** Waits like {@link wait}, and resolves with how it ended, whatever that was. */
  outcome(): Promise<Outcome> {
    this.#isAwaited = true;
    return this.#begin();
  }

  /**
   * The events, from the first one on, then as they come, until the wait is settled. Iterating begins the wait; a wait
   * that nothing but iteration has begun ends with the last loop that leaves it early.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<OperationEvent, void, undefined> {
    return this.events();
  }

  /** The same events, but only those after the one with this `seq`: for a reader that has seen the others. */
  events(afterSeq = 0): AsyncIterableIterator<OperationEvent, void, undefined> {
    return this.#log.follow(afterSeq, {
      start: () => {
        this.#readers++;
        void this.#begin();
      },
      leave: () => {
        this.#readers--;
        if (this.#readers > 0 || this.#isAwaited) return;
        this.#stop.abort(new DOMException("Nobody follows the wait any more", "AbortError"));
      },
    });
  }

  /** Calls back after every change of the snapshot; returns the way to stop. Bound, as stores are passed around. */
  readonly subscribe = (onChange: () => void): (() => void) => {
    // A fresh function, so that the same callback can subscribe twice.
    const subscriber = (): void => onChange();
    this.#subscribers.add(subscriber);
    return () => {
      this.#subscribers.delete(subscriber);
    };
  };

  readonly getSnapshot = (): WaiterSnapshot => {
    this.#snapshot ??= snapshotOf(this.#standing, this.#hasBegun);
    return this.#snapshot;
  };

  #begin(): Promise<Outcome> {
    this.#outcome ??= this.#run();
    return this.#outcome;
  }

  async #run(): Promise<Outcome> {
    const { policy, abortSignal, unref } = this.#settings;
    const clock = steadyClock();
    let seq = 0;
    const owner = {
      settings: this.#settings,
      signal: this.#stop.signal,
      clock,
      hear: (wait: Wait, news: News): void => {
        this.#publish(eventOf(wait, news, ++seq, clock()));
      },
    };
    if (abortSignal?.aborted === true) this.#stop.abort(abortSignal.reason);
    const stopListening =
      abortSignal?.aborted === false
        ? onAbort(abortSignal, () => this.#stop.abort(abortSignal.reason))
        : undefined;
    const stopDeadline = startTimer(deadlineMs(policy), () => this.#stop.abort(deadlinePassed), unref);
    try {
      const wait = new Wait(owner, this.#input, this.#origin, policy);
      this.#standing = wait;
      this.#hasBegun = true;
      this.#changed();
      return await wait.run();
    } finally {
      stopDeadline();
      stopListening?.();
      this.#log.close();
    }
  }

  #publish(event: OperationEvent): void {
    const { logger } = this.#settings;
    if (logger !== undefined) isolate(() => logEvent(logger, event));
    this.#log.append(event);
    this.#snapshot = undefined;
    this.send(event.type, event);
    this.#changed();
  }

  #changed(): void {
    this.#snapshot = undefined;
    for (const subscriber of this.#subscribers) isolate(subscriber);
  }
}

/**
 * Waits until an operation has ended, and resolves with its targets, such as `{ NAMESPACE: "ns-…" }`.
 * Rejects as {@link OperationWaiter.wait} does, and with an {@link OptionError} before anything is sent.
 */
export async function waitForOperation(config: WaitConfig, input: OperationRef): Promise<Targets> {
  return await new OperationWaiter(config, input).wait();
}
