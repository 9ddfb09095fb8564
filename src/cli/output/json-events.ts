import { compact } from "../../core/json.js";
import { explainErrorCode } from "../../core/error-codes.js";
import type { OperationEvent } from "../../waiter/events/events.js";
import type { Outcome } from "../../waiter/result/outcome.js";
import { jsonLine } from "./sanitize.js";

/** The version of the schema of events; see schema/events.schema.json in the package. */
const schemaVersion = "1.0";

/** The words of the schema for how a wait ends. */
const outcomeWords: Readonly<Record<Outcome["outcome"], string>> = {
  succeeded: "success",
  failed: "fail",
  "timed-out": "timeout",
  "not-found": "not_found",
  denied: "auth",
  invalid: "invalid",
  unreachable: "transient",
  aborted: "aborted",
};

/** The summary of a run: its exit status, its counts, and how to go on. */
export interface Summary {
  readonly exitCode: number;
  readonly signal?: string;
  readonly counts: Readonly<Record<string, number>>;
  /** The command that waits for what has not ended; absent when all has. */
  readonly resume?: string;
  readonly message?: string;
}

export function summaryOf(outcomes: readonly Outcome[], rest: Omit<Summary, "counts">): Summary {
  const counts: Record<string, number> = {};
  for (const { outcome } of outcomes) {
    const word = outcomeWords[outcome];
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return { ...rest, counts };
}

/** One result as the schema has it. */
export function resultOf(outcome: Outcome): Readonly<Record<string, unknown>> {
  const { operationId, ownerAccount, operation, elapsedMs, polls } = outcome;
  return compact({
    operationId,
    ownerAccount,
    operationType: operation?.Type,
    status: operation?.Status,
    outcome: outcomeWords[outcome.outcome],
    targets: outcome.outcome === "succeeded" ? outcome.targets : undefined,
    error:
      outcome.outcome === "succeeded"
        ? undefined
        : compact({
            code: outcome.code,
            message: operation?.ErrorMessage ?? outcome.message,
            help:
              explainErrorCode(outcome.code) ??
              (operation?.ErrorMessage === undefined ? undefined : outcome.message),
          }),
    elapsedMs,
    polls,
  });
}

/** Writes the events of a run as JSON lines, numbered from 1: a `start`, what happens, a `result` for each id, a `summary`. */
export class EventWriter {
  readonly #write: (line: string) => void;
  readonly #polls = new Map<string, number>();
  #seq = 0;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  start(operations: readonly string[], region: string | undefined, timeoutMs: number | undefined): void {
    const message = `Waiting for ${operations.length} operation${operations.length === 1 ? "" : "s"}`;
    this.#line("start", compact({ operations, region, timeoutMs, message }));
  }

  event(event: OperationEvent): void {
    const { operationId, elapsedMs } = event;
    switch (event.type) {
      case "transition":
        this.#line(
          "transition",
          compact({
            operationId,
            operationType: event.operationType,
            from: event.from ?? undefined,
            to: event.to,
            elapsedMs,
            attempt: (this.#polls.get(operationId) ?? 0) + 1,
          }),
        );
        break;
      case "retry": {
        const { reason, errorName, delayMs } = event;
        this.#line("retry", { operationId, reason, errorName, delayMs, elapsedMs });
        break;
      }
      case "poll":
        this.#polls.set(operationId, event.poll);
        if (event.nextPollMs !== undefined) {
          this.#line(
            "progress",
            compact({ operationId, status: event.status, elapsedMs, nextPollMs: event.nextPollMs }),
          );
        }
        break;
      case "settled":
        this.#line("result", resultOf(event.outcome));
        break;
      case "adopted":
        break;
    }
  }

  summary(summary: Summary): void {
    this.#line("summary", summary);
  }

  #line(type: string, members: object): void {
    const time = new Date().toISOString();
    this.#write(jsonLine({ v: schemaVersion, seq: ++this.#seq, time, type, ...members }));
  }
}

/** The one document of `--output json`: a result for each id in the order of the arguments, and the summary. */
export function document(outcomes: readonly Outcome[], summary: Summary): string {
  return jsonLine({ v: schemaVersion, results: outcomes.map((outcome) => resultOf(outcome)), summary });
}
