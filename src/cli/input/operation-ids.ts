import { compact } from "../../core/json.js";
import { commandName } from "../command-name.js";
import { usageError } from "../exit-status.js";
import { sanitize } from "../output/sanitize.js";
import type { Names } from "./names.js";

/** An operation that is asked for, and the name that people gave it. */
export interface Requested {
  readonly operationId: string;
  readonly name?: string;
}

export const expected: string =
  "Expected operation ids, one a line, or what the AWS CLI prints, such as " +
  `'aws servicediscovery create-http-namespace --name x --output json | ${commandName()} -'.`;

/**
 * Reads `ID` or `name=ID`. The name is only a label, so one that is empty, of an unset variable, is none.
 * @param where what people call the place that it came from
 * @throws {CommandError} with exit status 2 for what can't be an operation's id.
 */
export function readWord(word: string, where: string): Requested {
  const at = word.indexOf("=");
  return requested(word.slice(at + 1), word.slice(0, Math.max(0, at)) || undefined, where);
}

/** @throws {CommandError} with exit status 2 for what can't be an operation's id. */
export function requested(operationId: string, name: string | undefined, where: string): Requested {
  const mistake = mistakeIn(operationId, where);
  if (mistake !== undefined) throw usageError(mistake);
  return { operationId, ...compact({ name }) };
}

function mistakeIn(id: string, where: string): string | undefined {
  const shown = `"${sanitize(id, 80)}"`;
  // What the AWS CLI prints for a --query that finds nothing, as JSON and as text.
  if (id === "null" || id === "None") return `${where} says ${shown}: no OperationId was found. ${expected}`;
  if (id === "") return `${where} has an empty operation id: is a variable unset?`;
  if (id.length > 255)
    return `An operation id has 1 to 255 characters; ${where} has "${sanitize(id, 60)}" with ${id.length}.`;
  const unquoted = /^["'](.+)["']$/s.exec(id)?.[1];
  if (unquoted !== undefined)
    return `${where} has quotes around an id: ${shown}. Give ${sanitize(unquoted, 80)} without them (jq -r prints none).`;
  if (/\s/.test(id)) return `${where} has a line that is neither an id nor JSON: ${shown}. ${expected}`;
  const what = otherThing(id);
  if (what === undefined) return undefined;
  return `${where} has ${shown}, which is ${what}. An operation has an id of its own: the OperationId that its create, update, delete, register or deregister call printed.`;
}

function otherThing(id: string): string | undefined {
  if (/^ns-[a-z0-9]+$/.test(id)) return "the id of a namespace";
  if (/^srv-[a-z0-9]+$/.test(id)) return "the id of a service";
  return id.startsWith("arn:") ? "an ARN" : undefined;
}

/** The names by id. The same operation may be asked for twice; the first name counts. */
export function namesOf(operations: readonly Requested[]): Names {
  const names = new Map<string, string>();
  for (const { operationId, name } of operations)
    if (name !== undefined && !names.has(operationId)) names.set(operationId, name);
  return names;
}

/** Whether a word looks like an id of Cloud Map's, or of an emulator's. */
export function looksLikeId(word: string): boolean {
  return /^[a-z0-9]{16,}-[a-z0-9]{6,}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(word);
}
