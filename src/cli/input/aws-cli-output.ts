import { commandName } from "../command-name.js";
import { usageError } from "../exit-status.js";
import { sanitize } from "../output/sanitize.js";
import { endOfDocument, notJson, operationsInJson, startsAsJson } from "./json-documents.js";
import { expected, looksLikeId, readWord, requested, type Requested } from "./operation-ids.js";

/**
 * The operations in what people pipe: ids by line, and what the AWS CLI prints as json, yaml, table or text.
 * @param where what people call the place that it came from
 * @throws {CommandError} with exit status 2 for a text that names no operation, or that can't be read; ids that it may
 * have are told, as they may be nowhere else.
 */
export function operationsInText(text: string, where: string): Requested[] {
  // A byte order mark, too, is a space.
  let rest = text.trim();
  if (rest === "") {
    const why = "the command before the pipe printed nothing, so it probably failed (use 'set -o pipefail')";
    throw usageError(`${where} is empty${where === "stdin" ? `: ${why}` : ""}. ${expected}`);
  }
  const found: Requested[][] = [];
  const lines = new LineReader(where);
  while (rest !== "") {
    const isJson = startsAsJson(rest);
    const end = isJson ? endOfDocument(rest) : rest.search(/\n|$/);
    const part = rest.slice(0, end);
    const next = rest.slice(end).trimStart();
    // Documents may follow each other without a space between; an id stands on a line of its own.
    const gap = rest.slice(end, rest.length - next.length);
    try {
      if (isJson) {
        found.push(operationsInJson(part, where));
        if (next !== "" && !startsAsJson(next) && !gap.includes("\n")) throw notJson(rest, where);
      } else if (next !== "" || found.length === 0 || part !== "None") {
        // The AWS CLI's text of a paginated list ends with the token of its next page, which is None.
        found.push(lines.read(part));
      }
    } catch (error) {
      throw withIdsIn(text, error);
    }
    rest = next;
  }
  const operations = found.flat();
  if (operations.length === 0 && lines.hasForeign)
    throw withIdsIn(text, usageError(`${where} has no OperationId. ${expected}`));
  return operations;
}

/** Whatever can't be read may hold the only copy of an id. */
function withIdsIn(text: string, error: unknown): unknown {
  const ids = new Set(text.match(/[\w-]{16,255}/g)?.filter((word) => looksLikeId(word)));
  if (ids.size === 0 || !(error instanceof Error)) return error;
  const shown = [...ids].slice(0, 20).map((id) => sanitize(id, 255));
  const [message = ""] = error.message.split("\nTry '");
  return usageError(
    `${message}\nIt may have started something: wait for it with '${commandName()} ${shown.join(" ")}'` +
      `${ids.size > shown.length ? ` and ${ids.size - shown.length} more` : ""}, and use the AWS CLI with --output json.`,
  );
}

/** Whether a line is `name=id`, although the name may look like yaml or like a table's row. */
function isNamed(line: string): boolean {
  return looksLikeId(/^[^=]+=(\S+)\s*$/.exec(line)?.[1] ?? "");
}

/** Reads what isn't JSON, line by line: ids, yaml, and the rows of tables and of tab-separated text. */
class LineReader {
  readonly #where: string;
  /** Whether a line was of a table, of yaml or of tab-separated text, which has ids or should have. */
  hasForeign = false;
  /** Where the ids are in a table's rows, once its header has told. */
  #column = -1;

  constructor(where: string) {
    this.#where = where;
  }

  read(line: string): Requested[] {
    if (line.startsWith("#")) return [];
    const ids = isNamed(line) ? undefined : (this.#inTable(line) ?? this.#inYaml(line) ?? this.#inTabs(line));
    if (ids === undefined) return [readWord(line.trim(), this.#where)];
    this.hasForeign = true;
    return ids.map((id) => requested(id, undefined, this.#where));
  }

  #inTable(line: string): string[] | undefined {
    if (/^[-+|]+$/.test(line.trim())) return [];
    if (!line.startsWith("|")) return undefined;
    const cells = line
      .split("|")
      .map((cell) => cell.trim())
      .filter((cell) => cell !== "");
    if (cells.length === 2 && cells[0] === "OperationId") return cells.slice(1);
    const header = cells.findIndex((cell) => cell === "OperationId" || cell === "Id");
    if (header >= 0) {
      this.#column = header;
      return [];
    }
    const cell = cells[this.#column];
    // A title, too, has one cell.
    return cell !== undefined && /^\S*\d\S*$/.test(cell) ? [cell] : [];
  }

  #inYaml(line: string): string[] | undefined {
    const match = /^\s*(?:- )?["']?(\w+)["']?:(?: +(.*?))?\s*$/.exec(line);
    if (match === null) return undefined;
    const [, member, value = ""] = match;
    const bare = value.replaceAll(/^["']|["']$/g, "");
    return (member === "OperationId" || member === "Id") && bare !== "" ? [bare] : [];
  }

  #inTabs(line: string): string[] | undefined {
    if (!line.includes("\t")) return undefined;
    const fields = line.split("\t").map((field) => field.trim());
    // list-operations: OPERATIONS, id, status.
    if (fields[0] === "OPERATIONS") return fields.slice(1, 2);
    const ids = fields.filter((field) => looksLikeId(field));
    const words = fields.filter((field) => /^\S+$/.test(field) && !/^(None|null)$/.test(field));
    return ids.length > 0 ? ids : words.length === 1 ? words : undefined;
  }
}
