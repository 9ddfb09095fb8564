import { usageError } from "../exit-status.js";
import { sanitize } from "../output/sanitize.js";

const expected =
  "Expected operation ids, one a line, or what the AWS CLI prints, such as " +
  "`aws servicediscovery create-http-namespace --name x | cloudmap-wait -`.";

/** Reads all of stdin. A terminal has nothing to read: nobody would know that it waits for input. */
export async function readStdin(stdin: NodeJS.ReadStream): Promise<string> {
  if (stdin.isTTY) throw usageError(`Nothing is piped into stdin. ${expected}`);
  let text = "";
  for await (const chunk of stdin.setEncoding("utf8")) {
    text += String(chunk);
    if (text.length > 10_000_000) throw usageError(`stdin has more than 10 MB. ${expected}`);
  }
  return text;
}

/** The operation ids in a text: lines and JSON documents, one after another. */
export function idsIn(text: string): string[] {
  const ids: string[][] = [];
  let rest = text.replace(/^\uFEFF/, "").trim();
  if (rest === "") {
    throw usageError(
      `stdin is empty: the command before the pipe printed nothing, so it probably failed (use 'set -o pipefail'). ${expected}`,
    );
  }
  while (rest !== "") {
    const isJson = startsAsJson(rest);
    const end = isJson ? endOfDocument(rest) : (/\r?\n|$/.exec(rest)?.index ?? rest.length);
    const part = rest.slice(0, end);
    if (isJson) ids.push(idsInDocument(parse(part, rest)));
    else if (!part.startsWith("#")) ids.push([checkId(part.trim())]);
    const next = rest.slice(end).trimStart();
    // Documents may follow each other without a space between; an id stands on a line of its own.
    const gap = rest.slice(end, rest.length - next.length);
    if (isJson && next !== "" && !startsAsJson(next) && !gap.includes("\n")) throw notJson(rest);
    rest = next;
  }
  return ids.flat();
}

function startsAsJson(text: string): boolean {
  return /^[{["]/.test(text);
}

function checkId(id: string): string {
  // What the AWS CLI prints for a --query that finds nothing, as JSON and as text.
  if (id === "null" || id === "None")
    throw usageError(`stdin says "${id}": the command before the pipe found no OperationId. ${expected}`);
  if (/\s/.test(id))
    throw usageError(`stdin has a line that is neither an id nor JSON: "${sanitize(id, 80)}". ${expected}`);
  return id;
}

/** `members` are those that may have an id. */
function idsInDocument(document: unknown, members = ["OperationId", "operationId"]): string[] {
  if (typeof document === "string" && document !== "") return [checkId(document)];
  if (Array.isArray(document)) return document.flatMap((item: unknown) => idsInDocument(item, members));
  if (typeof document === "object" && document !== null) {
    const record = document as Readonly<Record<string, unknown>>;
    const name = members.find((member) => member in record);
    const id = name === undefined ? undefined : record[name];
    if (typeof id === "string" && id !== "") return [checkId(id)];
    if (name !== undefined) {
      throw usageError(
        `stdin has JSON whose ${name} is ${sanitize(JSON.stringify(id), 40)}: the command before the pipe started no operation. ${expected}`,
      );
    }
    // list-operations calls it Id.
    if (Array.isArray(record["Operations"])) return idsInDocument(record["Operations"], [...members, "Id"]);
    if ("Service" in record) {
      throw usageError(
        "stdin has a Service: creating one is synchronous, so there is no operation to wait for.",
      );
    }
    throw usageError(
      `stdin has JSON without an OperationId; its members are ${membersOf(record)}. ${expected}`,
    );
  }
  throw usageError(`stdin has JSON that names no operation. ${expected}`);
}

function membersOf(record: object): string {
  const names = Object.keys(record).map((name) => sanitize(name, 40));
  return names.length === 0 ? "none" : names.slice(0, 5).join(", ");
}

function parse(document: string, text: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    throw notJson(text);
  }
}

function notJson(text: string): Error {
  return usageError(`stdin begins like JSON and is not: "${sanitize(text.slice(0, 60))}". ${expected}`);
}

/** Where the first document ends: where its brackets are closed, outside of strings. */
function endOfDocument(text: string): number {
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
