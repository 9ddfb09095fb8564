import type { OperationEvent } from "../waiter/events/events.js";
import type { UsualDuration } from "../waiter/result/snapshot.js";

/** Where the operations are, for the command that resumes a wait. Nothing in it may be a secret. */
export interface StreamContext {
  /** What the operations are about, as a heading for people. */
  readonly title?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  /** Its user part and its query are left out. */
  readonly endpoint?: string | undefined;
}

/** The first message of every connection: whose events follow, and what the server's clock says. */
export interface StreamOpen extends StreamContext {
  readonly type: "open";
  /** The identity of the event sequence: another one means that `seq` counts anew. */
  readonly feedId: string;
  /** The server's clock when the connection was opened, in milliseconds since the epoch. */
  readonly at: number;
  /** How often the server sends something, if only a comment. */
  readonly keepAliveMs: number;
}

/** What people call an operation, and in which group they think of it. */
export interface OperationLabel {
  readonly name?: string | undefined;
  readonly group?: string | undefined;
}

/** What is known of an operation beside its events. It precedes the event with which it became known. */
export interface OperationFacts extends OperationLabel {
  readonly type: "operation";
  readonly operationId: string;
  readonly ownerAccount?: string;
  /** When the operation was created, in milliseconds since the epoch by the server's clock. */
  readonly createdAt?: number;
  /** How long half of the operations of its kind take. */
  readonly usualMs?: UsualDuration;
}

/** Everything that a stream says, told apart by `type`. */
export type StreamMessage = StreamOpen | OperationFacts | OperationEvent | { readonly type: "end" };
