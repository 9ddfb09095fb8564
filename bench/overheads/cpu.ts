import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { GetOperationCommand, ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { OperationFleet, Pacer } from "../../src/index.js";
import { type Figure, median } from "./figure.js";

/** Polls of one round, however many waits share them. */
const polls = 4000;
const mostInFlight = 20;
const rounds = 5;

/**
 * The CPU time of a poll by a waiter, over that of a bare `client.send`, both over loopback HTTP. Rounds alternate between
 * the two, so that whatever else the machine does falls on both. The service is a process of its own.
 */
export async function cpuPerPoll(waits: number): Promise<Figure> {
  const service = fork(fileURLToPath(new URL("service.js", import.meta.url)));
  const [endpoint] = (await once(service, "message")) as [string];
  const client = new ServiceDiscoveryClient({
    region: "us-east-1",
    endpoint,
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
  });
  const inFlight = Math.min(waits, mostInFlight);
  const count = Math.max(waits === 1 ? 500 : polls, waits);
  const bare = async (): Promise<number> => {
    const start = process.cpuUsage();
    let sent = 0;
    const loop = async (): Promise<void> => {
      while (sent++ < count) await client.send(new GetOperationCommand({ OperationId: "pending" }));
    };
    await Promise.all(Array.from({ length: inFlight }, loop));
    return cpuSince(start) / count;
  };
  await bare();
  await pollWith(client, waits, inFlight, count);
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await bare();
    const own = await pollWith(client, waits, inFlight, count);
    ratios.push(own / ((before + (await bare())) / 2));
  }
  client.destroy();
  service.kill();
  return {
    name: `CPU time of a poll by ${waits.toLocaleString("en")} ${waits === 1 ? "wait" : "waits"}, over that of a bare \`client.send\``,
    value: median(ratios),
    unit: "×",
    goal: 1.3,
  };
}

/** Microseconds for each poll; of the waits' beginnings and ends, nothing counts. */
async function pollWith(
  client: ServiceDiscoveryClient,
  waits: number,
  inFlight: number,
  count: number,
): Promise<number> {
  const pacer = new Pacer({ rate: 1e6, maxRate: 1e6, burst: 1e6, maxInFlight: inFlight });
  const config = { client, pacer, minDelay: 0.001, maxDelay: 0.001 };
  const fleet = new OperationFleet(config);
  let seen = 0;
  let start = process.cpuUsage();
  let perPoll = 0;
  fleet.on("poll", () => {
    if (++seen === waits) start = process.cpuUsage();
    if (seen !== waits + count) return;
    perPoll = cpuSince(start) / count;
    fleet.stop();
  });
  for (let wait = 0; wait < waits; wait++) void fleet.add(`pending-${wait}`);
  await fleet.outcomes();
  return perPoll;
}

function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return user + system;
}
