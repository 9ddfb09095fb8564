import { compact } from "../core/json.js";
import type { OperationStatus } from "../core/operation.js";
import type { OperationEvent } from "../waiter/events/events.js";
import type { Outcome } from "../waiter/result/outcome.js";
import type { Problem, UsualDuration } from "../waiter/result/snapshot.js";
import type { OperationFacts, OperationLabel } from "../web/messages.js";

/** Everything that is known of one operation. Times are milliseconds since the epoch, by the server's clock. */
export interface OperationProgress extends OperationLabel {
  readonly operationId: string;
  readonly ownerAccount?: string;
  readonly operationType?: string;
  /** When the wait began. */
  readonly startedAt: number;
  readonly createdAt?: number;
  /** How long half of the operations of its kind take. */
  readonly usualMs?: UsualDuration;
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
    ...compact({ ownerAccount }),
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
        ...compact({ operationType }),
      };
    }
    case "poll":
      return event.status === undefined ? operation : seen(operation, event.at);
    case "retry":
      return { ...operation, problem: problemOf(event) };
    case "settled": {
      const { outcome, at } = event;
      const operationType = outcome.operation?.Type ?? operation.operationType;
      return {
        ...withoutProblem(operation),
        ...compact({ operationType }),
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
    ...compact({ name, group, createdAt, usualMs }),
  };
}

/** How long the operation took by the service's own clock, or has taken so far, in milliseconds. */
export function tookMs({ outcome, createdAt, startedAt, endedAt }: OperationProgress, now: number): number {
  return outcome?.tookMs ?? Math.max(0, (endedAt ?? now) - (createdAt ?? startedAt));
}

function seen(operation: OperationProgress, at: number): OperationProgress {
  return { ...withoutProblem(operation), lastSeenAt: at };
}

function withoutProblem({ problem: _problem, ...operation }: OperationProgress): OperationProgress {
  return operation;
}

function problemOf(event: Extract<OperationEvent, { type: "retry" }>): Problem {
  const { reason, errorName, errorCode, statusCode, attempt, delayMs, at } = event;
  return { reason, errorName, ...compact({ errorCode, statusCode }), attempt, nextAttemptAt: at + delayMs };
}
