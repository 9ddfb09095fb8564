import { exitCodeOfSignal } from "../exit-status.js";
import { sanitize } from "../output/sanitize.js";
import { say } from "../output/say.js";
import type { ChildEnd } from "./child.js";

/** The exit status of a program as a shell would have it. */
export function statusOf([program = ""]: readonly string[], { code, signal, error }: ChildEnd): number {
  if (error !== undefined) {
    const hint =
      error.code === "ENOENT" ? "it is not installed, or not on the PATH" : sanitize(error.message, 300);
    say(`${sanitize(program, 100)} can't be run: ${hint}.`);
  }
  return signal === undefined ? code : exitCodeOfSignal(signal);
}
