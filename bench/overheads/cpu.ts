import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
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
  const inFlight = Math.min(waits, mostInFlight);
  const count = countFor(waits);
  const value = await overBareSend(
    inFlight,
    count,
    async (client) => await pollWith(client, waits, inFlight, count),
  );
  const who = waits === 1 ? "1 wait" : `${waits.toLocaleString("en")} waits`;
  return {
    name: `CPU time of a poll by ${who}, over that of a bare \`client.send\``,
    value,
    unit: "×",
    goal: 1.3,
  };
}

/** What one wait can't do without: a pause before each request, in which the process and the service fall asleep. */
export async function cpuPerPausedSend(): Promise<Figure> {
  const count = countFor(1);
  const value = await overBareSend(1, count, async (client) => await sendBare(client, 1, count, 1));
  return { name: "The same of a bare `client.send` after a pause of 1 ms", value, unit: "×" };
}

function countFor(waits: number): number {
  return Math.max(waits === 1 ? 500 : polls, waits);
}

async function overBareSend(
  inFlight: number,
  count: number,
  measure: (client: ServiceDiscoveryClient) => Promise<number>,
): Promise<number> {
  const service = fork(fileURLToPath(new URL("service.js", import.meta.url)));
  const [endpoint] = (await once(service, "message")) as [string];
  const client = new ServiceDiscoveryClient({
    region: "us-east-1",
    endpoint,
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
  });
  const bare = async (): Promise<number> => await sendBare(client, inFlight, count);
  await bare();
  await measure(client);
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await bare();
    const own = await measure(client);
    ratios.push(own / ((before + (await bare())) / 2));
  }
  client.destroy();
  service.kill();
  return median(ratios);
}

/** Microseconds for each request. */
async function sendBare(
  client: ServiceDiscoveryClient,
  inFlight: number,
  count: number,
  pauseMs = 0,
): Promise<number> {
  const start = process.cpuUsage();
  let sent = 0;
  const loop = async (): Promise<void> => {
    while (sent++ < count) {
      if (pauseMs > 0) await setTimeout(pauseMs);
      await client.send(new GetOperationCommand({ OperationId: "pending" }));
    }
  };
  await Promise.all(Array.from({ length: inFlight }, loop));
  return cpuSince(start) / count;
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
