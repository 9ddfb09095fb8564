import type { Duration, Quota, Scenario } from "../src/emulator/index.js";

/** Operations that are started one after another, and a service that answers for them. Durations are in seconds. */
export interface Workload {
  readonly name: string;
  readonly count: number;
  /** Operations started a second; Infinity starts all of them at once. */
  readonly perSecond: number;
  readonly duration: Duration;
  /** What the operations are. */
  readonly kind: "namespace" | "instance" | "deregistration";
  /** GetOperation's quota, which only the clairvoyant knows. */
  readonly quota?: Quota | readonly Quota[];
  readonly faults?: Scenario["faults"];
  /** Each operation is started when the one before it has been noticed; `perSecond` counts for nothing. */
  readonly isSequential?: boolean;
  /** Clients, each with a contender of its own, that take turns in starting operations. Default 1. */
  readonly processes?: number;
  /** How long after its start an operation is handed to the contender; lateness counts from then. Default 0. */
  readonly handedInAfter?: number;
  /** So many are waited for beforehand, one after another, and don't count. Default 0. */
  readonly seenBefore?: number;
  readonly others?: Others;
}

/** Other users of the quota: they poll at `rate` a second for `on` seconds of each `every`, and don't slow down. */
export interface Others {
  readonly rate: number;
  readonly on: number;
  readonly every: number;
}

export const generous = { rate: 100, burst: 200 };
export const middling = { rate: 20, burst: 40 };
export const meagre = { rate: 4, burst: 40 };
export const registration: Duration = { logNormal: { median: 8, sigma: 0.6 } };
