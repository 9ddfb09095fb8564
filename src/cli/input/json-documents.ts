import { isRecord } from "../../core/json.js";
import { usageError } from "../exit-status.js";
import { sanitize } from "../output/sanitize.js";
import { expected, requested, type Requested } from "./operation-ids.js";

/** Deeper than anything that names operations, and shallow enough for the stack. */
const deepest = 50;

export function startsAsJson(text: string): boolean {
  return /^[{["]/.test(text);
}

/** Where the first document ends: where its brackets are closed, outside of strings. */
export function endOfDocument(text: string): number {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (isInString) {
      if (character === "\\") index++;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") depth--;
    if (depth === 0 && !isInString) return index + 1;
  }
  return text.length;
}

/** @throws {CommandError} with exit status 2 for a document that isn't one, or that names no operation. */
export function operationsInJson(text: string, where: string): Requested[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw notJson(text, where);
  }
  return operationsIn(document, where, ["OperationId", "operationId"], 0);
}

export function notJson(text: string, where: string): Error {
  return usageError(
    `${where} begins like JSON but is not valid: "${sanitize(text.slice(0, 60))}". ${expected}`,
  );
}

/** `members` are those that may have an id. */
function operationsIn(
  document: unknown,
  where: string,
  members: readonly string[],
  depth: number,
): Requested[] {
  if (depth > deepest) throw usageError(`${where} has JSON that is nested too deeply. ${expected}`);
  if (typeof document === "string" && document !== "") return [requested(document, undefined, where)];
  if (Array.isArray(document))
    return document.flatMap((item: unknown) => operationsIn(item, where, members, depth + 1));
  if (!isRecord(document)) throw usageError(`${where} has JSON that names no operation. ${expected}`);
  const member = members.find((name) => name in document);
  if (member !== undefined) return [operationOf(document, member, where)];
  // list-operations and get-operation call it Id.
  const listed = document["Operations"] ?? document["Operation"];
  if (Array.isArray(listed) || isRecord(listed))
    return operationsIn(listed, where, [...members, "Id"], depth + 1);
  if ("Service" in document)
    throw usageError(
      `${where} has a Service: creating one is synchronous, so there is no operation to wait for.`,
    );
  throw usageError(`${where} has JSON without an OperationId; ${membersOf(document)}. ${expected}`);
}

function operationOf(document: Readonly<Record<string, unknown>>, member: string, where: string): Requested {
  const id = document[member];
  if (typeof id !== "string" || id === "") {
    throw usageError(
      `${where} has JSON whose ${member} is ${sanitize(JSON.stringify(id), 40)}: no operation was started. ${expected}`,
    );
  }
  const name = document["Name"] ?? document["name"];
  return requested(id, typeof name === "string" && name !== "" ? name : undefined, where);
}

function membersOf(record: object): string {
  const names = Object.keys(record).map((name) => sanitize(name, 40));
  return names.length === 0 ? "it is empty" : `its members are ${names.slice(0, 5).join(", ")}`;
}
