import type { Duration } from "../src/emulator/index.js";
import type { Row } from "./table.js";
import type { Workload } from "./workloads.js";

/**
 * Many more workloads, to see where a rival is better on both axes: few operations at once, of either kind, of any
 * duration; and streams of them under quotas.
 */
export const survey: readonly Workload[] = [...few(), ...streams()];

function* few(): Generator<Workload> {
  for (const kind of ["namespace", "instance"] as const)
    for (const count of [1, 3, 5, 10, 30])
      for (const seconds of [1, 3, 8, 15, 25, 40, 70])
        yield {
          name: `${count} at once, ${kind}, ${seconds} s`,
          kind,
          count,
          perSecond: Number.POSITIVE_INFINITY,
          duration: { uniform: [0.8 * seconds, 1.2 * seconds] },
        };
}

function* streams(): Generator<Workload> {
  for (const [count, perSecond] of [
    [50, Number.POSITIVE_INFINITY],
    [100, 2],
    [200, 5],
    [300, 10],
    [500, 20],
    [1000, 50],
  ] as const)
    for (const median of [1, 2, 8, 25])
      for (const [rate, burst] of [
        [4, 40],
        [20, 40],
        [100, 200],
      ] as const) {
        const duration: Duration = { logNormal: { median, sigma: 0.6 } };
        const name = `${count} at ${perSecond}/s, instance, ${median} s, quota ${rate}/${burst}`;
        yield { name, kind: "instance", count, perSecond, duration, quota: { rate, burst } };
      }
}

/** The rivals that are better on both axes than the first contender, as a line for each; none where there is none. */
export function betterOnBoth([ours, ...rivals]: readonly Row[]): string[] {
  if (ours === undefined) return [];
  return rivals
    .filter((rival) => rival.requestsPerOperation < ours.requestsPerOperation)
    .filter((rival) => rival.meanLatenessMs < ours.meanLatenessMs)
    .map((rival) => `${ours.workload}: ${figures(ours)}; ${rival.contender}: ${figures(rival)}`);
}

function figures({ requestsPerOperation, meanLatenessMs }: Row): string {
  return `${requestsPerOperation.toFixed(2)} requests, ${(meanLatenessMs / 1000).toFixed(2)} s late`;
}
