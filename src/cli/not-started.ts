import { CommandError, exitCodes, type Instead } from "./exit-status.js";
import type { Requested } from "./input/operation-ids.js";

/** A wait that could not begin: nothing was polled, and the operations, as far as they are known, may be running. */
export class NotStarted extends Error {
  override readonly name = "NotStarted";
  readonly operations: readonly Requested[];
  readonly outcome: "denied" | "invalid" | "timed-out" | "aborted";
  readonly instead: Instead;

  constructor(
    operations: readonly Requested[],
    outcome: NotStarted["outcome"],
    message: string,
    instead: Instead = {},
  ) {
    super(message);
    this.operations = operations;
    this.outcome = outcome;
    this.instead = instead;
  }
}

/** For what is not to be resumed: whoever wants to know asks again. */
export async function withoutResume<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof NotStarted)) throw error;
    const { denied, usage, timeout } = exitCodes;
    const code = { denied, invalid: usage, "timed-out": timeout, aborted: timeout }[error.outcome];
    throw new CommandError(code, error.message);
  }
}
