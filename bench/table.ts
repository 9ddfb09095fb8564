import type { Result } from "./measure.js";
import { type Figure, withUnit } from "./overheads/figure.js";

/** What one contender did on one workload, averaged over seeds. */
export interface Row extends Omit<Result, "endsMs" | "notices"> {
  readonly workload: string;
  readonly contender: string;
  /** The clairvoyant's mean lateness; it sends one request an operation, and none is throttled. */
  readonly floorLatenessMs: number;
}

/** A workload's results as a Markdown table, with ratios to the floor and to the best rival on each axis. */
export function workloadTable(rows: readonly Row[]): string {
  const [first] = rows;
  if (first === undefined) return "";
  const rivals = rows.slice(1);
  const leastLate = Math.min(...rivals.map(({ meanLatenessMs }) => meanLatenessMs));
  const fewest = Math.min(...rivals.map(({ requestsPerOperation }) => requestsPerOperation));
  const head = [
    "contender",
    "requests/operation",
    "× fewest of a rival",
    "throttled",
    "mean lateness",
    "× best rival",
    "× floor",
    "p95",
    "max",
    "makespan",
    "lost",
  ];
  const body = rows.map((row) => [
    row.contender,
    row.requestsPerOperation.toFixed(2),
    (row.requestsPerOperation / fewest).toFixed(2),
    `${(100 * row.throttledShare).toFixed(1)} %`,
    seconds(row.meanLatenessMs),
    (row.meanLatenessMs / leastLate).toFixed(2),
    row.floorLatenessMs > 10 ? (row.meanLatenessMs / row.floorLatenessMs).toFixed(2) : "–",
    seconds(row.p95LatenessMs),
    seconds(row.maxLatenessMs),
    seconds(row.makespanMs),
    row.lost.toFixed(0),
  ]);
  const floor = [
    "clairvoyant (floor)",
    "1.00",
    "",
    "0.0 %",
    seconds(first.floorLatenessMs),
    "",
    "1.00",
    "",
    "",
    "",
    "0",
  ];
  const lines = [head, head.map((_, column) => (column === 0 ? "---" : "--:")), ...body, floor];
  return `### ${first.workload}\n\n${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}

export function overheadsTable(figures: readonly Figure[]): string {
  const lines = figures.map(
    ({ name, value, unit, goal }) =>
      `| ${name} | ${withUnit(value, unit)} | ${goal === undefined ? "" : withUnit(goal, unit)} |`,
  );
  return `### Overheads\n\n| | figure | goal |\n| --- | --: | --: |\n${lines.join("\n")}\n`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
