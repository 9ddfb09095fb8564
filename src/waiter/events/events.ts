import { compact } from "../../core/json.js";
import type { OperationRef, OperationStatus } from "../../core/operation.js";
import type { Outcome } from "../result/outcome.js";

export interface EventBase {
  /** Counts the events of one waiter, or of one fleet, from 1. */
  readonly seq: number;
  /** Milliseconds since the epoch, by a clock that never jumps. */
  readonly at: number;
  /** Milliseconds. How long the wait had lasted; by the poll that brought it, if one did. */
  readonly elapsedMs: number;
  readonly operationId: string;
  readonly ownerAccount?: string;
}

/** The wait is for an operation that was already in progress: the command was refused as a duplicate of it. */
export interface AdoptedEvent extends EventBase {
  readonly type: "adopted";
}

/** The operation's status changed; once per change, and the first sighting counts as one, from null. */
export interface TransitionEvent extends EventBase {
  readonly type: "transition";
  readonly operationType?: string;
  readonly from: OperationStatus | null;
  readonly to: OperationStatus;
  /** The poll that showed it, counted from 1. */
  readonly poll: number;
}

/** A poll was answered, or given up. */
export interface PollEvent extends EventBase {
  readonly type: "poll";
  /** Counts the polls from 1. */
  readonly poll: number;
  /** The status in the answer, also one that this version doesn't know; absent when there was none. */
  readonly status?: string;
  /** The Id in the answer, if it is not the one asked for; such an answer counts as one without an operation. */
  readonly otherId?: string;
  /** Milliseconds until the next poll; absent after the last. */
  readonly nextPollMs?: number;
}

/** An attempt failed and will be followed by another. */
export interface RetryEvent extends EventBase {
  readonly type: "retry";
  readonly reason: "throttled" | "transient";
  readonly errorName: string;
  /** The network's code, such as ECONNRESET. */
  readonly errorCode?: string;
  /** The HTTP status, when an answer came back at all. */
  readonly statusCode?: number;
  /** Failed attempts in a row, this one included. */
  readonly attempt: number;
  /** Milliseconds until the next attempt. */
  readonly delayMs: number;
}

/** The wait is over; exactly once, and last. */
export interface SettledEvent extends EventBase {
  readonly type: "settled";
  readonly outcome: Outcome;
}

/** What happens in a wait, told apart by `type`. */
export type OperationEvent = AdoptedEvent | TransitionEvent | PollEvent | RetryEvent | SettledEvent;

/** The listeners' signatures, by event name. */
export type OperationEventMap = {
  [Type in OperationEvent["type"]]: (event: Extract<OperationEvent, { type: Type }>) => void;
};

/** What is particular to an event: all of it but what every event has. */
export type EventDetail = OperationEvent extends infer Event
  ? Event extends OperationEvent
    ? Omit<Event, keyof EventBase>
    : never
  : never;

/** An event, from what is particular to it and what every event has. */
export function eventOf(
  { OperationId: operationId, OwnerAccount: ownerAccount }: OperationRef,
  news: EventDetail,
  { seq, at, elapsedMs }: Pick<EventBase, "seq" | "at" | "elapsedMs">,
): OperationEvent {
  return Object.freeze({ seq, at, elapsedMs, operationId, ...compact({ ownerAccount }), ...news });
}
