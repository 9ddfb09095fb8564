import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { GetOperationCommand, ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { rolldown } from "rolldown";
import { OperationFleet, OperationWaiter, Pacer } from "../src/index.js";

const run = promisify(execFile);

/** What the package costs beside what it is used with; ratios are of medians within this run. */
export interface Overheads {
  /** CPU time of a poll by a waiter, over that of a bare `client.send`, both over loopback HTTP. */
  readonly cpuPerPollRatio: number;
  /** Time to import the package, which imports the SDK, over importing the SDK alone. */
  readonly importRatio: number;
  /** Heap that one of 100,000 waiting operations holds, once each has been seen. */
  readonly bytesPerWait: number;
  /** The package's own code without the SDK, minified and gzipped: all that it exports, and what only waits, for one or for many. */
  readonly gzippedBytes: number;
  readonly gzippedBytesOfWaiting: number;
}

export async function measureOverheads(): Promise<Overheads> {
  return {
    cpuPerPollRatio: await cpuPerPoll(),
    importRatio: await importTime(),
    bytesPerWait: await bytesPerWait(),
    gzippedBytes: await gzippedSize("../src/index.js"),
    gzippedBytesOfWaiting: await gzippedSize("./only-waits.js"),
  };
}

const polls = 100;
const concurrency = 20;
const rounds = 21;

/** Rounds alternate between the two, so that whatever else the machine does falls on both. The service is a process of its own. */
async function cpuPerPoll(): Promise<number> {
  const service = fork(fileURLToPath(new URL("service.js", import.meta.url)));
  const [endpoint] = (await once(service, "message")) as [string];
  const client = new ServiceDiscoveryClient({
    region: "us-east-1",
    endpoint,
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
  });
  const pacer = new Pacer({ rate: 1e6, burst: 1e6 });
  const bare = async (): Promise<void> => {
    for (let poll = 0; poll < polls; poll++)
      await client.send(new GetOperationCommand({ OperationId: "pending" }));
  };
  const waited = async (): Promise<void> => {
    const stop = new AbortController();
    const config = { client, pacer, minDelay: 0.001, maxDelay: 0.001, abortSignal: stop.signal };
    const waiter = new OperationWaiter(config, { OperationId: "pending" });
    let seen = 0;
    waiter.on("poll", () => {
      if (++seen === polls) stop.abort();
    });
    await waiter.outcome();
  };
  for (let warmUp = 0; warmUp < 3; warmUp++) {
    await cpuOf(bare);
    await cpuOf(waited);
  }
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await cpuOf(bare);
    const own = await cpuOf(waited);
    ratios.push(own / ((before + (await cpuOf(bare))) / 2));
  }
  client.destroy();
  service.kill();
  return median(ratios);
}

async function cpuOf(work: () => Promise<void>): Promise<number> {
  const start = process.cpuUsage();
  await Promise.all(Array.from({ length: concurrency }, work));
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

async function importTime(): Promise<number> {
  const sdk = import.meta.resolve("@aws-sdk/client-servicediscovery");
  const own = new URL("../src/index.js", import.meta.url).href;
  const ratios: number[] = [];
  for (let round = 0; round < 11; round++) ratios.push((await timeToImport(own)) / (await timeToImport(sdk)));
  return median(ratios);
}

async function timeToImport(module: string): Promise<number> {
  const script = `const start = performance.now(); await import(${JSON.stringify(module)}); console.log(performance.now() - start);`;
  const { stdout } = await run(process.execPath, ["--no-warnings", "--input-type=module", "-e", script]);
  return Number(stdout);
}

async function bytesPerWait(): Promise<number> {
  const count = 100_000;
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error("run with --expose-gc");
  const stop = new AbortController();
  const fleet = new OperationFleet({
    getOperation: ({ OperationId }) =>
      Promise.resolve({
        Operation: {
          Id: OperationId,
          OwnerAccount: "123456789012",
          Type: "REGISTER_INSTANCE",
          Status: "PENDING",
          CreateDate: new Date(),
          UpdateDate: new Date(),
          Targets: { INSTANCE: `instance-of-${OperationId}` },
        },
      }),
    abortSignal: stop.signal,
    maxWaitTime: 36_000,
    // Each is seen once, and not again while this measures.
    pacer: new Pacer({ rate: 20_000, maxRate: 20_000, burst: count, maxInFlight: 1000 }),
    minDelay: 3600,
    maxDelay: 3600,
  });
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < count; index++) void fleet.add(`operation-${index}`);
  while (fleet.getSnapshot().pending.UNSEEN > 0) {
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
  collect();
  const bytes = (process.memoryUsage().heapUsed - before) / count;
  stop.abort();
  await fleet.outcomes();
  return bytes;
}

async function gzippedSize(entry: string): Promise<number> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL(entry, import.meta.url)),
    external: [/^@aws-sdk\//, "p-retry", "eventemitter3"],
    platform: "node",
    logLevel: "silent",
  });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  return gzipSync(output[0].code).length;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
