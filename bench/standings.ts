import type { Row } from "./table.js";

/** What the waiter and its rivals did on one workload. */
export interface Surveyed {
  readonly own: Row;
  readonly rivals: readonly Row[];
}

/** On how many workloads the waiter was better than each rival, and where it wasn't. */
export function standings(surveyed: readonly Surveyed[]): string[] {
  const names = [...new Set(surveyed.flatMap(({ rivals }) => rivals.map(({ contender }) => contender)))];
  return names.map((name) => {
    const counts = { both: 0, lateness: 0, requests: 0, neither: 0 };
    for (const { own, rivals } of surveyed) {
      const rival = rivals.find(({ contender }) => contender === name);
      if (rival) counts[betterOn(own, rival)]++;
    }
    const { both, lateness, requests, neither } = counts;
    return `${name.padEnd(28)} less late and cheaper on ${both}, only less late on ${lateness}, only cheaper on ${requests}, neither on ${neither}`;
  });
}

function betterOn(own: Row, rival: Row): "both" | "lateness" | "requests" | "neither" {
  const isLessLate = own.meanLatenessMs < rival.meanLatenessMs;
  const isCheaper = own.requestsPerOperation < rival.requestsPerOperation;
  if (isLessLate) return isCheaper ? "both" : "lateness";
  return isCheaper ? "requests" : "neither";
}
