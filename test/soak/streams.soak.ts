// Hundreds of clients of one event stream, over HTTP and in real time: all of them get every event, memory stays flat, and
// nothing is left at the end. SOAK_SECONDS says how long; ten minutes by default.
import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { OperationFleet } from "../../src/waiter/operation-fleet.js";
import { Pacer } from "../../src/waiter/rate/pacer.js";
import { eventStream } from "../../src/web/event-stream.js";
import { megabytes, usedBytes } from "./memory.js";

const seconds = Number(process.env["SOAK_SECONDS"] ?? 600);
const subscribers = 500;
const operations = 20;

interface Client {
  readonly response: IncomingMessage;
  events: number;
  lastSeq: number;
  gaps: number;
}

/** Follows a stream from its beginning, and counts what is missing. */
async function follow(url: string, clients: Set<Client>): Promise<Client> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { agent: false }, resolve).on("error", reject);
  });
  const client: Client = { response, events: 0, lastSeq: 0, gaps: 0 };
  clients.add(client);
  let text = "";
  response.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      const seq = Number(/^id: (?:\S*:)?(\d+)$/.exec(line)?.[1] ?? Number.NaN);
      if (Number.isNaN(seq) || seq === Number.MAX_SAFE_INTEGER) continue;
      // One that joins late is not given all the polls of the past.
      if (client.events > 0 && seq !== client.lastSeq + 1 && client.lastSeq > 2000) client.gaps++;
      client.events++;
      client.lastSeq = seq;
    }
  });
  response.on("error", () => {}).on("close", () => clients.delete(client));
  return client;
}

test(`${subscribers} subscribers for ${seconds} s get every event, in flat memory`, async () => {
  const before = process.getActiveResourcesInfo().filter((type) => type !== "Immediate").length;
  const fleet = new OperationFleet({
    maxWaitTime: seconds + 600,
    minDelay: 1,
    maxDelay: 2,
    pacer: new Pacer({ rate: 4, maxRate: 4 }),
    getOperation: async ({ OperationId }) =>
      await Promise.resolve({ Operation: { Id: OperationId, Type: "CREATE_NAMESPACE", Status: "PENDING" } }),
  });
  for (let index = 0; index < operations; index++) void fleet.add(`op-${index}`);
  const server = createServer((_request, response) => {
    const stop = new AbortController();
    response.on("close", () => stop.abort());
    const { status, headers, body } = eventStream(fleet, { signal: stop.signal });
    response.writeHead(status, Object.fromEntries(headers));
    if (body === null) response.end();
    else
      Readable.fromWeb(body)
        .on("error", () => {})
        .pipe(response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const clients = new Set<Client>();
  for (let index = 0; index < subscribers; index++) await follow(url, clients);

  let [total, left] = [0, 0];
  const samples: number[] = [];
  const endsAt = performance.now() + seconds * 1000;
  const everyMs = (seconds * 1000) / 12;
  let sampleAt = performance.now() + everyMs;
  while (performance.now() < endsAt) {
    await new Promise((resolve) => {
      setTimeout(resolve, 1000);
    });
    // Every second a few leave and as many come.
    for (const client of [...clients].slice(0, 5)) {
      total += client.events;
      left++;
      client.response.destroy();
      await follow(url, clients);
    }
    if (performance.now() < sampleAt) continue;
    sampleAt += everyMs;
    samples.push(await usedBytes());
  }
  // The lowest of each half: what is on its way to so many clients comes and goes.
  const half = Math.floor(samples.length / 2);
  const grownBytes = Math.min(...samples.slice(half)) - Math.min(...samples.slice(1, half));
  const gaps = [...clients].reduce((sum, client) => sum + client.gaps, 0);
  for (const client of clients) total += client.events;
  console.log(
    `${subscribers} subscribers for ${seconds} s, ${left} left and came: ${total} events delivered, ${gaps} gaps; ` +
      `memory in MB: ${samples.map(megabytes).join(", ")}`,
  );
  expect(gaps).toBe(0);
  expect(total).toBeGreaterThan(subscribers);

  const seen = [...clients].map((client) => once(client.response, "close"));
  fleet.stop("enough");
  await Promise.all(seen);
  server.close();
  await once(server, "close");
  expect(await fleet.outcomes()).toHaveLength(operations);
  expect(grownBytes).toBeLessThan(4e6);
  await expect
    .poll(() => process.getActiveResourcesInfo().filter((type) => type !== "Immediate").length, {
      timeout: 10_000,
    })
    .toBeLessThanOrEqual(before + 1);
});
