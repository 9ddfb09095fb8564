import type { OperationEvent } from "../waiter/events/events.js";
import type { OperationFacts, StreamContext, StreamMessage, StreamOpen } from "../web/messages.js";
import { advance, beginOperation, keyOf, learn, type OperationProgress } from "./operation-progress.js";

/** What a stream has told so far: a value that never changes. */
export interface ProgressState {
  /** The event sequence that this is the state of; absent before a stream has said so. */
  readonly feedId?: string;
  readonly context: StreamContext;
  /** In the order in which they were first heard of; by owner account and id. */
  readonly operations: ReadonlyMap<string, OperationProgress>;
  /** The `seq` of the latest event. */
  readonly seq: number;
  /** When the latest event happened, by the server's clock. */
  readonly lastEventAt?: number;
  /** Whether no event will follow. */
  readonly isOver: boolean;
}

export const initialProgress: ProgressState = Object.freeze({
  context: Object.freeze({}),
  operations: new Map<string, OperationProgress>(),
  seq: 0,
  isOver: false,
});

/**
 * The state after some messages. What was heard already is not heard again, a message that makes no sense changes nothing,
 * and the opening of another sequence begins anew. Operations that no message is about stay the same objects.
 */
export function reduceProgress(state: ProgressState, messages: readonly StreamMessage[]): ProgressState {
  const next = new Draft(state);
  for (const message of messages) next.hear(message);
  return next.finish();
}

class Draft {
  #state: ProgressState;
  #operations: Map<string, OperationProgress>;
  /** What is known of operations that have had no event yet. */
  readonly #facts = new Map<string, OperationFacts>();

  constructor(state: ProgressState) {
    this.#state = state;
    this.#operations = new Map(state.operations);
  }

  hear(message: StreamMessage): void {
    if (message.type === "open") this.#open(message);
    else if (message.type === "end") this.#state = { ...this.#state, isOver: true };
    else if (typeof message.operationId !== "string") return;
    else if (message.type === "operation") this.#learn(message);
    else this.#advance(message);
  }

  finish(): ProgressState {
    return Object.freeze({ ...this.#state, operations: this.#operations });
  }

  #open({ feedId, title, region, profile, endpoint }: StreamOpen): void {
    if (feedId !== this.#state.feedId) this.#operations = new Map();
    const { seq, lastEventAt, ...rest } = feedId === this.#state.feedId ? this.#state : initialProgress;
    this.#state = {
      ...rest,
      seq,
      ...(lastEventAt !== undefined && { lastEventAt }),
      feedId,
      context: { title, region, profile, endpoint },
    };
  }

  #learn(facts: OperationFacts): void {
    const key = keyOf(facts);
    const operation = this.#operations.get(key);
    if (operation === undefined) this.#facts.set(key, facts);
    else this.#operations.set(key, learn(operation, facts));
  }

  #advance(event: OperationEvent): void {
    if (!(event.seq > this.#state.seq && Number.isFinite(event.at) && Number.isFinite(event.elapsedMs)))
      return;
    const key = keyOf(event);
    const operation = this.#operations.get(key) ?? learn(beginOperation(event), this.#facts.get(key) ?? {});
    this.#operations.set(key, advance(operation, event));
    const { seq, at } = event;
    this.#state = { ...this.#state, seq, lastEventAt: at };
  }
}
