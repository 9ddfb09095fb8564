import { explainErrorCode, knownErrorCodes } from "../../core/error-codes.js";
import { usageError } from "../exit-status.js";
import { sanitize } from "../output/sanitize.js";

/** What an ErrorCode means and what to do; without one, all that are known. */
export function explain(codes: readonly string[]): string {
  return (codes.length === 0 ? knownErrorCodes() : codes)
    .map((code) => `${code}\n  ${helpFor(code)}\n`)
    .join("");
}

function helpFor(code: string): string {
  const help = explainErrorCode(code);
  if (help === undefined) {
    throw usageError(
      `No help for the ErrorCode "${sanitize(code, 60)}". Known are ${knownErrorCodes().join(", ")}.`,
    );
  }
  return help.replaceAll(/(?<=[.]) /g, "\n  ");
}
