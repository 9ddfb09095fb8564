import type { OperationEvent } from "../../waiter/events/events.js";
import type { Outcome } from "../../waiter/result/outcome.js";
import type { Operation, OperationStatus } from "../../core/operation.js";

// The JSON that the command writes. These types are the source of schema/events.schema.json: `npm run schema` makes it.

interface LineBase {
  /**
   * The version of the format.
   * @pattern ^1\.\d+$
   */
  readonly v: string;
  /**
   * Counts the lines of a run from 1, without a gap.
   * @asType integer
   * @minimum 1
   */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** An operation that the run is about. */
export interface NamedOperation {
  readonly operationId: string;
  /** The name that was given with the id, as `name=OPERATION_ID`. */
  readonly name?: string;
}

/** The first line of a run. */
export interface StartLine extends LineBase {
  readonly type: "start";
  readonly operations: readonly NamedOperation[];
  readonly region?: string;
  /** Absent when the wait has no limit. */
  readonly timeoutMs?: number;
  readonly message: string;
}

/** How the wait for an operation ended, as the library tells it; `cause`, which was thrown, is never written. */
export type JsonOutcome = Outcome & NamedOperation;

/** An event of the library, as the library tells it. */
export type EventLine = LineBase & NamedOperation & OperationEvent;

/** How a run ended: its exit status, its counts, and how to go on. */
export interface Summary {
  /**
   * The exit status; 128 and the signal's number after a signal.
   * @asType integer
   * @minimum 0
   * @maximum 255
   */
  readonly exitCode: number;
  /** The signal that ended the wait; the process then dies by it. */
  readonly signal?: string;
  /** How many operations ended in each way, by outcome; `running` counts those that `status` saw running. */
  readonly counts: { readonly [Word in Outcome["outcome"] | "running"]?: number };
  /** The command that waits for what may still be running; absent when nothing is. */
  readonly resume?: string;
  /** What existed already, so that `run` had to make nothing. */
  readonly existing?: { readonly NAMESPACE: string };
  readonly message: string;
}

/** The last line of a run, after signals and errors too. */
export type SummaryLine = LineBase & { readonly type: "summary" } & Summary;

/** A line of `--output jsonl` and of `--events-file`, told apart by `type`. */
export type Line = StartLine | EventLine | SummaryLine;

/** The one document of `wait --output json`: an outcome for each id, in the order of the arguments. */
export interface WaitDocument {
  /** @pattern ^1\.\d+$ */
  readonly v: string;
  readonly outcomes: readonly JsonOutcome[];
  readonly summary: Summary;
}

/** What `status` saw of an operation. */
export interface StatusEntry extends NamedOperation {
  readonly ownerAccount?: string;
  /** Absent when Cloud Map didn't show the operation. */
  readonly status?: OperationStatus;
  readonly operation?: Operation;
  /** The operation's own age if it is running; the time it took if it has ended. */
  readonly ageMs?: number;
  /** Why there is no answer: the outcome of asking; absent when Cloud Map showed the operation. */
  readonly outcome?: "not-found" | "denied" | "invalid" | "unreachable" | "aborted";
  /** Cloud Map's ErrorCode of an operation that failed, or a word for why there is no answer. */
  readonly code?: string;
  readonly message?: string;
}

/** The one document of `status --output json`. */
export interface StatusDocument {
  /** @pattern ^1\.\d+$ */
  readonly v: string;
  readonly operations: readonly StatusEntry[];
  readonly summary: Summary;
}

/** Everything that the command writes as JSON. */
export type Output = Line | WaitDocument | StatusDocument;
