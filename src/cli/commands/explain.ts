import { explainErrorCode, knownErrorCodes } from "../../core/error-codes.js";
import { usageError } from "../exit-status.js";
import { nearest } from "../input/nearest.js";
import { sanitize } from "../output/sanitize.js";

/** What an ErrorCode means and what to do; without one, all that are known. */
export function explain(codes: readonly string[]): string {
  return (codes.length === 0 ? knownErrorCodes() : codes.map((code) => known(code)))
    .map((code) => `${code}\n  ${(explainErrorCode(code) ?? "").replaceAll(/(?<=[.]) /g, "\n  ")}\n`)
    .join("");
}

function known(code: string): string {
  const word = code.toUpperCase().replaceAll(/[\s-]+/g, "_");
  if (knownErrorCodes().includes(word)) return word;
  const near = nearest(word, knownErrorCodes());
  throw usageError(
    `No help for the ErrorCode "${sanitize(code, 60)}". ` +
      (near === undefined ? `Known are ${knownErrorCodes().join(", ")}.` : `Did you mean ${near}?`),
  );
}
