import type { Operation, OperationStatus } from "../../core/operation.js";
import { compact } from "../../core/json.js";
import {
  publicState,
  type Retries,
  statusOf,
  type Transition,
  type WaitState,
} from "../../core/poll-state.js";
import { type Kind, usualMs } from "../../core/poll-strategy.js";
import type { Outcome } from "./outcome.js";

/** The latest attempt failed, and another one follows. */
export interface Problem {
  readonly reason: "throttled" | "transient";
  readonly errorName: string;
  readonly errorCode?: string;
  readonly statusCode?: number;
  /** Failed attempts in a row. */
  readonly attempt: number;
  /** Milliseconds since the epoch. */
  readonly nextAttemptAt: number;
}

/** Milliseconds. Half of the operations of a kind take between these two. */
export interface UsualDuration {
  readonly low: number;
  readonly high: number;
}

/** Where a wait stands: a frozen value, and the same one until something has changed. */
export interface WaiterSnapshot {
  readonly phase: "idle" | "waiting" | "settled";
  readonly operationId: string;
  readonly ownerAccount?: string;
  /** The operation as it was last seen; absent before that. */
  readonly operation?: Operation;
  readonly operationType?: string;
  /** The furthest status seen so far. */
  readonly status: OperationStatus | null;
  readonly transitions: readonly Transition[];
  readonly polls: number;
  readonly retries: Retries;
  /** Milliseconds since the epoch; absent before the wait has begun. */
  readonly startedAt?: number;
  /** Milliseconds since the epoch, by this machine's clock. When the operation was created; absent until it was seen. */
  readonly createdAt?: number;
  /** Milliseconds since the epoch. When an answer last showed the operation. */
  readonly lastSeenAt?: number;
  /** Milliseconds since the epoch. When the next poll is planned; past while one is in progress, absent when none is to come. */
  readonly nextPollAt?: number;
  /** What is wrong at the moment; absent after an attempt that was answered. */
  readonly problem?: Problem;
  /** How long operations of this kind usually take, as published or as learnt; absent where nothing is known. */
  readonly usualMs?: UsualDuration;
  /** Milliseconds. At the latest poll, or at the end. */
  readonly elapsedMs: number;
  readonly outcome?: Outcome;
}

/** What is known of a wait that has begun. */
export interface WaitFacts {
  readonly state: WaitState;
  readonly outcome: Outcome | undefined;
  readonly problem: Problem | undefined;
  readonly nextPollAt: number | undefined;
  /** When an answer last showed the operation. */
  readonly lastSeenAt: number | undefined;
  /** By how much this machine's clock is ahead of the service's. */
  readonly aheadMs: number;
  readonly kind: Kind;
}

/** Where a wait stands that has begun. */
export function snapshotOfWait(facts: WaitFacts): WaiterSnapshot {
  const { state, outcome, problem, nextPollAt, lastSeenAt, aheadMs, kind } = facts;
  const created = Date.parse(state.operation?.CreateDate ?? "") + aheadMs;
  return snapshotOf(state, {
    phase: outcome ? "settled" : "waiting",
    startedAt: state.startedAt,
    // Never later than when it was first heard of: the service tells its own time in whole seconds.
    createdAt: Number.isNaN(created) ? undefined : Math.min(created, firstSeenAt(facts) ?? created),
    lastSeenAt,
    nextPollAt,
    problem,
    usualMs: usualMs(kind),
    outcome,
  });
}

function firstSeenAt({ state, lastSeenAt }: WaitFacts): number | undefined {
  return state.transitions[0]?.at ?? lastSeenAt;
}

/** What a driver knows of a wait beside its state. */
export type Standing = Pick<
  WaiterSnapshot,
  "phase" | "startedAt" | "createdAt" | "lastSeenAt" | "nextPollAt" | "problem" | "usualMs" | "outcome"
>;

export function snapshotOf(
  state: WaitState,
  {
    phase,
    ...standing
  }: { readonly [Member in keyof Standing]: Standing[Member] | undefined } & Pick<Standing, "phase">,
): WaiterSnapshot {
  return Object.freeze({
    phase,
    ...publicState(state),
    status: statusOf(state),
    ...compact({ operationType: state.operation?.Type, ...standing }),
  });
}
