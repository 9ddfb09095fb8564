import {
  CreateHttpNamespaceCommand,
  CreateServiceCommand,
  GetOperationCommand,
  ListNamespacesCommand,
  RegisterInstanceCommand,
  ServiceDiscoveryClient,
} from "@aws-sdk/client-servicediscovery";
import { createEmulator, type Emulator } from "../src/emulator/index.js";
import { installClock, runUntil, startsAtMs } from "../test/support/clock.js";
import type { Contender } from "./contenders.js";
import type { Workload } from "./workloads.js";

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
  /** When each operation ended, since the first start: what a clairvoyant knows. */
  readonly endsMs: readonly number[];
}

/** Runs one contender on one workload, with the real SDK client on the emulator, on a virtual clock. */
export async function measure(workload: Workload, contender: Contender, seed: number): Promise<Result> {
  const { duration, quota, faults = [] } = workload;
  let clock: ReturnType<typeof installClock> | undefined;
  const emulator = createEmulator({
    seed,
    // The ids have the time in them, and jitter hangs on the ids: a run is to be the same at any time.
    now: () => (clock === undefined ? startsAtMs : Date.now()),
    latency: 0.02,
    durations: { CREATE_NAMESPACE: 0, "CREATE_NAMESPACE:op-*": duration, REGISTER_INSTANCE: duration },
    quotas: quota === undefined ? {} : { GetOperation: quota },
    faults,
    requestLogSize: 1_000_000,
  });
  // The contender has a client of its own, with the SDK's defaults. A client's first request reads files, in real time.
  const [starter, client] = [clientOf(emulator), clientOf(emulator)];
  await Promise.all([starter, client].map((one) => one.send(new ListNamespacesCommand())));
  clock = installClock();
  try {
    emulator.reset();
    return await runUntil(clock, run(workload, contender, emulator, starter, client));
  } finally {
    clock.uninstall();
  }
}

async function run(
  { kind, count, perSecond }: Workload,
  contender: Contender,
  emulator: Emulator,
  starter: ServiceDiscoveryClient,
  client: ServiceDiscoveryClient,
): Promise<Result> {
  const start = kind === "namespace" ? namespaces(starter) : await instances(starter);
  const wait = contender.start(client);
  const startedAt = emulator.now();
  const noticedAt = new Map<string, number>();
  const waits: Promise<unknown>[] = [];
  for (let index = 0; index < count; index++) {
    const dueAt = startedAt + (index / perSecond) * 1000;
    if (dueAt > emulator.now()) await sleep(dueAt - emulator.now());
    waits.push(
      start(index).then(async (operationId): Promise<void> => {
        if (await wait(operationId)) noticedAt.set(operationId, emulator.now());
      }),
    );
  }
  await Promise.allSettled(waits);
  return summarize(emulator, noticedAt, startedAt);
}

function summarize(emulator: Emulator, noticedAt: ReadonlyMap<string, number>, startedAt: number): Result {
  const waited = emulator.operations().filter(({ createdAtMs }) => createdAtMs >= startedAt);
  const lateness = waited
    .filter(({ operationId }) => noticedAt.has(operationId))
    .map(({ operationId, settledAtMs }) => (noticedAt.get(operationId) ?? 0) - settledAtMs);
  if (lateness.some((late) => late < 0)) throw new Error("An end was noticed before it was");
  const polls = emulator
    .requests()
    .filter(({ action, atMs }) => action === "GetOperation" && atMs >= startedAt);
  const throttled = polls.filter(
    ({ statusCode, error }) => statusCode === 429 || error === "ThrottlingException",
  );
  return {
    requestsPerOperation: polls.length / waited.length,
    throttledShare: throttled.length / Math.max(1, polls.length),
    ...spread(lateness),
    makespanMs: Math.max(...noticedAt.values()) - startedAt,
    lost: waited.length - lateness.length,
    endsMs: waited.map(({ settledAtMs }) => settledAtMs - startedAt),
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

function clientOf(emulator: Emulator): ServiceDiscoveryClient {
  return new ServiceDiscoveryClient({
    region: "us-east-1",
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
    requestHandler: emulator.requestHandler(),
  });
}

type Start = (index: number) => Promise<string>;

function namespaces(client: ServiceDiscoveryClient): Start {
  return async (index) => {
    const { OperationId = "" } = await client.send(new CreateHttpNamespaceCommand({ Name: `op-${index}` }));
    return OperationId;
  };
}

async function instances(client: ServiceDiscoveryClient): Promise<Start> {
  const { OperationId } = await client.send(new CreateHttpNamespaceCommand({ Name: "home" }));
  await sleep(1000);
  const { Operation } = await client.send(new GetOperationCommand({ OperationId }));
  const { Service } = await client.send(
    new CreateServiceCommand({ Name: "service", NamespaceId: Operation?.Targets?.["NAMESPACE"] }),
  );
  return async (index) => {
    const output = await client.send(
      new RegisterInstanceCommand({
        ServiceId: Service?.Id,
        InstanceId: `op-${index}`,
        Attributes: { AWS_INSTANCE_IPV4: "10.0.0.1" },
      }),
    );
    return output.OperationId ?? "";
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
