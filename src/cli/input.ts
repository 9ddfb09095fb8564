import { usageError } from "./exit.js";
import { shown } from "./shown.js";

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

/** The operation ids in a text: by line, or in JSON documents, of which there may be several in a row. */
export function idsIn(text: string): string[] {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  if (trimmed === "") {
    throw usageError(
      `stdin is empty: the command before the pipe printed nothing, so it probably failed (use 'set -o pipefail'). ${expected}`,
    );
  }
  if (/^[{["]/.test(trimmed)) return documentsIn(trimmed).flatMap((document) => idsInDocument(document));
  const lines = trimmed.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== "" && !line.startsWith("#")).map((line) => checkLine(line));
}

function checkLine(line: string): string {
  // What the AWS CLI prints for a --query that finds nothing, as JSON and as text.
  if (line === "null" || line === "None")
    throw usageError(`stdin says "${line}": the command before the pipe found no OperationId. ${expected}`);
  if (/\s/.test(line))
    throw usageError(`stdin has a line that is neither an id nor JSON: "${shown(line, 80)}". ${expected}`);
  return line;
}

function idsInDocument(document: unknown): string[] {
  if (typeof document === "string" && document !== "") return [document];
  if (Array.isArray(document)) return document.flatMap((item: unknown) => idsInDocument(item));
  if (typeof document === "object" && document !== null) {
    const record = document as Readonly<Record<string, unknown>>;
    const id = record["OperationId"] ?? record["operationId"];
    if (typeof id === "string" && id !== "") return [id];
    if (Array.isArray(record["Operations"]))
      return record["Operations"].flatMap((item: unknown) => idsOfListed(item));
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

/** list-operations calls them Id. */
function idsOfListed(item: unknown): string[] {
  const id = typeof item === "object" && item !== null && "Id" in item ? item.Id : undefined;
  return typeof id === "string" ? [id] : [];
}

function membersOf(record: object): string {
  const names = Object.keys(record).map((name) => shown(name, 40));
  return names.length === 0 ? "none" : names.slice(0, 5).join(", ");
}

/** JSON documents one after another, with nothing or white space between. */
function documentsIn(text: string): unknown[] {
  const documents: unknown[] = [];
  for (let rest = text; rest !== "";) {
    const end = endOfDocument(rest);
    try {
      documents.push(JSON.parse(rest.slice(0, end)));
    } catch {
      throw usageError(`stdin begins like JSON and is not: "${shown(rest.slice(0, 60))}". ${expected}`);
    }
    rest = rest.slice(end).trimStart();
  }
  return documents;
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
