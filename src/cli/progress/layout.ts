import { columnsOf, cut, pad, wrap } from "../output/text-width.js";
import type { Row } from "./row.js";
import { type Span, span } from "./style.js";
import type { TerminalCapabilities } from "./terminal-capabilities.js";

/** The widths of the columns of a block, which stay while it is shown: rows don't jump. */
export interface Columns {
  label: number;
  what: number;
  state: number;
  time: number;
  note: number;
}

/** What a row is made of; a title is one, too. */
export type Cells = Omit<Row, "operationId">;

const gap = "  ";

/** Makes the columns as wide as the rows want, and never narrower than they were. */
export function widen(columns: Columns, rows: readonly Cells[]): void {
  for (const name of ["label", "what", "state", "time"] as const)
    for (const row of rows) columns[name] = Math.max(columns[name], columnsOf(row[name]));
  for (const { note, rank } of rows)
    if (rank !== "problem") columns.note = Math.max(columns.note, columnsOf(note));
}

export function noColumns(): Columns {
  return { label: 4, what: 0, state: 7, time: 5, note: 0 };
}

/** One operation as one row of a block, fitted to a width: the labels give way, then what they do, then the notes. */
export function rowSpans(
  row: Cells,
  mark: Span,
  columns: Columns,
  width: number,
  capabilities: TerminalCapabilities,
  url?: string,
): Span[] {
  const ellipsis = ellipsisOf(capabilities);
  const fixed = 2 + columns.state + gap.length + columns.time;
  const hasWhat = columns.what > 0 && width >= fixed + columns.what + 2 * gap.length + 12;
  const taken = fixed + gap.length + (hasWhat ? columns.what + gap.length : 0);
  // An id needs so much room to be told from others; a note can do with the rest.
  const noteRoom = Math.min(columns.note, Math.max(0, Math.floor((width - taken) * 0.5)));
  const label = Math.max(
    4,
    Math.min(columns.label, width - taken - (noteRoom === 0 ? 0 : noteRoom + gap.length)),
  );
  const noteWidth = width - taken - label - gap.length;
  const facts = [
    ...(hasWhat ? [span(pad(cut(row.what, columns.what, ellipsis), columns.what)), span(gap)] : []),
    span(pad(cut(row.state, columns.state, ellipsis), columns.state), row.color),
    span(gap),
    span(row.time.padStart(columns.time)),
    ...(noteWidth >= 4 && row.note !== ""
      ? [span(gap), span(cut(row.note, noteWidth, ellipsis), noteColor(row), url)]
      : []),
  ];
  const cells = [
    mark,
    span(" "),
    span(pad(cut(row.label, label, ellipsis), label)),
    span(gap),
    // What is wrong is more than a word.
    ...(row.rank === "problem" ? [span(problemNote(row, width - 2 - label - gap.length), row.color)] : facts),
  ];
  return trimmed(cells, width, ellipsis);
}

function problemNote({ note, shortNote = note }: Cells, room: number): string {
  return columnsOf(note) <= room ? note : shortNote;
}

function noteColor({ rank, color }: Cells): Span["color"] {
  if (rank === "running") return "dim";
  return rank === "done" ? undefined : color;
}

/** No row is wider than it may be, whatever its parts add up to. */
function trimmed(cells: readonly Span[], width: number, ellipsis: string): Span[] {
  const kept: Span[] = [];
  let left = width;
  for (const cell of cells) {
    const text = cut(cell.text, left, ellipsis);
    left -= columnsOf(text);
    kept.push({ ...cell, text });
    if (text !== cell.text) break;
  }
  return kept;
}

/** Why an operation did not succeed, under its row, and then what to do. */
export function reasonSpans({ reason, fix }: Row, width: number): Span[][] {
  const indent = "    ";
  const linesOf = (text: string): string[] => wrap(text, width - indent.length);
  const reasons = reason === undefined ? [] : linesOf(reason).map((line) => [span(indent), span(line)]);
  if (fix === undefined) return reasons;
  const title = "Fix:";
  const fixes = linesOf(`${title} ${fix}`).map((line, index) =>
    index === 0
      ? [span(indent), span(title, "bold"), span(line.slice(title.length))]
      : [span(indent), span(line)],
  );
  return reasons.concat(fixes);
}

export function ellipsisOf({ hasUnicode }: TerminalCapabilities): string {
  return hasUnicode ? "…" : "~";
}

export function markOf(row: Row, spinner: string, { hasUnicode }: TerminalCapabilities): Span {
  const marks = hasUnicode
    ? { done: "✔", failed: "✖", problem: "!" }
    : { done: "+", failed: "x", problem: "!" };
  if (row.rank === "done" || row.rank === "failed" || row.rank === "problem")
    return span(marks[row.rank], row.color);
  return span(spinner, row.color ?? "blue");
}
