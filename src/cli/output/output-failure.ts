import { exitCodes } from "../exit-status.js";
import { sanitize } from "./sanitize.js";
import { say } from "./say.js";

/** Tells that something could not be written, which makes the command end with 1, whatever became of the operations. */
export function outputFailed(message: string): void {
  process.exitCode = exitCodes.internal;
  say(message);
}

export function messageOf(error: unknown): string {
  return sanitize(error instanceof Error ? error.message : String(error), 300);
}
