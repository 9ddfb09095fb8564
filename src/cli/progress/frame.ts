import { clockOf, plural } from "../output/format.js";
import { columnsOf, cut } from "../output/text-width.js";
import { consoleUrl } from "../output/console-url.js";
import { type Columns, ellipsisOf, markOf, reasonSpans, rowSpans, widen } from "./layout.js";
import type { Watched } from "./progress.js";
import { ranks, type Rank, type Row, rowOf } from "./row.js";
import { type Span, span } from "./style.js";
import type { TerminalCapabilities } from "./terminal-capabilities.js";

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const spinners = { unicode: Array.from("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"), ascii: ["|", "/", "-", "\\"] };

/** A longer reason than this waits for the report, which has them all. */
const mostReasonLines = 8;

/** All that a terminal shows at a time: fitted to its size, with what needs attention first. */
export function frameOf(
  watched: Watched,
  columns: Columns,
  { columns: width, rows: height }: Size,
  capabilities: TerminalCapabilities,
  tick: number,
): Span[][] {
  const now = Date.now();
  const rows = Array.from(watched.fleet.operations(), (snapshot) => rowOf(snapshot, watched.names, now));
  const isAlone = rows.length === 1;
  const header = isAlone ? [] : [headerOf(watched, rows)];
  const footer = [[span(footerOf(watched, rows, capabilities), "dim")]];
  // The cursor rests on a row of its own below.
  const hasAir = height >= 12 && !isAlone;
  const room = Math.max(1, height - 1 - header.length - footer.length - (hasAir ? 2 : 0));
  const shown = inOrder(rows).slice(0, rows.length > room ? room - 1 : room);
  const hidden = rows.filter((row) => !shown.includes(row));
  widen(columns, shown);
  const frames = capabilities.hasUnicode ? spinners.unicode : spinners.ascii;
  const spinner = frames[tick % frames.length] ?? "";
  let spare = room - shown.length - (hidden.length > 0 ? 1 : 0);
  const body = shown.flatMap((row) => {
    const url = consoleUrl(watched.region, row.note);
    const lines = [rowSpans(row, markOf(row, spinner, capabilities), columns, width, capabilities, url)];
    const reasons = reasonSpans(row, width);
    if (reasons.length > Math.min(spare, mostReasonLines)) return lines;
    spare -= reasons.length;
    return lines.concat(reasons);
  });
  const fold = hidden.length === 0 ? [] : [[span(`  and ${countsOf(hidden)}`, "dim")]];
  const air = hasAir ? [[]] : [];
  return [...header, ...air, ...body, ...fold, ...air, ...footer].map((line) =>
    fit(line, width, capabilities),
  );
}

function inOrder(rows: readonly Row[]): Row[] {
  return ranks.flatMap((rank) => rows.filter((row) => row.rank === rank));
}

function headerOf({ region, elapsedMs }: Watched, rows: readonly Row[]): Span[] {
  const done = count(rows, "done");
  const failed = count(rows, "failed");
  return [
    span("Cloud Map", "bold"),
    span(` ${region} · ${plural(rows.length, "operation")}`),
    ...(done > 0 ? [span(" · "), span(`${done} done`, "green")] : []),
    ...(failed > 0 ? [span(" · "), span(`${failed} failed`, "red")] : []),
    span(` · ${clockOf(elapsedMs())}`),
  ];
}

function footerOf(
  { timeoutMs, elapsedMs }: Watched,
  rows: readonly Row[],
  { hasUnicode }: TerminalCapabilities,
): string {
  const failed = count(rows, "failed");
  const ended = failed + count(rows, "done");
  return [
    ...(rows.length > 1 ? [`${ended}/${rows.length}`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(timeoutMs === undefined ? [] : [`gives up in ${clockOf(timeoutMs - elapsedMs())}`]),
    "Ctrl-C only stops waiting",
  ].join(hasUnicode ? " · " : " - ");
}

const rankWords: Readonly<Record<Rank, string>> = {
  failed: "failed",
  problem: "without an answer",
  slow: "slow",
  running: "running",
  done: "done",
};

function countsOf(rows: readonly Row[]): string {
  return ranks
    .map((rank) => ({ rank, number: count(rows, rank) }))
    .filter(({ number }) => number > 0)
    .map(({ rank, number }) => `${number} more ${rankWords[rank]}`)
    .join(", ");
}

function count(rows: readonly Row[], rank: Rank): number {
  return rows.filter((row) => row.rank === rank).length;
}

/** Cuts a line to the width, and its middle dots to what the terminal can show. */
function fit(line: readonly Span[], width: number, capabilities: TerminalCapabilities): Span[] {
  let left = width;
  return line.map((part) => {
    const text = cut(
      capabilities.hasUnicode ? part.text : part.text.replaceAll("·", "-"),
      left,
      ellipsisOf(capabilities),
    );
    left -= columnsOf(text);
    return { ...part, text };
  });
}
