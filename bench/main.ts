// Compares ways to wait, on a virtual clock; run by `npm run bench`. See docs/benchmarks.md.
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { ours } from "./contenders.js";
import { type Figure, isMet, withUnit } from "./overheads/figure.js";
import { measureOverheads } from "./overheads/index.js";
import { plot } from "./plot.js";
import { rivalRows, rowOf, rowsOf, seedsFor } from "./rows.js";
import { measurePolls, plotPolls } from "./polls.js";
import { type Surveyed, standings } from "./standings.js";
import { figures, goals, misses, shifted, survey } from "./survey.js";
import { setConstant } from "./constants.js";
import { overheadsTable, type Row, workloadTable } from "./table.js";
import { sweep } from "./sweep.js";
import { measureTimeline, plotTimeline } from "./timeline.js";
import { documentedWorkloads } from "./workloads.js";

const resultsFile = "docs/benchmark-results.md";

const { values } = parseArgs({
  options: {
    full: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    /** Rewrites docs/benchmark-results.md and the plot, docs/benchmarks.svg; implies --full. With --overheads, those alone. */
    write: { type: "boolean", default: false },
    seeds: { type: "string", default: "3" },
    "first-seed": { type: "string", default: "1" },
    only: { type: "string", default: "" },
    /** Goes through all kinds of workloads, and tells which rival is better where; `--goals`: those alone that have a goal. */
    survey: { type: "boolean", default: false },
    goals: { type: "boolean", default: false },
    /** Shows what half and twice of a tuned constant bring. */
    sweep: { type: "string" },
    /** Redraws docs/pacing.svg: one run over time. */
    timeline: { type: "boolean", default: false },
    /** Redraws docs/polls.svg: when single waits poll. */
    polls: { type: "boolean", default: false },
    /** Measures what the package costs beside what it is used with; `--only` picks some. */
    overheads: { type: "boolean", default: false },
    /** Leaves the rivals out. */
    alone: { type: "boolean", default: false },
    /** Other values of tuned constants, such as fastGain=1,tolerance=0.05. */
    set: { type: "string", default: "" },
    /** Factors of the arrivals, the quotas and the durations of the survey's workloads, such as 1.3,0.7,1. */
    shift: { type: "string", default: "1,1,1" },
  },
});
for (const [name = "", value] of values.set
  .split(",")
  .filter(Boolean)
  .map((pair) => pair.split("=")))
  setConstant(name, Number(value));
const count = Number(values.seeds);
const first = Number(values["first-seed"]);
if (!(Number.isInteger(count) && count > 0)) throw new Error("--seeds must be a whole number greater than 0");

if (values.sweep !== undefined) await sweep(values.sweep, { first, count }, values.only);
else if (values.timeline) await writeFile("docs/pacing.svg", plotTimeline(await measureTimeline()));
else if (values.polls) await writeFile("docs/polls.svg", plotPolls(await measurePolls()));
else if (values.overheads) {
  const figures = await runOverheads();
  if (values.json) console.log(JSON.stringify(figures, undefined, 2));
  if (values.write) await writeOverheads(figures);
} else if (values.survey || values.goals) await runSurvey();
else await runWorkloads();

async function runSurvey(): Promise<void> {
  const [arrivals = 1, quota = 1, median = 1] = values.shift.split(",").map(Number);
  const chosen = (values.survey ? survey : goals).filter(({ workload }) =>
    values.only.split("|").some((part) => workload.name.includes(part)),
  );
  let missed = 0;
  const surveyed: Surveyed[] = [];
  for (const original of chosen) {
    const goal = values.shift === "1,1,1" ? original : shifted(original, arrivals, quota, median);
    const seeds = seedsFor(goal.workload, { first, count });
    const own = await rowOf(goal.workload, ours, seeds);
    const rivals = values.alone ? [] : await rivalRows(goal.workload, seeds);
    surveyed.push({ own, rivals });
    const problems = misses(goal, own, rivals);
    if (problems.length > 0) missed++;
    const best = rivals.toSorted((a, b) => a.meanLatenessMs - b.meanLatenessMs)[0];
    console.log(
      `${problems.length > 0 ? "✗" : "✓"} ${goal.workload.name.padEnd(42)} ${figures(own)}, clairvoyant ${(own.floorLatenessMs / 1000).toFixed(2)} s${best ? `; best rival ${figures(best)} (${best.contender})` : ""}`,
    );
    for (const problem of problems) console.log(`    ${problem}`);
  }
  console.log(`${chosen.length - missed} of ${chosen.length} met.`);
  for (const line of standings(surveyed)) console.log(line);
}

async function runOverheads(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for await (const figure of measureOverheads(values.only)) {
    const { name, value, unit, goal } = figure;
    const aim = goal === undefined ? "" : ` (at most ${withUnit(goal, unit)})`;
    if (!values.json) console.log(`${isMet(figure) ? "✓" : "✗"} ${name}: ${withUnit(value, unit)}${aim}`);
    figures.push(figure);
  }
  return figures;
}

async function runWorkloads(): Promise<void> {
  const isFull = values.full || values.write;
  const chosen = documentedWorkloads(isFull).filter(({ name }) => name.includes(values.only));
  if (chosen.length === 0) throw new Error(`--only "${values.only}" is in the name of no workload`);
  const rows: Row[] = [];
  for (const workload of chosen) {
    const measured = await rowsOf(workload, seedsFor(workload, { first, count }));
    rows.push(...measured);
    if (!values.json) console.log(workloadTable(measured));
  }
  const overheads = isFull && values.only === "" ? await runOverheads() : undefined;
  if (values.json) console.log(JSON.stringify({ rows, overheads }, undefined, 2));
  if (values.write && overheads !== undefined) await write(rows, overheads);
}

async function write(rows: readonly Row[], overheads: readonly Figure[]): Promise<void> {
  const names = [...new Set(rows.map(({ workload }) => workload))];
  const tables = names.map((name) => workloadTable(rows.filter(({ workload }) => workload === name)));
  await writeFile("docs/benchmarks.svg", plot(rows));
  await writeFile(resultsFile, [...tables, overheadsTable(overheads)].join("\n"));
}

async function writeOverheads(figures: readonly Figure[]): Promise<void> {
  const results = await readFile(resultsFile, "utf8");
  await writeFile(resultsFile, results.slice(0, results.indexOf("### Overheads")) + overheadsTable(figures));
}
