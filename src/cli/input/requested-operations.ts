import { usageError } from "../exit-status.js";
import { sanitize } from "../output/sanitize.js";
import { operationsInText } from "./aws-cli-output.js";
import { operationsInJson, startsAsJson } from "./json-documents.js";
import { readWord, type Requested } from "./operation-ids.js";

/**
 * The operands whose texts are to be read, each once: `-`, and `@FILE`.
 * @throws {CommandError} with exit status 2 for what can't be meant.
 */
export function readFrom(operands: readonly string[]): readonly string[] {
  if (operands.length === 0)
    throw usageError("No operation id: give ids as arguments, @FILE, or - to read them from stdin.");
  if (operands.indexOf("-") !== operands.lastIndexOf("-"))
    throw usageError("- can be given only once: stdin is read to its end.");
  return [...new Set(operands.filter(isRead))];
}

function isRead(operand: string): boolean {
  return operand === "-" || operand.startsWith("@");
}

/** What people call the place that an operand stands for. */
export function placeOf(operand: string): string {
  return operand === "-" ? "stdin" : sanitize(operand, 100);
}

/**
 * The operations that the operands ask for, in their order: `ID`, `name=ID`, `@FILE`, `-`, or a JSON document.
 * @param texts what was read, by operand
 * @throws {CommandError} with exit status 2 for what can't be meant.
 */
export function requestedOperations(
  operands: readonly string[],
  texts: ReadonlyMap<string, string> = new Map(),
): Requested[] {
  return operands.flatMap((operand) => {
    if (isRead(operand)) return operationsInText(texts.get(operand) ?? "", placeOf(operand));
    const where = "the argument";
    return startsAsJson(operand) && !operand.startsWith('"')
      ? operationsInJson(operand, where)
      : [readWord(operand, where)];
  });
}
