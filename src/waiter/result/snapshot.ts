import { compact } from "../../core/json.js";
import type { Operation, OperationStatus } from "../../core/operation.js";
import {
  type Retries,
  statusOf,
  publicState,
  type Transition,
  type WaitState,
} from "../../core/next-step.js";
import type { Outcome } from "./outcome.js";

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
  /** When the next look is planned, in milliseconds since the epoch; past while one is under way, absent when none is to come. */
  readonly nextPollAt?: number;
  /** At the latest look, or at the end. */
  readonly elapsedMs: number;
  readonly outcome?: Outcome;
}

/** The parts of a wait that a snapshot is taken of. */
export interface Standing {
  readonly state: WaitState;
  readonly nextPollAt?: number | undefined;
  readonly outcome?: Outcome | undefined;
}

export function snapshotOf({ state, nextPollAt, outcome }: Standing, hasBegun: boolean): WaiterSnapshot {
  return Object.freeze({
    phase: outcome ? "settled" : hasBegun ? "waiting" : "idle",
    ...publicState(state),
    status: statusOf(state),
    ...compact({
      operationType: state.operation?.Type,
      startedAt: hasBegun ? state.startedAt : undefined,
      nextPollAt,
      outcome,
    }),
  });
}
