import type { Operation, Targets } from "../../core/operation.js";
import type { Failed, NotFound, Outcome, PollingFailed, TimedOut } from "./outcome.js";

export type Unsuccessful = Failed | TimedOut | NotFound | PollingFailed;

// Registered symbols are the same in every copy of this package, so its guards work across duplicates.
const brand = Symbol.for("cloudmap-waiter.error");

/** What a wait rejects with, unless it was aborted: then it rejects with the signal's own reason. */
export class OperationWaitError<O extends Unsuccessful = Unsuccessful> extends Error {
  override readonly name: string = "OperationWaitError";
  /** Stable: Cloud Map's ErrorCode, or a word for what happened. */
  readonly code: string;
  /** All that is known: transitions with their times, counts, and the operation as it was last seen. */
  readonly outcome: O;

  constructor(outcome: O) {
    // The outcome's cause is the error's.
    super(outcome.message, outcome);
    this.code = outcome.code;
    this.outcome = outcome;
    Object.defineProperty(this, brand, { get: () => this.name });
  }

  get operationId(): string {
    return this.outcome.operationId;
  }

  /** The operation as it was last seen; undefined if it never was. */
  get operation(): Operation | undefined {
    return this.outcome.operation;
  }
}

/** Cloud Map ended the operation with FAIL. `code` is its ErrorCode, such as `CANNOT_CREATE_HOSTED_ZONE`. */
export class OperationFailedError extends OperationWaitError<Failed> {
  override readonly name = "OperationFailedError";
}

/** `maxWaitTime` was over before the operation ended. It may still succeed: wait for the same id again to resume. */
export class OperationTimeoutError extends OperationWaitError<TimedOut> {
  override readonly name = "OperationTimeoutError";
}

/** Cloud Map doesn't know the operation: it was never seen (`operation` is undefined), or its record is gone. */
export class OperationNotFoundError extends OperationWaitError<NotFound> {
  override readonly name = "OperationNotFoundError";
}

/**
 * The operation could not be polled: the request was denied or refused, or Cloud Map stayed out of reach (see
 * `outcome.outcome`). It says nothing about the operation itself. `cause` is what the SDK threw.
 */
export class PollingError extends OperationWaitError<PollingFailed> {
  override readonly name = "PollingError";
}

export function isOperationWaitError(value: unknown): value is OperationWaitError {
  return brandOf(value) !== undefined;
}

export function isOperationFailedError(value: unknown): value is OperationFailedError {
  return brandOf(value) === "OperationFailedError";
}

export function isOperationTimeoutError(value: unknown): value is OperationTimeoutError {
  return brandOf(value) === "OperationTimeoutError";
}

export function isOperationNotFoundError(value: unknown): value is OperationNotFoundError {
  return brandOf(value) === "OperationNotFoundError";
}

export function isPollingError(value: unknown): value is PollingError {
  return brandOf(value) === "PollingError";
}

function brandOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && brand in value ? value[brand] : undefined;
}

/**
 * The targets of an operation that succeeded.
 * @throws what `wait()` rejects with for any other outcome.
 */
export function targetsOf(outcome: Outcome): Targets {
  switch (outcome.outcome) {
    case "succeeded":
      return outcome.targets;
    case "failed":
      throw new OperationFailedError(outcome);
    case "timed-out":
      throw new OperationTimeoutError(outcome);
    case "not-found":
      throw new OperationNotFoundError(outcome);
    case "denied":
    case "invalid":
    case "unreachable":
      throw new PollingError(outcome);
    case "aborted":
      throw outcome.cause;
  }
}
