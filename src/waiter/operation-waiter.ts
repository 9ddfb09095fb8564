import type { OperationInput, OperationRef, Targets } from "../core/operation.js";
import { begin } from "../core/poll-state.js";
import { checkOperation, resolveConfig, type Settings, type WaitConfig } from "./config.js";
import type { OperationEvent, OperationEventMap } from "./events/events.js";
import { EventFeed } from "./events/feed.js";
import type { OperationWait } from "./operation-wait.js";
import type { Origin } from "./origin.js";
import { targetsOf } from "./result/errors.js";
import type { Outcome } from "./result/outcome.js";
import { snapshotOf, snapshotOfWait, type WaiterSnapshot } from "./result/snapshot.js";
import { WaitSession } from "./wait-session.js";

/** An operation that `startOperation` has started or adopted. Not exported: nobody else can say so. */
export class StartedOperation {
  constructor(
    readonly settings: Settings,
    readonly input: OperationRef,
    readonly origin: Origin,
  ) {}
}

/** The waiter of an operation that was started, with the targets that its command makes. */
export function waiterOf<T extends Targets>(started: StartedOperation): OperationWaiter<T> {
  // The constructor's public signature doesn't take one.
  return Reflect.construct(OperationWaiter, [started]) as OperationWaiter<T>;
}

/**
 * The wait for one operation. It begins with the first `wait()`, `outcome()` or iteration, and is made once however many
 * ask for it. Whoever follows it may come and go; it ends with the operation, at its deadline, by `abortSignal`, or by
 * {@link stop}.
 *
 * - To get the targets or an error, await {@link wait}; to get an outcome and no error, await {@link outcome}.
 * - To be called for each event from now on, use {@link on}; to read all of them from the first one, iterate, or call
 *   {@link events} to go on after one that was seen.
 * - For a user interface that shows how things stand, use {@link subscribe} with {@link getSnapshot}.
 */
export class OperationWaiter<T extends Targets = Targets> {
  readonly operationId: string;
  readonly ownerAccount: string | undefined;
  /** Whether the operation is one that was already in progress, and not one that `startOperation` has started. */
  readonly adopted: boolean;

  readonly #input: OperationRef;
  readonly #origin: Origin;
  readonly #session: WaitSession;
  readonly #feed: EventFeed<WaiterSnapshot>;
  #wait: OperationWait | undefined;
  #targets: Promise<T> | undefined;

  /** @throws {OptionError} for an option or an operation that cannot be used. Nothing is sent yet. */
  constructor(config: WaitConfig, operation: OperationInput);
  constructor(...given: readonly [WaitConfig, OperationInput] | readonly [StartedOperation]) {
    const [config, operation = ""] = given;
    const { settings, input, origin } =
      config instanceof StartedOperation
        ? config
        : new StartedOperation(resolveConfig(config), checkOperation(operation), {});
    this.#input = input;
    this.#origin = origin;
    this.operationId = input.OperationId;
    this.ownerAccount = input.OwnerAccount;
    this.adopted = origin.adopted ?? false;
    this.#session = new WaitSession(
      settings,
      (event) => this.#feed.publish(event),
      () => this.#feed.changed(),
    );
    this.#feed = new EventFeed({
      takeSnapshot: () =>
        this.#wait
          ? snapshotOfWait(this.#wait.facts)
          : snapshotOf(begin(this.#input, 0), { ...noStanding, phase: "idle" }),
      isOver: () => this.#wait?.outcome !== undefined,
      onReader: () => void this.#begin(),
    });
  }

  /**
   * Waits, and resolves with the operation's targets, such as `{ NAMESPACE: "ns-…" }`: the same promise every time. It
   * never becomes an unhandled rejection: whoever wants to know of a failure awaits it, or listens for `settled`.
   * @throws {OperationFailedError} when the operation ended with FAIL.
   * @throws {OperationTimeoutError} when `maxWaitTime` was over first.
   * @throws {OperationNotFoundError} when Cloud Map doesn't know the operation.
   * @throws {PollingError} when the operation could not be polled.
   * @throws the reason of `abortSignal`, or of {@link stop}.
   */
  wait(): Promise<T> {
    if (this.#targets === undefined) {
      // The command that started it says which targets there are.
      this.#targets = this.#begin().then((outcome) => targetsOf(outcome) as T);
      this.#targets.catch(() => {});
    }
    return this.#targets;
  }

  /** Waits like {@link wait}, and resolves with how it ended, whatever that was. */
  outcome(): Promise<Outcome> {
    return this.#begin();
  }

  /** Ends the wait, as aborted, with a reason: by default an AbortError. The operation keeps running. */
  stop(reason?: unknown): void {
    this.#session.stop(reason);
  }

  /** Identifies this waiter's sequence of events: the `seq` of another waiter means nothing here. */
  get feedId(): string {
    return this.#feed.id;
  }

  /** Calls back for each event of a type from now on. What the listener throws surfaces as an uncaught error. */
  on<Type extends keyof OperationEventMap>(type: Type, listener: OperationEventMap[Type]): this {
    this.#feed.on(type, listener);
    return this;
  }

  once<Type extends keyof OperationEventMap>(type: Type, listener: OperationEventMap[Type]): this {
    this.#feed.once(type, listener);
    return this;
  }

  off<Type extends keyof OperationEventMap>(type: Type, listener: OperationEventMap[Type]): this {
    this.#feed.off(type, listener);
    return this;
  }

  listenerCount(type: keyof OperationEventMap): number {
    return this.#feed.listenerCount(type);
  }

  /** The events from the first one on, then as they come, until the wait is over. */
  [Symbol.asyncIterator](): AsyncIterableIterator<OperationEvent, void, undefined> {
    return this.#feed.events();
  }

  /** The same events, but only those after the one with this `seq`: for a reader that has seen the others. */
  events(afterSeq?: number): AsyncIterableIterator<OperationEvent, void, undefined> {
    return this.#feed.events(afterSeq);
  }

  /** Calls back after every change of the snapshot; returns a function that stops it. Bound, as stores are passed around. */
  readonly subscribe = (onChange: () => void): (() => void) => this.#feed.subscribe(onChange);

  /** Where the wait stands: the same object until something has changed. */
  readonly getSnapshot = (): WaiterSnapshot => this.#feed.getSnapshot();

  #begin(): Promise<Outcome> {
    if (this.#wait === undefined) {
      this.#wait = this.#session.begin(this.#input, this.#origin);
      this.#feed.changed();
    }
    return this.#wait.ended;
  }
}

const noStanding = {
  startedAt: undefined,
  createdAt: undefined,
  lastSeenAt: undefined,
  nextPollAt: undefined,
  problem: undefined,
  usualMs: undefined,
  outcome: undefined,
};
