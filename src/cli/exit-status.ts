import { constants } from "node:os";
import type { Outcome } from "../waiter/result/outcome.js";
import { commandName } from "./command-name.js";

/** What an exit status says; the same numbers for every command. */
export const exitCodes = {
  /** Every operation succeeded. */
  success: 0,
  /** A fault of this program (Node's own code for a crash), or an output that can't be written. */
  internal: 1,
  /** A usage error, or Cloud Map refused the request as invalid. */
  usage: 2,
  /** An operation ended with FAIL. */
  failed: 3,
  /** The time is up; the operation keeps running. */
  timeout: 4,
  /** Cloud Map doesn't know an operation. */
  notFound: 5,
  /** Credentials, permission or region. */
  denied: 6,
  /** Cloud Map did not answer. */
  unreachable: 7,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit status of each outcome, the decisive one first: what a script must react to when operations end differently. */
export const exitCodeByOutcome: readonly (readonly [Outcome["outcome"], ExitCode])[] = [
  ["failed", exitCodes.failed],
  ["denied", exitCodes.denied],
  ["invalid", exitCodes.usage],
  ["not-found", exitCodes.notFound],
  ["unreachable", exitCodes.unreachable],
  ["timed-out", exitCodes.timeout],
  ["succeeded", exitCodes.success],
];

export function exitCodeOf(outcomes: readonly Pick<Outcome, "outcome">[]): ExitCode {
  const decisive = exitCodeByOutcome.find(([kind]) => outcomes.some(({ outcome }) => outcome === kind));
  return decisive?.[1] ?? exitCodes.success;
}

/** What a shell calls the status of a process that died by a signal: 130 for SIGINT, 143 for SIGTERM. */
export function exitCodeOfSignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** What stands for a value that was refused, in the command that tries again. */
export interface Instead {
  readonly region?: "REGION";
  readonly profile?: "PROFILE";
}

/** An end of the command that its user can fix: a message and an exit status, and no stack. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: ExitCode;
  /** What a command that tries again must say in place of what was refused. */
  readonly instead: Instead;

  constructor(exitCode: ExitCode, message: string, instead: Instead = {}) {
    super(message);
    this.exitCode = exitCode;
    this.instead = instead;
  }
}

export function usageError(message: string): CommandError {
  return new CommandError(exitCodes.usage, `${message}\nTry '${commandName()} --help'.`);
}
