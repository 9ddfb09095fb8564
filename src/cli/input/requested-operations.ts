import { readFileSync } from "node:fs";
import { usageError } from "../exit-status.js";
import { sanitize } from "../output/sanitize.js";
import { operationsInText } from "./aws-cli-output.js";
import { operationsInJson, startsAsJson } from "./json-documents.js";
import { readWord, type Requested } from "./operation-ids.js";
import { decode } from "./stdin.js";

/** Whether stdin is to be read: `-` is among the operands, once at the most. */
export function readsStdin(operands: readonly string[]): boolean {
  if (operands.length === 0)
    throw usageError("No operation id: give ids as arguments, @FILE, or - to read them from stdin.");
  if (operands.indexOf("-") !== operands.lastIndexOf("-"))
    throw usageError("- can be given only once: stdin is read to its end.");
  return operands.includes("-");
}

/**
 * The operations that the operands ask for, in their order: `ID`, `name=ID`, `@FILE`, `-`, or a JSON document.
 * @param stdin its text, if an operand is `-`
 * @throws {CommandError} with exit status 2 for what can't be meant.
 */
export function requestedOperations(operands: readonly string[], stdin: string): Requested[] {
  return operands.flatMap((operand) => {
    if (operand === "-") return operationsInText(stdin, "stdin");
    if (operand.startsWith("@")) return operationsInText(readFile(operand.slice(1)), sanitize(operand, 100));
    const where = "the argument";
    return startsAsJson(operand) && !operand.startsWith('"')
      ? operationsInJson(operand, where)
      : [readWord(operand, where)];
  });
}

function readFile(path: string): string {
  try {
    return decode(readFileSync(path));
  } catch (error) {
    const { message } = error as Error;
    throw usageError(`@FILE can't be read: ${sanitize(message, 300)}`);
  }
}
