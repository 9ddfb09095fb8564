import type { Outcome } from "../../waiter/result/outcome.js";
import type { Names } from "../input/names.js";
import { snapshotOfOutcome } from "../progress/ended-snapshot.js";
import { type Cells, markOf, noColumns, reasonSpans, rowSpans, widen } from "../progress/layout.js";
import { ranks, type Row, rowOf } from "../progress/row.js";
import { render, type Span, span } from "../progress/style.js";
import { terminalCapabilities } from "../progress/terminal-capabilities.js";
import type { Options } from "../input/command-line.js";
import { consoleUrl } from "./console-url.js";
import { verdictMark, verdictOf } from "./verdict.js";

/** What is shown of a wait that is over. */
export interface EndedWait {
  /** One for each id that was asked for, in the order of the arguments. */
  readonly outcomes: readonly Outcome[];
  readonly names: Names;
  readonly region: string | undefined;
  readonly elapsedMs: number;
  /** When each operation was created, by this machine's clock. */
  readonly createdAt?: ReadonlyMap<string, number> | undefined;
}

const title: Cells = {
  rank: "running",
  label: "NAME",
  what: "OPERATION",
  state: "RESULT",
  time: "TOOK",
  note: "ID",
  color: undefined,
};

/** Of those that succeeded or still run, so many are listed; the results themselves are on stdout. */
const mostOfOneKind = 10;

/** The end as a terminal shows it: the verdict, then a table, what failed first and with its reason. */
export function reportTable(
  { outcomes, names, region, elapsedMs, createdAt }: EndedWait,
  options: Options,
): void {
  const capabilities = terminalCapabilities(options, process.stderr, process.env);
  const width = Math.max(20, process.stderr.columns || 80) - 1;
  const now = Date.now();
  const rows = outcomes.map((outcome) =>
    rowOf(snapshotOfOutcome(outcome, createdAt?.get(outcome.operationId)), names, now),
  );
  const [running, done] = (["slow", "done"] as const).map((rank) => rows.filter((row) => row.rank === rank));
  const hidden = [
    { rows: options.verbose ? [] : beyond(running), words: "that still run" },
    { rows: options.verbose ? [] : beyond(done), words: "that succeeded" },
  ];
  const isHidden = (row: Row): boolean => hidden.some(({ rows }) => rows.includes(row));
  const shown = ranks.flatMap((rank) => rows.filter((row) => row.rank === rank && !isHidden(row)));
  const columns = noColumns();
  widen(columns, [...shown, ...(rows.length > 1 ? [title] : [])]);
  const ellipsis = capabilities.hasUnicode ? "…" : "~";
  const lineOf = (row: Row): Span[] =>
    rowSpans(
      row,
      markOf(row, ellipsis, capabilities),
      columns,
      width,
      capabilities,
      consoleUrl(region, row.note),
    );
  const body = shown.flatMap((row) => [lineOf(row)].concat(reasonSpans(row, width)));
  const lines: Span[][] =
    rows.length <= 1
      ? body
      : [
          [verdictMark(outcomes, capabilities.hasUnicode), span(" "), ...verdictOf(outcomes, elapsedMs)],
          [span("")],
          [
            span(
              rowSpans(title, span(" "), columns, width, capabilities)
                .map(({ text }) => text)
                .join(""),
              "dim",
            ),
          ],
          ...body,
          ...hidden
            .filter(({ rows }) => rows.length > 0)
            .map(({ rows, words }) => [
              span(`  and ${rows.length} more ${words} (--verbose lists them)`, "dim"),
            ]),
        ];
  process.stderr.write(
    lines.map((spans) => `${plainDots(render(spans, capabilities), capabilities.hasUnicode)}\n`).join(""),
  );
  // The results follow on the same terminal.
  if (rows.length > 1 && process.stdout.isTTY) process.stderr.write("\n");
}

/** Those that are too many to list. */
function beyond(rows: readonly Row[] = []): readonly Row[] {
  return rows.length <= mostOfOneKind ? [] : rows.slice(mostOfOneKind - 1);
}

function plainDots(text: string, hasUnicode: boolean): string {
  return hasUnicode ? text : text.replaceAll("·", "-");
}
