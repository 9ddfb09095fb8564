import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { clairvoyant } from "./clairvoyant.js";
import { type Contender, ours, rivals } from "./contenders.js";
import { measure, type Result } from "./measure.js";
import type { Row } from "./table.js";
import type { Workload } from "./workload.js";

/** Seeds of the runs whose mean a figure is. */
export interface Seeds {
  readonly first: number;
  readonly count: number;
}

/** A few operations are no average: more runs of them. */
export function seedsFor({ count }: Workload, { first, count: least }: Seeds): number[] {
  const runs = Math.max(least, Math.ceil(300 / count));
  return Array.from({ length: runs }, (_, index) => first + index);
}

/** Each figure is the mean over the seeds, and no difference between contenders comes from the seed: all have the same. */
export async function rowOf(
  workload: Workload,
  contender: Contender,
  seeds: readonly number[],
): Promise<Row> {
  const results: Result[] = [];
  for (const seed of seeds) results.push(await measure(workload, contender, seed));
  const mean = (figure: (result: Result) => number): number =>
    results.reduce((sum, result) => sum + figure(result), 0) / results.length;
  return {
    workload: workload.name,
    contender: contender.name,
    requestsPerOperation: mean((result) => result.requestsPerOperation),
    throttledShare: mean((result) => result.throttledShare),
    meanLatenessMs: mean((result) => result.meanLatenessMs),
    p95LatenessMs: mean((result) => result.p95LatenessMs),
    maxLatenessMs: mean((result) => result.maxLatenessMs),
    makespanMs: mean((result) => result.makespanMs),
    lost: mean((result) => result.lost),
    unfairness: mean((result) => result.unfairness),
    floorLatenessMs: mean(({ endsMs }) => clairvoyant(endsMs, workload).meanLatenessMs),
  };
}

const cacheFile = ".bench/rivals.json";
let cache: Record<string, Row> | undefined;

/**
 * What the rivals did. They are measured once: no change of the waiter changes them. Delete `.bench/rivals.json` after a
 * change of the emulator, the bench or the SDK.
 */
export async function rivalRows(workload: Workload, seeds: readonly number[]): Promise<Row[]> {
  cache ??= JSON.parse(await readFile(cacheFile, "utf8").catch(() => "{}")) as Record<string, Row>;
  const rows: Row[] = [];
  for (const rival of rivals) {
    const key = JSON.stringify([rival.name, workload, seeds]);
    const row: Row = cache[key] ?? (await rowOf(workload, rival, seeds));
    if (cache[key] === undefined) {
      // Another run may have added to it.
      cache = {
        ...(JSON.parse(await readFile(cacheFile, "utf8").catch(() => "{}")) as typeof cache),
        [key]: row,
      };
      await mkdir(".bench", { recursive: true });
      // Whoever reads it, or stops this run, never meets half of it.
      const draft = `${cacheFile}.${process.pid}`;
      await writeFile(draft, JSON.stringify(cache));
      await rename(draft, cacheFile);
    }
    rows.push({ ...row, workload: workload.name });
  }
  return rows;
}

export async function rowsOf(workload: Workload, seeds: readonly number[]): Promise<Row[]> {
  return [await rowOf(workload, ours, seeds), ...(await rivalRows(workload, seeds))];
}
