import type { Duration, Quota, Scenario } from "../src/emulator/index.js";

/** Operations that are started one after another, and a service that answers for them. */
export interface Workload {
  readonly name: string;
  readonly count: number;
  /** Operations started a second; Infinity starts all of them at once. */
  readonly perSecond: number;
  readonly duration: Duration;
  /** What the operations are. */
  readonly kind: "namespace" | "instance";
  /** GetOperation's quota, which no contender but the clairvoyant is told. */
  readonly quota?: Quota | readonly Quota[];
  readonly faults?: Scenario["faults"];
  /** Whether it belongs to the quick set. */
  readonly isQuick?: boolean;
}

const generous = { rate: 100, burst: 200 };
const middling = { rate: 20, burst: 40 };
const meagre = { rate: 4, burst: 40 };
const registration: Duration = { logNormal: { median: 8, sigma: 0.6 } };

export const workloads: readonly Workload[] = [
  {
    name: "one of 40 s",
    count: 1,
    perSecond: 1,
    kind: "namespace",
    duration: { uniform: [30, 50] },
    isQuick: true,
  },
  {
    name: "20 at once",
    count: 20,
    perSecond: Number.POSITIVE_INFINITY,
    kind: "namespace",
    duration: { logNormal: { median: 40.3, sigma: 0.2 } },
    quota: middling,
    isQuick: true,
  },
  {
    name: "300 at 10/s, quota 4/40",
    count: 300,
    perSecond: 10,
    kind: "instance",
    duration: registration,
    quota: meagre,
    isQuick: true,
  },
  {
    name: "600 at 10/s, quota 20/40",
    count: 600,
    perSecond: 10,
    kind: "instance",
    duration: registration,
    quota: middling,
  },
  {
    name: "3000 at 50/s, quota 100/200",
    count: 3000,
    perSecond: 50,
    kind: "instance",
    duration: registration,
    quota: generous,
  },
  {
    name: "bimodal, quota 20/40",
    count: 600,
    perSecond: 20,
    kind: "instance",
    duration: {
      mixture: [
        { weight: 7, duration: { logNormal: { median: 2, sigma: 0.3 } } },
        { weight: 3, duration: { logNormal: { median: 40, sigma: 0.3 } } },
      ],
    },
    quota: middling,
  },
  {
    name: "quota drops to a tenth",
    count: 1500,
    perSecond: 50,
    kind: "instance",
    duration: registration,
    quota: [generous, { after: 15, rate: 10, burst: 20 }],
  },
  {
    name: "stalls for 30 s",
    count: 600,
    perSecond: 20,
    kind: "instance",
    duration: registration,
    quota: generous,
    faults: [{ fault: "stall", action: "GetOperation", after: 15, until: 45 }],
  },
];
