// What operations cost on each engine, on paper: `npm run bench:engines`. Polls are measured on the virtual clock with the
// package's own code; prices are the published ones of us-east-1, named below. It prints docs/engines-figures.md.
import type { Contender } from "./contenders.js";
import { durable, durableFleet, loop, type Metered, processes, stepFunctions } from "./engines.js";
import { ours } from "./contenders.js";
import { measure, type Result } from "./measure.js";
import type { Workload } from "./workload.js";

const registrations: Workload = {
  name: "registrations",
  count: 500,
  perSecond: 10,
  kind: "instance",
  duration: { logNormal: { median: 8, sigma: 0.6 } },
};
const fleetSize = 100;
/** Requests a second, as an example. */
const quota = 20;
const days = [10_000, 100_000, 1_000_000];

/** Dollars, in us-east-1, without free tiers and volume discounts. Check them against the pages named before you rely on them. */
const price = {
  // https://aws.amazon.com/lambda/pricing/
  lambdaRequest: 0.2e-6,
  lambdaGbSecond: 0.000_016_666_7,
  durableOperation: 8e-6,
  durableGbWritten: 0.25,
  // https://aws.amazon.com/step-functions/pricing/, standard workflows
  stateTransition: 25e-6,
  // https://aws.amazon.com/fargate/pricing/, Linux on x86: 1 vCPU and 2 GB, for a day
  container: 24 * (0.040_48 + 2 * 0.004_445),
  // https://aws.amazon.com/rds/postgresql/pricing/, db.t4g.medium in one zone, for a day
  database: 24 * 0.065,
};

/** Our assumptions of a function: its memory, and how long it runs for one poll, start included. */
const functionGb = 0.25;
const secondsAPoll = 0.2;
/** What the state machine passes through for each poll (task, choice, pass, wait), and for an operation's begin and end. */
const transitionsAPoll = 4;
const otherTransitions = 3;

function mean(figures: readonly number[]): number {
  return figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
}

interface Measured extends Metered {
  readonly polls: number;
  readonly latenessS: number;
}

/** Seconds. The mean of the log-normal distribution. */
const meanDurationS = 8 * Math.exp(0.6 ** 2 / 2);

/** Figures for each operation, as the mean over three seeds. */
async function measured(contender: (metered: Metered) => Contender): Promise<Measured> {
  const metered: Metered = { durableOperations: 0, writtenBytes: 0, invocations: 0 };
  const results: Result[] = [];
  for (const seed of [1, 2, 3]) results.push(await measure(registrations, contender(metered), seed));
  const each = registrations.count * results.length;
  return {
    durableOperations: metered.durableOperations / each,
    writtenBytes: metered.writtenBytes / each,
    invocations: metered.invocations / each,
    polls: mean(results.map(({ requestsPerOperation }) => requestsPerOperation)),
    latenessS: mean(results.map(({ meanLatenessMs }) => meanLatenessMs)) / 1000,
  };
}

const rows: readonly (readonly [string, Measured, (each: Measured, count: number) => number])[] = [
  ["one process in a container", await measured(() => ours), () => price.container],
  [
    "`waitForOperation` in a plain Lambda function",
    // Each in a process of its own.
    await measured(() => processes(registrations.count)),
    (each, count) =>
      count * (price.lambdaRequest + (meanDurationS + each.latenessS) * functionGb * price.lambdaGbSecond),
  ],
  ["Lambda durable function, one operation each", await measured(durable), durableCost],
  [
    `Lambda durable function, ${fleetSize} operations each`,
    await measured((metered) => durableFleet(metered, fleetSize)),
    durableCost,
  ],
  [
    "Step Functions, one execution each",
    await measured(() => stepFunctions),
    (each, count) => count * (each.polls * transitionsAPoll + otherTransitions) * price.stateTransition,
  ],
  [
    "DBOS or Restate on a container and a database",
    await measured(() => loop),
    () => price.container + price.database,
  ],
];

function durableCost(each: Measured, count: number): number {
  // The operation is started in a step, which is one durable operation more.
  return (
    count *
    ((each.durableOperations + 1) * price.durableOperation +
      (each.writtenBytes / 1e9) * price.durableGbWritten +
      each.invocations * (price.lambdaRequest + secondsAPoll * functionGb * price.lambdaGbSecond))
  );
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const rule = head.map((_, index) => (index === 0 ? "---" : "---:"));
  return [head, rule, ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** What so many operations a day cost and ask for. */
function dayOf({ polls }: Measured, cost: number, count: number): string {
  const perSecond = (count * polls) / 86_400;
  return `${dollars(cost)}, ${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)} requests/s`;
}

function dollars(amount: number): string {
  return `$${amount < 10 ? amount.toFixed(2) : Math.round(amount).toLocaleString("en")}`;
}

console.log(`# Engines in figures

Printed by \`npm run bench:engines\`. Polls are measured on a virtual clock with the package's own code and the emulator. Prices are
those published for us-east-1, without free tiers. They change, so check them in bench/engines-on-paper.ts. Nothing was measured
on AWS.

## What an operation takes

Registrations of a log-normal duration (median 8 s), ${registrations.count} at ${registrations.perSecond} a second, no quota, default policy. GetOperation's
own quota is unpublished: the time for 10,000 at once is what their polls take at ${quota} requests a second.
`);
console.log(
  table(
    [
      "engine",
      "polls",
      "late by, on average",
      "10,000 at once take at least",
      "durable operations",
      "bytes written",
    ],
    rows.map(([name, each]) => [
      name,
      each.polls.toFixed(1),
      // A fleet's outcomes are reported together, which says nothing of the polls.
      name.includes(`${fleetSize} operations`) ? "" : `${each.latenessS.toFixed(1)} s`,
      `${Math.round((10_000 * each.polls) / quota / 60)} min`,
      each.durableOperations > 0 ? (each.durableOperations + 1).toFixed(1) : "",
      each.writtenBytes > 0 ? Math.round(each.writtenBytes).toLocaleString("en") : "",
    ]),
  ),
);
console.log("\n## What a day of them takes and costs\n");
console.log(
  table(
    ["engine", ...days.map((count) => `${count.toLocaleString("en")} a day`)],
    rows.map(([name, each, cost]) =>
      [name].concat(days.map((count) => dayOf(each, cost(each, count), count))),
    ),
  ),
);
console.log(`
Requests a second are only GetOperation, spread evenly over the day.
A fleet of ${fleetSize} in a durable function reports its outcomes together, when the last has ended.
Fixed costs (container, database) are for one of each; a function has ${functionGb * 1024} MB and runs ${secondsAPoll} s for a poll.
`);

console.log(`## One account, many processes

600 registrations at 10 a second, dealt out to the processes; GetOperation's quota is 20 a second with a burst of 40. The shared
budget is 18 a second.
`);
const shared: Workload = { ...registrations, count: 600, quota: { rate: 20, burst: 40 } };
const body: (readonly string[])[] = [];
for (const count of [1, 2, 10, 50])
  for (const points of [undefined, 18]) {
    const results: Result[] = [];
    for (const seed of [1, 2, 3]) results.push(await measure(shared, processes(count, points), seed));
    body.push([
      processes(count, points).name,
      mean(results.map(({ requestsPerOperation }) => requestsPerOperation)).toFixed(1),
      `${(100 * mean(results.map(({ throttledShare }) => throttledShare))).toFixed(1)} %`,
      `${(mean(results.map(({ meanLatenessMs }) => meanLatenessMs)) / 1000).toFixed(1)} s`,
      `${(mean(results.map(({ p95LatenessMs }) => p95LatenessMs)) / 1000).toFixed(1)} s`,
      mean(results.map(({ lost }) => lost)).toFixed(0),
    ]);
  }
console.log(
  table(["", "requests an operation", "throttled", "late by, mean", "95th percentile", "lost"], body),
);
