import type { Options } from "../input/command-line.js";
import { formatMs, typeWords } from "./format.js";
import { formatVersion } from "./json-events.js";
import type { StatusDocument, StatusEntry, Summary } from "./json-types.js";
import { primaryTarget } from "./result-line.js";
import { jsonLine, sanitize } from "./sanitize.js";
import { say } from "./say.js";
import { writeResult } from "./stdout.js";
import { pad, columnsOf } from "./text-width.js";

/** Shows what one poll of each operation saw: a table on stdout, or what was asked for in its place, and why on stderr. */
export function showStatus(entries: readonly StatusEntry[], summary: Summary, options: Options): void {
  const { output, print } = options;
  const lines =
    print === undefined
      ? tableOf(entries)
      : print === "none"
        ? []
        : entries.map((entry) => lineOf(entry, print));
  const text = lines.map((line) => `${line}\n`).join("");
  const document: StatusDocument = { v: formatVersion, operations: entries, summary };
  if (output === "json") writeResult(`${jsonLine(document)}\n`, text);
  if (output === "text") writeResult(text);
  for (const { message } of entries) if (message !== undefined) say(sanitize(message, 4000));
}

function lineOf(entry: StatusEntry, print: "target" | "status"): string {
  return `${sanitize(entry.operationId, 255)} ${(print === "target" ? targetOf(entry) : entry.status) ?? "-"}`;
}

/** The table's rows, in columns that are as wide as they must be: what is cut can't be copied. */
function tableOf(entries: readonly StatusEntry[]): string[] {
  if (entries.length === 0) return [];
  const hasNames = entries.some(({ name }) => name !== undefined);
  const titles = [...(hasNames ? ["NAME"] : []), "ID", "TYPE", "STATUS", "AGE", "TARGET", "ERROR"];
  const rows = [
    titles,
    ...entries.map((entry) => {
      const { name, operationId, operation, status, outcome, ageMs } = entry;
      return [
        ...(hasNames ? [cell(name)] : []),
        cell(operationId),
        cell(operation?.Type && typeWords(operation.Type)),
        cell(status ?? operation?.Status ?? outcome),
        ageMs === undefined ? "-" : formatMs(ageMs),
        cell(targetOf(entry)),
        cell(entry.code),
      ];
    }),
  ];
  const widths = titles.map((_, column) => Math.max(...rows.map((row) => columnsOf(row[column] ?? ""))));
  return rows.map((row) =>
    row
      .map((text, column) => pad(text, widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function targetOf({ operation }: StatusEntry): string | undefined {
  const target = operation?.Targets && primaryTarget(operation.Targets, operation);
  return target === undefined ? undefined : sanitize(target, 255);
}

function cell(text: string | undefined): string {
  return text === undefined || text === "" ? "-" : sanitize(text, 255);
}
