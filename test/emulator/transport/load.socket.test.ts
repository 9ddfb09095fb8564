import { Agent, request } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { createEmulator, type Emulator } from "../../../src/emulator/index.js";
import { send, start } from "../ask.js";

const target = "Route53AutoNaming_v20170314.GetOperation";

// Without the SDK's client, which would take most of the time.
describe("under load", () => {
  test("2,000 operations at once all end, within 10,000 requests", () => {
    const emulator = createEmulator({
      now: () => 1_700_000_000_000,
      durations: { "*": { uniform: [1, 30] } },
    });
    let waiting = Array.from({ length: 2000 }, (_, index) =>
      start(emulator, "CreateHttpNamespace", { Name: `n${index}` }),
    );
    for (let round = 0; waiting.length > 0 && round < 10; round++) {
      emulator.advance(16_000);
      waiting = waiting.filter((OperationId) => {
        const { Operation } = send(emulator, "GetOperation", { OperationId });
        return (Operation as { readonly Status: string }).Status !== "SUCCESS";
      });
    }
    expect(waiting).toEqual([]);
    let token: unknown;
    let listed = 0;
    do {
      const { Operations, NextToken } = send(emulator, "ListOperations", { NextToken: token });
      listed += (Operations as readonly unknown[]).length;
      token = NextToken;
    } while (token !== undefined);
    expect(listed).toBe(2000);
    expect(emulator.requestCount).toBeLessThan(10_000);
    expect(emulator.requests().filter(({ statusCode }) => statusCode !== 200)).toEqual([]);
  });

  test("10,000 requests over 50 connections are all answered, and leave no memory behind", async () => {
    const emulator = createEmulator({ operations: [{ Id: "op-1" }], requestLogSize: 100 });
    const server = await emulator.listen();
    await askOverHttp(server.url, 2000);
    const before = heapAfterCollection();
    await askOverHttp(server.url, 8000);
    const grown = heapAfterCollection() - before;
    await server.close();
    expect(emulator.requestCount).toBe(10_000);
    // 8,000 requests that each left 300 bytes behind would show.
    expect(grown).toBeLessThan(2_400_000);
  });

  test("requests without a socket are counted, and the latest are kept", () => {
    const emulator = createEmulator({ operations: [{ Id: "op-1" }] });
    for (let index = 0; index < 20_000; index++) ask(emulator);
    expect(emulator.requestCount).toBe(20_000);
    expect(emulator.requests()).toHaveLength(10_000);
  });
});

function ask(emulator: Emulator): void {
  emulator.handle({ method: "POST", target, body: '{"OperationId":"op-1"}' });
}

async function askOverHttp(url: string, count: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const worker = async (): Promise<void> => {
    for (let index = 0; index < count / 50; index++) {
      const status = await statusOf(url, agent);
      if (status !== 200) throw new Error(`answered with ${status}`);
    }
  };
  await Promise.all(Array.from({ length: 50 }, worker));
  agent.destroy();
}

function statusOf(url: string, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { agent, method: "POST", headers: { "x-amz-target": target } }, (response) => {
      response.on("end", () => resolve(response.statusCode)).resume();
    })
      .on("error", reject)
      .end('{"OperationId":"op-1"}');
  });
}

function heapAfterCollection(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}
