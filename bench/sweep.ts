import { constants, setConstant, valueOf } from "./constants.js";
import { ours } from "./contenders.js";
import { rowOf, type Seeds, seedsFor } from "./rows.js";
import { figures, goals } from "./survey.js";

/** Where the constants show: a few at once, streams, a meagre quota, throttles of others, a quota for ten, and lone ones. */
const telling = new Set([
  "20 at once",
  "600 at 10/s, 100/200",
  "3000 at 50/s, 100/200",
  "300 at 10/s, 4/40",
  "random 20 %, 1000 at 20/s",
  "bursts 95 % of 20/40",
  "occupied 95 % of 100/200",
  "ten processes on 20/40",
  "lone namespace 36 to 45 s",
  "lone namespace, 20 seen",
  "lone deregistration 32 to 48 s",
]);

/** Shows what half, the whole and twice of a tuned constant bring. */
export async function sweep(name: string, seeds: Seeds, only: string): Promise<void> {
  const value = valueOf(name);
  if (value === undefined) throw new Error(`--sweep knows: ${constants.join(", ")}`);
  for (const factor of [0.5, 1, 2]) {
    setConstant(name, value * factor);
    console.log(`${name} = ${value * factor}`);
    for (const { workload } of goals) {
      if (!telling.has(workload.name) || !workload.name.includes(only)) continue;
      const row = await rowOf(workload, ours, seedsFor(workload, seeds));
      console.log(`  ${workload.name.padEnd(32)} ${figures(row)}`);
    }
  }
}
