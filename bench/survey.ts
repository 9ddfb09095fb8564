import type { Duration } from "../src/emulator/index.js";
import type { Row } from "./table.js";
import { generous, meagre, middling, registration, type Workload } from "./workload.js";

/** A limit on our own figures, or on them beside the best rival's or the clairvoyant's. */
export interface Goal {
  readonly workload: Workload;
  readonly lateMs?: number;
  readonly maxLateMs?: number;
  readonly requests?: number;
  readonly throttled?: number;
  readonly timesBestRival?: number;
  readonly timesClairvoyant?: number;
  readonly unfairness?: number;
}

const atOnce = Number.POSITIVE_INFINITY;

function stream(
  name: string,
  count: number,
  perSecond: number,
  quota: Workload["quota"],
  more: Partial<Workload> = {},
): Workload {
  return {
    name,
    count,
    perSecond,
    kind: "instance",
    duration: registration,
    ...(quota && { quota }),
    ...more,
  };
}

/** A service that throttles at random, whatever is sent. */
function random(probability: number): Workload["faults"] {
  return [
    {
      fault: "error",
      action: "GetOperation",
      probability,
      name: "ThrottlingException",
      statusCode: 400,
      message: "Rate exceeded",
    },
  ];
}

/** Others who take a share of a quota on the average, in bursts: nothing for one half of the time. */
function bursts(share: number, { rate }: { rate: number }, every = 20): Partial<Workload> {
  return { others: { rate: 2 * share * rate, on: every / 2, every } };
}

/** Others who take nearly all that there is for most of the time. */
function occupied({ rate }: { rate: number }): Partial<Workload> {
  return { others: { rate: 5 * rate, on: 19, every: 20 } };
}

const dropping = [generous, { after: 15, rate: 10, burst: 20 }, { after: 75, ...generous }];
const climbing = [meagre, { after: 30, ...generous }];
const bimodal: Duration = {
  mixture: [
    { weight: 7, duration: { logNormal: { median: 2, sigma: 0.3 } } },
    { weight: 3, duration: { logNormal: { median: 45, sigma: 0.3 } } },
  ],
};
const quick: Duration = { uniform: [0.2, 1] };
const lone = { kind: "namespace", duration: { uniform: [36, 45] } } as const;
const stall: Workload["faults"] = [{ fault: "stall", action: "GetOperation", after: 15, until: 45 }];

/** What the pacing is held to, by the kinds of workloads that it meets. */
export const goals: readonly Goal[] = [
  { workload: stream("20 at once", 20, atOnce, undefined), lateMs: 600, requests: 8.5 },
  { workload: stream("1000 at once, no quota", 1000, atOnce, undefined), lateMs: 5000 },
  { workload: stream("600 at 10/s, 100/200", 600, 10, generous), lateMs: 600, requests: 9 },
  { workload: stream("3000 at 50/s, 100/200", 3000, 50, generous), lateMs: 2300, throttled: 0.03 },
  {
    workload: stream("bimodal, 1500 at 50/s, 100/200", 1500, 50, generous, { duration: bimodal }),
    lateMs: 900,
  },
  { workload: stream("300 at 10/s, 4/40", 300, 10, meagre), timesClairvoyant: 2, throttled: 0.15 },
  { workload: stream("600 at 10/s, 20/40", 600, 10, middling) },
  {
    workload: stream("random 5 %, 1000 at 20/s", 1000, 20, undefined, { faults: random(0.05) }),
    lateMs: 1200,
  },
  {
    workload: stream("random 20 %, 1000 at 20/s", 1000, 20, undefined, { faults: random(0.2) }),
    lateMs: 3000,
  },
  { workload: stream("random 20 %, 20 at once", 20, atOnce, undefined, { faults: random(0.2) }) },
  { workload: stream("bursts 80 % of 20/40", 200, 2, middling, bursts(0.8, middling)), timesBestRival: 2 },
  { workload: stream("bursts 95 % of 20/40", 200, 2, middling, bursts(0.95, middling)), timesBestRival: 2 },
  { workload: stream("bursts 95 % of 100/200", 500, 5, generous, bursts(0.95, generous)), timesBestRival: 2 },
  { workload: stream("occupied 95 % of 20/40", 100, 1, middling, occupied(middling)), timesBestRival: 2 },
  { workload: stream("occupied 95 % of 100/200", 500, 5, generous, occupied(generous)), timesBestRival: 2 },
  ...[
    stream("lone, random 5 %", 1, 1, undefined, { faults: random(0.05) }),
    stream("lone, random 20 %", 1, 1, undefined, { faults: random(0.2) }),
    stream("lone, bursts 80 % of 20/40", 1, 1, middling, bursts(0.8, middling)),
    stream("lone, bursts 95 % of 20/40", 1, 1, middling, bursts(0.95, middling)),
    stream("lone, bursts 95 % of 100/200", 1, 1, generous, bursts(0.95, generous)),
    stream("lone, occupied 95 % of 20/40", 1, 1, middling, occupied(middling)),
    stream("lone namespace, occupied 95 % of 100/200", 1, 1, generous, { ...lone, ...occupied(generous) }),
    stream("lone, 4/40", 1, 1, meagre),
  ].map((workload) => ({ workload, timesBestRival: 1 })),
  {
    workload: stream("ten processes on 20/40", 600, 20, middling, { processes: 10 }),
    lateMs: 10_000,
    throttled: 0.4,
    unfairness: 2,
  },
  {
    workload: stream("100 that ended long ago, 100/200", 100, atOnce, generous, {
      duration: { uniform: [1, 2] },
      handedInAfter: 600,
    }),
    maxLateMs: 3000,
  },
  { workload: stream("100 quick ones at once", 100, atOnce, generous, { duration: quick }) },
  {
    workload: stream("sequential 0.2 to 1 s", 100, 1, undefined, { duration: quick, isSequential: true }),
    lateMs: 220,
  },
  {
    workload: stream("sequential 0.3 to 2 s", 100, 1, undefined, {
      duration: { uniform: [0.3, 2] },
      isSequential: true,
    }),
    lateMs: 220,
  },
  {
    workload: stream("sequential deregistrations 0.2 to 1 s", 100, 1, undefined, {
      kind: "deregistration",
      duration: quick,
      isSequential: true,
    }),
    lateMs: 220,
  },
  { workload: stream("lone namespace 36 to 45 s", 1, 1, undefined, lone), lateMs: 350, requests: 25 },
  {
    workload: stream("lone namespace, 20 seen", 10, 1, undefined, {
      ...lone,
      isSequential: true,
      seenBefore: 20,
    }),
    lateMs: 250,
    requests: 14,
  },
  {
    workload: stream("lone deregistration 32 to 48 s", 1, 1, undefined, {
      kind: "deregistration",
      duration: { uniform: [32, 48] },
    }),
    lateMs: 600,
    requests: 47,
  },
  { workload: stream("quota drops and recovers", 1500, 30, dropping), timesBestRival: 1 },
  { workload: stream("quota climbs from 4/40", 1000, 10, climbing) },
  { workload: stream("stalls for 30 s", 600, 20, generous, { faults: stall }), timesBestRival: 1 },
];

/** Few operations at once, of each kind, of any duration; and streams of them under quotas. */
function* grid(): Generator<Workload> {
  for (const kind of ["namespace", "instance", "deregistration"] as const)
    for (const count of [1, 5, 30, 100])
      for (const seconds of [1, 8, 40])
        yield stream(`${count} at once, ${kind}, ${seconds} s`, count, atOnce, undefined, {
          kind,
          duration: { uniform: [0.8 * seconds, 1.2 * seconds] },
        });
  for (const [count, perSecond] of [
    [100, 2],
    [300, 10],
    [1000, 50],
  ] as const)
    for (const median of [1, 8, 25])
      for (const quota of [meagre, middling, generous]) {
        const name = `${count} at ${perSecond}/s, ${median} s, ${quota.rate}/${quota.burst}`;
        yield stream(name, count, perSecond, quota, { duration: { logNormal: { median, sigma: 0.6 } } });
      }
}

export const survey: readonly Goal[] = [...goals, ...[...grid()].map((workload) => ({ workload }))];

/** The same with other arrivals, quota and durations, by factors: no goal may hang on the very workload. */
export function shifted(goal: Goal, arrivals: number, quota: number, median: number): Goal {
  const { workload } = goal;
  return {
    ...goal,
    workload: {
      ...workload,
      perSecond: workload.perSecond * arrivals,
      duration: scaled(workload.duration, median),
      ...(workload.quota && {
        quota: [workload.quota]
          .flat()
          .map(({ rate, burst = rate, after = 0 }) => ({ after, rate: rate * quota, burst: burst * quota })),
      }),
      ...(workload.others && { others: { ...workload.others, rate: workload.others.rate * quota } }),
    },
  };
}

function scaled(duration: Duration, factor: number): Duration {
  if (typeof duration === "number") return duration * factor;
  if (typeof duration === "string") return duration;
  if ("fixed" in duration) return { fixed: duration.fixed * factor };
  if ("uniform" in duration) return { uniform: [duration.uniform[0] * factor, duration.uniform[1] * factor] };
  if ("logNormal" in duration)
    return { logNormal: { ...duration.logNormal, median: duration.logNormal.median * factor } };
  return {
    mixture: duration.mixture.map(({ weight, duration: one }) => ({
      weight,
      duration: scaled(one, factor),
    })),
  };
}

/** What a goal's figures miss; nothing if it is met. Where it names no lateness, the best rival is the measure. */
export function misses(goal: Goal, ours: Row, rivals: readonly Row[]): string[] {
  const { lateMs, maxLateMs, requests, throttled, timesBestRival, timesClairvoyant, unfairness } = goal;
  const best = Math.min(...rivals.map((rival) => rival.meanLatenessMs));
  const limits: readonly (readonly [string, number, number | undefined])[] = [
    ["late", ours.meanLatenessMs, lateMs],
    ["latest", ours.maxLatenessMs, maxLateMs],
    ["requests", ours.requestsPerOperation, requests],
    ["throttled", ours.throttledShare, throttled],
    ["late beside the best rival", ours.meanLatenessMs, timesBestRival && timesBestRival * best],
    [
      "late beside the clairvoyant",
      ours.meanLatenessMs,
      timesClairvoyant && timesClairvoyant * ours.floorLatenessMs,
    ],
    ["unfair", ours.unfairness, unfairness],
    ["lost", ours.lost, Math.min(...rivals.map((rival) => rival.lost))],
  ];
  const missed = limits.flatMap(([what, figure, limit]) =>
    limit !== undefined && figure > limit
      ? [`${what} ${figure.toPrecision(3)} > ${limit.toPrecision(3)}`]
      : [],
  );
  const hasFigureOfItsOwn = [lateMs, maxLateMs, timesBestRival, timesClairvoyant].some(
    (it) => it !== undefined,
  );
  return hasFigureOfItsOwn ? missed : [...missed, ...betterRivals(goal.workload, ours, rivals)];
}

/** A rival must not be better on both axes; and where it is throttled no more and needs no fewer requests, hardly less late. */
function betterRivals({ count, perSecond }: Workload, ours: Row, rivals: readonly Row[]): string[] {
  const isHeldToTheLeastLate = count <= 100 || Number.isFinite(perSecond);
  const reference = rivals
    .filter((rival) => rival.throttledShare <= ours.throttledShare && rival.lost <= ours.lost)
    .toSorted((a, b) => a.meanLatenessMs - b.meanLatenessMs)[0];
  const onBoth = rivals
    .filter(({ requestsPerOperation }) => requestsPerOperation < ours.requestsPerOperation)
    .filter(({ meanLatenessMs }) => meanLatenessMs < ours.meanLatenessMs)
    .map((rival) => `${rival.contender} is better on both: ${figures(rival)}`);
  if (!isHeldToTheLeastLate || reference === undefined || onBoth.length > 0) return onBoth;
  const isLater = ours.meanLatenessMs > 1.15 * reference.meanLatenessMs;
  const isDearer = ours.requestsPerOperation > reference.requestsPerOperation;
  if (!isLater && !isDearer) return [];
  return [`not within 1.15 × of ${reference.contender} for no more requests: ${figures(reference)}`];
}

export function figures({ requestsPerOperation, meanLatenessMs, throttledShare }: Row): string {
  return `${(meanLatenessMs / 1000).toFixed(2)} s @ ${requestsPerOperation.toFixed(1)}, ${(100 * throttledShare).toFixed(1)} %`;
}
