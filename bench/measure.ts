import type { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { createEmulator, type Emulator } from "../src/emulator/index.js";
import { createRandom } from "../src/emulator/scenario/random.js";
import { installClock, runUntil, startsAtMs } from "../test/support/clock.js";
import type { Contender } from "./contenders.js";
import { beOthers } from "./others.js";
import {
  type Meter,
  meteredClient,
  pause,
  type Start,
  startDeregistrations,
  startInstances,
  startNamespaces,
  warmUp,
} from "./service-under-test.js";
import type { Workload } from "./workload.js";

/** How a contender did on a workload. Times are of the virtual clock. */
export interface Result {
  readonly requestsPerOperation: number;
  /** The share of its requests that were throttled. */
  readonly throttledShare: number;
  readonly meanLatenessMs: number;
  readonly p95LatenessMs: number;
  readonly maxLatenessMs: number;
  /** From the first start until the last end was noticed. */
  readonly makespanMs: number;
  /** Operations whose end was never noticed. */
  readonly lost: number;
  /** How much later the latest process was, on the average, than the earliest. */
  readonly unfairness: number;
  /** When each operation ended, since the first start: what a clairvoyant knows. */
  readonly endsMs: readonly number[];
  /** When each end was noticed, since the first start, and how late. */
  readonly notices: readonly { readonly atMs: number; readonly lateMs: number }[];
}

/** What became of one operation. */
interface Noticed {
  readonly process: number;
  readonly handedInAtMs: number;
  readonly noticedAtMs: number | undefined;
}

/** What a run is made of. */
export interface Run {
  readonly workload: Workload;
  readonly emulator: Emulator;
  readonly starter: ServiceDiscoveryClient;
  readonly clients: readonly ServiceDiscoveryClient[];
  readonly meter: Meter;
  readonly noticed: Map<string, Noticed>;
  readonly seed: number;
}

/** Runs one contender on one workload, with the real SDK client on the emulator, on a virtual clock. */
export async function measure(workload: Workload, contender: Contender, seed: number): Promise<Result> {
  const { duration, quota, faults = [], processes = 1, others } = workload;
  let clock: ReturnType<typeof installClock> | undefined;
  const emulator = createEmulator({
    seed,
    // The ids have the time in them, and jitter hangs on the ids: a run is to be the same at any time.
    now: () => (clock === undefined ? startsAtMs : Date.now()),
    // Others leave a bucket so empty that its tokens come at the beat of its rate: an answer that always takes as long would
    // keep a contender with a fixed pause in step with them, and that is luck.
    latency: others === undefined ? 0.02 : { uniform: [0.01, 0.03] },
    durations: {
      CREATE_NAMESPACE: 0,
      "CREATE_NAMESPACE:op-*": duration,
      REGISTER_INSTANCE: workload.kind === "deregistration" ? 0 : duration,
      DEREGISTER_INSTANCE: duration,
    },
    quotas: quota === undefined ? {} : { GetOperation: quota },
    faults,
    requestLogSize: 0,
  });
  // Each contender has a client of its own, with the SDK's defaults.
  const meter: Meter = { isOn: false, sent: 0, throttled: 0 };
  const starter = meteredClient(emulator);
  const clients = Array.from({ length: processes }, () => meteredClient(emulator, meter));
  await warmUp([starter, ...clients]);
  clock = installClock();
  const { random } = Math;
  const seeded = createRandom(`bench/${seed}`);
  // The SDK's back-off draws from it.
  Math.random = () => seeded.next();
  try {
    emulator.reset();
    const run: Run = { workload, emulator, starter, clients, meter, noticed: new Map(), seed };
    return await runUntil(clock, waitForAll(run, contender));
  } finally {
    Math.random = random;
    clock.uninstall();
  }
}

async function waitForAll(run: Run, contender: Contender): Promise<Result> {
  const { workload, emulator, starter, clients, meter, noticed, seed } = run;
  const { count, perSecond, isSequential = false, handedInAfter = 0, seenBefore = 0, others } = workload;
  const start = await startOf(workload, starter);
  const waits = clients.map((client) => contender.start(client));
  const waitFor = async (index: number): Promise<void> => {
    const operationId = await start(index);
    const process = index % waits.length;
    if (handedInAfter > 0) await pause(handedInAfter * 1000);
    const handedInAtMs = emulator.now();
    noticed.set(operationId, { process, handedInAtMs, noticedAtMs: undefined });
    const hasEnded = await waits[process]?.(operationId);
    noticed.set(operationId, { process, handedInAtMs, noticedAtMs: hasEnded ? emulator.now() : undefined });
  };
  for (let index = 0; index < seenBefore; index++) await waitFor(count + index);
  noticed.clear();
  meter.isOn = true;
  const startedAt = emulator.now();
  const stopOthers = others && beOthers(emulator, others, seed);
  const pending: Promise<void>[] = [];
  for (let index = 0; index < count; index++) {
    const dueAt = startedAt + (index / perSecond) * 1000;
    if (!isSequential && dueAt > emulator.now()) await pause(dueAt - emulator.now());
    const wait = waitFor(index);
    pending.push(wait);
    if (isSequential) await wait;
  }
  await Promise.allSettled(pending);
  stopOthers?.();
  return summarize(run, startedAt);
}

function startOf({ kind, count, seenBefore = 0 }: Workload, starter: ServiceDiscoveryClient): Promise<Start> {
  switch (kind) {
    case "namespace":
      return Promise.resolve(startNamespaces(starter));
    case "instance":
      return startInstances(starter);
    case "deregistration":
      return startDeregistrations(starter, count + seenBefore);
  }
}

function summarize({ emulator, meter, noticed }: Run, startedAt: number): Result {
  const waited = emulator.operations().flatMap(({ operationId, settledAtMs }) => {
    const story = noticed.get(operationId);
    return story === undefined ? [] : [{ ...story, endedAtMs: Math.max(settledAtMs, story.handedInAtMs) }];
  });
  const seen = waited.flatMap(({ process, noticedAtMs, endedAtMs }) =>
    noticedAtMs === undefined ? [] : [{ process, noticedAtMs, lateMs: noticedAtMs - endedAtMs }],
  );
  if (seen.some(({ lateMs }) => lateMs < 0)) throw new Error("An end was noticed before it was");
  const processes = [...new Set(seen.map(({ process }) => process))];
  const means = processes.map(
    (one) => spread(seen.filter(({ process }) => process === one).map(({ lateMs }) => lateMs)).meanLatenessMs,
  );
  return {
    requestsPerOperation: meter.sent / waited.length,
    throttledShare: meter.throttled / Math.max(1, meter.sent),
    ...spread(seen.map(({ lateMs }) => lateMs)),
    makespanMs: Math.max(...seen.map(({ noticedAtMs }) => noticedAtMs)) - startedAt,
    lost: waited.length - seen.length,
    unfairness: Math.max(...means) / Math.min(...means),
    endsMs: waited.map(({ endedAtMs }) => endedAtMs - startedAt),
    notices: seen.map(({ noticedAtMs, lateMs }) => ({ atMs: noticedAtMs - startedAt, lateMs })),
  };
}

export function spread(
  lateness: readonly number[],
): Pick<Result, "meanLatenessMs" | "p95LatenessMs" | "maxLatenessMs"> {
  const sorted = lateness.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? 0;
  const sum = sorted.reduce((total, late) => total + late, 0);
  return { meanLatenessMs: sum / Math.max(1, sorted.length), p95LatenessMs: at(0.95), maxLatenessMs: at(1) };
}
