import { goals } from "./survey.js";
import type { Workload } from "./workload.js";

/** Those of which every contender's figures are in the docs, and whether they belong to the quick set. */
const documented: ReadonlyMap<string, boolean> = new Map([
  ["lone namespace 36 to 45 s", true],
  ["20 at once", true],
  ["300 at 10/s, 4/40", true],
  ["600 at 10/s, 20/40", false],
  ["3000 at 50/s, 100/200", false],
  ["bimodal, 1500 at 50/s, 100/200", false],
  ["random 20 %, 1000 at 20/s", false],
  ["bursts 80 % of 20/40", false],
  ["ten processes on 20/40", false],
  ["quota drops and recovers", false],
  ["stalls for 30 s", false],
]);

export function documentedWorkloads(isFull: boolean): Workload[] {
  return goals
    .map(({ workload }) => workload)
    .filter(({ name }) => documented.has(name) && (isFull || documented.get(name) === true));
}
