import { snapshotOfOutcome } from "../progress/ended-snapshot.js";
import { markOf, noColumns, reasonSpans, rowSpans, widen } from "../progress/layout.js";
import { ranks, type Row, rowOf } from "../progress/row.js";
import { render, type Span, span } from "../progress/style.js";
import { terminalCapabilities } from "../progress/terminal-capabilities.js";
import type { Options } from "../input/command-line.js";
import { consoleUrl } from "./console-url.js";
import type { Reported } from "./report.js";
import { pad } from "./text-width.js";
import { verdictMark, verdictOf } from "./verdict.js";

/** Of those that succeeded, so many are listed; the results themselves are on stdout. */
const mostDone = 10;

/** The end as a terminal shows it: the verdict, then a table, what failed first and with its reason. */
export function reportTable({ outcomes, names, region, elapsedMs }: Reported, options: Options): void {
  const capabilities = terminalCapabilities(options, process.stderr, process.env);
  const width = Math.max(20, process.stderr.columns || 80) - 1;
  const rows = outcomes.map((outcome) => rowOf(snapshotOfOutcome(outcome), names, Date.now()));
  const done = rows.filter(({ rank }) => rank === "done");
  const hidden = options.verbose || done.length <= mostDone ? [] : done.slice(mostDone - 1);
  const shown = ranks.flatMap((rank) => rows.filter((row) => row.rank === rank && !hidden.includes(row)));
  const columns = noColumns();
  const title: Row = {
    ...emptyRow,
    label: "NAME",
    what: "OPERATION",
    state: "RESULT",
    time: "TOOK",
    note: "ID",
  };
  widen(columns, [...shown, ...(rows.length > 1 ? [title] : [])]);
  const ellipsis = capabilities.hasUnicode ? "…" : "~";
  const lineOf = (row: Row): Span[] =>
    rowSpans(
      row,
      markOf(row, ellipsis, capabilities),
      columns,
      width,
      capabilities,
      consoleUrl(region ?? "", row.note),
    );
  const body = shown.flatMap((row) =>
    [lineOf(row)].concat(row.reason === undefined ? [] : reasonSpans(row, width)),
  );
  const lines: Span[][] =
    rows.length === 1
      ? body
      : [
          [verdictMark(outcomes, capabilities.hasUnicode), span(" "), ...verdictOf(outcomes, elapsedMs)],
          [],
          [
            span(
              rowSpans(title, span(" "), columns, width, capabilities)
                .map(({ text }) => text)
                .join(""),
              "dim",
            ),
          ],
          ...body,
          ...(hidden.length === 0
            ? []
            : [
                [
                  span(pad("", 2)),
                  span(`and ${hidden.length} more that succeeded (--verbose lists them)`, "dim"),
                ],
              ]),
        ];
  process.stderr.write(
    lines.map((spans) => `${plainDots(render(spans, capabilities), capabilities.hasUnicode)}\n`).join(""),
  );
}

function plainDots(text: string, hasUnicode: boolean): string {
  return hasUnicode ? text : text.replaceAll("·", "-");
}

const emptyRow: Row = {
  operationId: "",
  rank: "running",
  label: "",
  what: "",
  state: "",
  time: "",
  note: "",
  color: undefined,
};
