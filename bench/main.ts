// Compares ways to wait, on a virtual clock; run by `npm run bench`. See docs/benchmarks.md.
import { mkdir, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { clairvoyant } from "./clairvoyant.js";
import { contenders } from "./contenders.js";
import { measure, type Result } from "./measure.js";
import { measureOverheads, type Overheads } from "./overheads.js";
import { plot } from "./plot.js";
import { betterOnBoth, survey } from "./survey.js";
import { overheadsTable, type Row, workloadTable } from "./table.js";
import { type Workload, workloads } from "./workloads.js";

const { values } = parseArgs({
  options: {
    full: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    /** Rewrites docs/benchmark-results.md and the plot, docs/benchmarks.svg; implies --full. */
    write: { type: "boolean", default: false },
    seeds: { type: "string", default: "3" },
    only: { type: "string", default: "" },
    /** Goes through many more workloads, and tells only where a rival is better on both axes. */
    survey: { type: "boolean", default: false },
  },
});
if (values.survey && values.write) throw new Error("--survey writes nothing; run it without --write");
const isFull = values.full || values.write;
const seeds = Number(values.seeds);
if (!(Number.isInteger(seeds) && seeds > 0)) throw new Error("--seeds must be a whole number greater than 0");

/** Each figure is the mean over the seeds, and no difference between contenders comes from the seed: all have the same. */
async function rowsOf(workload: Workload): Promise<Row[]> {
  const rows: Row[] = [];
  for (const contender of contenders) {
    const results: Result[] = [];
    // A few operations are no average.
    const runs = Math.max(
      seeds,
      Math.ceil(60 / workload.count),
      Math.min(10, Math.ceil(3000 / workload.count)),
    );
    for (let seed = 1; seed <= runs; seed++) results.push(await measure(workload, contender, seed));
    const floors = results.map(({ endsMs }) => clairvoyant(endsMs, workload));
    const mean = (figures: readonly number[]): number =>
      figures.reduce((sum, figure) => sum + figure, 0) / runs;
    rows.push({
      workload: workload.name,
      contender: contender.name,
      requestsPerOperation: mean(results.map((result) => result.requestsPerOperation)),
      throttledShare: mean(results.map((result) => result.throttledShare)),
      meanLatenessMs: mean(results.map((result) => result.meanLatenessMs)),
      p95LatenessMs: mean(results.map((result) => result.p95LatenessMs)),
      maxLatenessMs: mean(results.map((result) => result.maxLatenessMs)),
      makespanMs: mean(results.map((result) => result.makespanMs)),
      lost: mean(results.map((result) => result.lost)),
      floorLatenessMs: mean(floors.map((floor) => floor.meanLatenessMs)),
    });
  }
  return rows;
}

const chosen = (values.survey ? survey : workloads).filter(
  ({ name, isQuick }) => (isFull || values.survey || isQuick === true) && name.includes(values.only),
);
if (chosen.length === 0) throw new Error(`--only "${values.only}" is in the name of no workload`);
const rows: Row[] = [];
for (const workload of chosen) {
  const measured = await rowsOf(workload);
  rows.push(...measured);
  if (values.json) continue;
  for (const line of values.survey ? betterOnBoth(measured) : [workloadTable(measured)]) console.log(line);
}
if (values.survey && !values.json) {
  const lost = rows.reduce((sum, row) => sum + (row.contender === contenders[0]?.name ? row.lost : 0), 0);
  const worse = chosen.filter(
    ({ name }) => betterOnBoth(rows.filter(({ workload }) => workload === name)).length > 0,
  );
  console.log(
    `A rival is better on both axes on ${worse.length} of ${chosen.length} workloads; operations that we lost: ${lost}.`,
  );
}
const overheads: Overheads | undefined = isFull && values.only === "" ? await measureOverheads() : undefined;
if (values.json) console.log(JSON.stringify({ rows, overheads }, undefined, 2));
else if (overheads !== undefined) console.log(overheadsTable(overheads));
if (values.write && overheads !== undefined) await write(overheads);

async function write(measured: Overheads): Promise<void> {
  const tables = chosen.map(({ name }) => workloadTable(rows.filter(({ workload }) => workload === name)));
  await mkdir("docs", { recursive: true });
  await writeFile("docs/benchmarks.svg", plot(rows));
  await writeFile("docs/benchmark-results.md", [...tables, overheadsTable(measured)].join("\n"));
}
