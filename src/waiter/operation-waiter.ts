import type { OperationRef, Targets } from "../core/operation.js";
import { begin } from "../core/next-step.js";
import { targetsOf } from "./result/errors.js";
import { checkOperation, type WaitConfig } from "./config.js";
import type { Reader } from "./events/event-log.js";
import { Followed } from "./events/event-feed.js";
import type { Outcome } from "./result/outcome.js";
import { snapshotOf, type WaiterSnapshot } from "./result/snapshot.js";
import type { Origin, Wait } from "./operation-wait.js";
import { Waits } from "./wait-session.js";

/**
 * The wait for one operation. It begins with the first `wait()`, `outcome()` or iteration, and is taken once however
 * many ask for it. One that nothing but iteration has begun ends with the last loop that leaves it early.
 *
 * It is an emitter of `transition`, `poll`, `retry`, `adopted` and `settled`; an async iterable of the same events, from
 * the first one on; and a store (`subscribe`, `getSnapshot`) for a user interface.
 */
export class OperationWaiter extends Followed<WaiterSnapshot> {
  readonly operationId: string;
  readonly ownerAccount: string | undefined;
  /** Whether the operation is one that was under way already, and not the one that was asked for. */
  readonly adopted: boolean;

  readonly #input: OperationRef;
  readonly #origin: Origin;
  #wait: Wait | undefined;
  #targets: Promise<Targets> | undefined;
  #isAwaited = false;
  #readers = 0;

  /** @throws {OptionError} for an option or an input that cannot be used. Nothing is sent yet. */
  constructor(config: WaitConfig, operation: OperationRef | string, origin: Origin = {}) {
    super((hear) => new Waits(config, hear));
    this.#input = checkOperation(operation);
    this.#origin = origin;
    this.operationId = this.#input.OperationId;
    this.ownerAccount = this.#input.OwnerAccount;
    this.adopted = origin.adopted ?? false;
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
      this.#targets = this.outcome().then(targetsOf);
      this.#targets.catch(() => {});
    }
    return this.#targets;
  }

  /** Waits like {@link wait}, and resolves with how it ended, whatever that was. */
  outcome(): Promise<Outcome> {
    this.#isAwaited = true;
    return this.#begin();
  }

  protected override readonly reader: Reader = {
    start: () => {
      this.#readers++;
      void this.#begin();
    },
    leave: () => {
      this.#readers--;
      if (this.#readers > 0 || this.#isAwaited) return;
      this.waits.end(new DOMException("Nobody follows the wait any more", "AbortError"));
    },
  };

  #begin(): Promise<Outcome> {
    if (this.#wait === undefined) {
      this.#wait = this.waits.begin(this.#input, this.#origin);
      this.changed();
    }
    return this.#wait.ended;
  }

  protected override isOver(): boolean {
    return this.#wait?.outcome !== undefined;
  }

  protected override takeSnapshot(): WaiterSnapshot {
    return snapshotOf(this.#wait ?? { state: begin(this.#input, 0) }, this.#wait !== undefined);
  }
}
