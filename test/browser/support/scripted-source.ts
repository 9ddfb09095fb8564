import type { OperationEvent } from "../../../src/waiter/events/events.js";
import type { EventSourceLike } from "../../../src/web/feed.js";
import type { OperationLabel } from "../../../src/web/messages.js";

type Rest = Readonly<Record<string, unknown>>;

interface Begun {
  readonly operationId: string;
  readonly startedAt: number;
  readonly usualMs: { low: number; high: number } | undefined;
}

/** A source whose events a test tells, at times of its own. */
export class ScriptedSource implements EventSourceLike {
  readonly feedId: string;
  readonly labels: Map<string, OperationLabel> = new Map();
  readonly #events: OperationEvent[] = [];
  readonly #begun = new Map<string, Begun>();
  #isOver = false;
  #wake: () => void = () => {};
  #changed: Promise<void> = this.#nextChange();

  constructor(feedId: string = crypto.randomUUID()) {
    this.feedId = feedId;
  }

  /** An operation that began so many milliseconds ago, and was seen as SUBMITTED then. */
  begin(operationId: string, label: OperationLabel = {}, agoMs = 0, usualMs?: Begun["usualMs"]): void {
    this.labels.set(operationId, label);
    const startedAt = Date.now() - agoMs;
    this.#begun.set(operationId, { operationId, startedAt, usualMs });
    const submitted = { from: null, to: "SUBMITTED", poll: 1, operationType: "CREATE_NAMESPACE" };
    this.tell("transition", operationId, { ...submitted, at: startedAt, elapsedMs: 0 });
  }

  transition(operationId: string, to: string, from: string | null = "SUBMITTED"): void {
    this.tell("transition", operationId, { from, to, poll: 1, operationType: "CREATE_NAMESPACE" });
  }

  succeed(
    operationId: string,
    targets: Readonly<Record<string, string>> = { NAMESPACE: `ns-${operationId}` },
  ): void {
    this.settle(operationId, "succeeded", { targets });
  }

  fail(operationId: string, code: string, ErrorMessage: string): void {
    const operation = { Status: "FAIL", ErrorCode: code, ErrorMessage };
    this.settle(operationId, "failed", {
      code,
      message: `Operation ${operationId} failed: ${code}`,
      operation,
    });
  }

  settle(operationId: string, outcome: string, rest: Rest): void {
    const elapsedMs = Date.now() - (this.#begun.get(operationId)?.startedAt ?? 0);
    const base = { operationId, transitions: [], polls: 2, requests: 2, elapsedMs, adopted: false };
    this.tell("settled", operationId, { outcome: { ...base, outcome, ...rest } });
  }

  tell(type: string, operationId: string, rest: Rest): void {
    const at = Date.now();
    const elapsedMs = at - (this.#begun.get(operationId)?.startedAt ?? at);
    const event = { type, seq: this.#events.length + 1, at, elapsedMs, operationId, ...rest };
    this.#events.push(event as unknown as OperationEvent);
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  get lastEventAt(): number {
    return this.#events.at(-1)?.at ?? 0;
  }

  getSnapshot(): { phase: "waiting" | "settled" } {
    return { phase: this.#isOver ? "settled" : "waiting" };
  }

  *operations(): Generator<{
    operationId: string;
    createdAt: number;
    usualMs?: { low: number; high: number };
  }> {
    for (const { operationId, startedAt, usualMs } of this.#begun.values())
      yield { operationId, createdAt: startedAt, ...(usualMs && { usualMs }) };
  }

  async *events(afterSeq = 0): AsyncGenerator<OperationEvent, void, undefined> {
    for (let place = afterSeq; ;) {
      const event = this.#events[place];
      if (event !== undefined) {
        place++;
        yield event;
      } else if (this.#isOver) return;
      else await this.#changed;
    }
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#changed = this.#nextChange();
        resolve();
      };
    });
  }
}
