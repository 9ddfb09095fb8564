import { constants } from "node:os";
import type { Outcome } from "../waiter/result/outcome.js";

/** What an exit status says; the same numbers for every command. */
export const exitCodes = {
  /** Every operation succeeded. */
  success: 0,
  /** A fault of this program: Node's own code for a crash, so never used for an outcome. */
  internal: 1,
  /** The call is wrong. */
  usage: 2,
  /** An operation ended with FAIL. */
  failed: 3,
  /** The time was up; the operation goes on. */
  timeout: 4,
  /** Cloud Map doesn't know an operation. */
  notFound: 5,
  /** Credentials, permission or region. */
  denied: 6,
  /** Cloud Map stayed out of reach. */
  unreachable: 7,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Who decides when operations end differently: what a script must look at first. A refused request is a wrong call. */
const precedence: readonly (readonly [Outcome["outcome"], ExitCode])[] = [
  ["failed", exitCodes.failed],
  ["denied", exitCodes.denied],
  ["invalid", exitCodes.usage],
  ["not-found", exitCodes.notFound],
  ["unreachable", exitCodes.unreachable],
  ["timed-out", exitCodes.timeout],
];

export function exitCodeOf(outcomes: readonly Outcome[]): ExitCode {
  const decisive = precedence.find(([kind]) => outcomes.some(({ outcome }) => outcome === kind));
  return decisive?.[1] ?? exitCodes.success;
}

/** What a shell calls the status of a process that died by a signal: 130 for SIGINT, 143 for SIGTERM. */
export function exitCodeOfSignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** An end of the command that is its user's to mend: a message and an exit status, and no stack. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function usageError(message: string): CommandError {
  return new CommandError(exitCodes.usage, `${message}\nTry 'cloudmap-wait --help'.`);
}
