import type { OperationStatus } from "../core/operation.js";
import type { OperationEvent } from "../waiter/events/events.js";
import type { Outcome } from "../waiter/result/outcome.js";
import type { OperationFacts, OperationLabel } from "../web/messages.js";

/** A failed attempt that another one follows. */
export interface Problem {
  readonly reason: string;
  readonly errorName: string;
  readonly errorCode?: string;
  readonly statusCode?: number;
  /** Failed attempts in a row, from 1. */
  readonly attempt: number;
  /** Milliseconds since the epoch, as all times here, by the server's clock. */
  readonly nextAttemptAt: number;
}

/** Everything that is known of one operation. */
export interface OperationProgress extends OperationLabel {
  readonly operationId: string;
  readonly ownerAccount?: string;
  readonly operationType?: string;
  /** When the wait began. */
  readonly startedAt: number;
  readonly createdAt?: number;
  readonly usualMs?: { readonly low: number; readonly high: number };
  readonly status: OperationStatus | null;
  readonly transitions: readonly { readonly to: OperationStatus; readonly at: number }[];
  /** When an answer last showed the operation. */
  readonly lastSeenAt?: number;
  /** Present while the latest attempt has failed and another follows. */
  readonly problem?: Problem;
  readonly adopted: boolean;
  /** How the wait ended, and when. */
  readonly outcome?: Outcome;
  readonly endedAt?: number;
}

export function keyOf({ operationId, ownerAccount }: { operationId: string; ownerAccount?: string }): string {
  return `${ownerAccount ?? ""}/${operationId}`;
}

/** An operation of which nothing is known but its first event. */
export function beginOperation({
  operationId,
  ownerAccount,
  at,
  elapsedMs,
}: OperationEvent): OperationProgress {
  return {
    operationId,
    ...(ownerAccount !== undefined && { ownerAccount }),
    startedAt: at - elapsedMs,
    status: null,
    transitions: [],
    adopted: false,
  };
}

/** The operation after an event. */
export function advance(operation: OperationProgress, event: OperationEvent): OperationProgress {
  switch (event.type) {
    case "adopted":
      return { ...operation, adopted: true };
    case "transition": {
      const { to, at, operationType = operation.operationType } = event;
      return {
        ...seen(operation, at),
        status: to,
        transitions: [...operation.transitions, { to, at }],
        ...(operationType !== undefined && { operationType }),
      };
    }
    case "poll":
      return event.status === undefined ? operation : seen(operation, event.at);
    case "retry":
      return { ...operation, problem: problemOf(operation, event) };
    case "settled": {
      const { outcome, at } = event;
      const operationType = outcome.operation?.Type ?? operation.operationType;
      const createdAt = readDate(outcome.operation?.CreateDate) ?? operation.createdAt;
      return {
        ...withoutProblem(operation),
        ...(operationType !== undefined && { operationType }),
        ...(createdAt !== undefined && { createdAt }),
        outcome,
        endedAt: at,
      };
    }
    default:
      // A newer server may have events that this version does not know.
      return operation;
  }
}

/** The operation with what is known beside its events. */
export function learn(operation: OperationProgress, facts: Partial<OperationFacts>): OperationProgress {
  const { name, group, createdAt, usualMs } = facts;
  return {
    ...operation,
    ...(name !== undefined && { name }),
    ...(group !== undefined && { group }),
    ...(createdAt !== undefined && { createdAt }),
    ...(usualMs !== undefined && { usualMs }),
  };
}

/** How long the operation has taken so far, or took; by the service's own clock where that is known. */
export function tookMs(operation: OperationProgress, now: number): number {
  const { outcome, createdAt, startedAt, endedAt } = operation;
  const byService = outcome && "tookMs" in outcome ? outcome.tookMs : undefined;
  if (typeof byService === "number") return byService;
  const hasEnded = outcome?.outcome === "succeeded" || outcome?.outcome === "failed";
  const updatedAt = hasEnded ? readDate(outcome.operation?.UpdateDate) : undefined;
  return Math.max(0, (updatedAt ?? endedAt ?? now) - (createdAt ?? startedAt));
}

function seen(operation: OperationProgress, at: number): OperationProgress {
  return { ...withoutProblem(operation), lastSeenAt: at };
}

function withoutProblem({ problem: _problem, ...operation }: OperationProgress): OperationProgress {
  return operation;
}

function problemOf(
  { problem }: OperationProgress,
  event: Extract<OperationEvent, { type: "retry" }>,
): Problem {
  const { reason, errorName, statusCode, delayMs, at } = event;
  const { attempt = (problem?.attempt ?? 0) + 1, errorCode } = event as Partial<Problem>;
  return {
    reason,
    errorName,
    ...(errorCode !== undefined && { errorCode }),
    ...(statusCode !== undefined && { statusCode }),
    attempt,
    nextAttemptAt: at + delayMs,
  };
}

function readDate(text: string | undefined): number | undefined {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? undefined : at;
}
