import { exitCodeOfSignal } from "../exit-status.js";
import { sanitize } from "../output/sanitize.js";
import { say } from "../output/say.js";
import type { ChildEnd } from "./child.js";

/** The exit status of a program as a shell would have it. */
export function statusOf([program = ""]: readonly string[], { code, signal, error }: ChildEnd): number {
  if (error !== undefined) {
    say(`${sanitize(program, 100)} can't be run: ${hintOf(program, error)}.`);
  }
  return signal === undefined ? code : exitCodeOfSignal(signal);
}

function hintOf(program: string, { code, message }: NodeJS.ErrnoException): string {
  if (code !== "ENOENT") return sanitize(message, 300);
  return /\s/.test(program)
    ? "it is a single word with spaces; remove the quotes around the whole command"
    : "it is not installed, or not on the PATH";
}
