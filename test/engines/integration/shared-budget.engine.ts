import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lineOf, startProcess } from "./kills.js";
import { requestsOf, service } from "./service.js";
import { startPostgres, type Store } from "./built/dbos/postgres.ts";
import { startRedis } from "./stores.js";

describe.each([
  ["Redis", "REDIS_URL", startRedis],
  ["PostgreSQL", "DATABASE_URL", startPostgres],
] as const)("two processes that share one budget in %s", (_, variable, start) => {
  let store: Store;
  beforeAll(async () => {
    store = await start();
  });
  afterAll(async () => {
    await store.stop();
  });

  test("stay within it together, and are never throttled", async () => {
    const { emulator, url } = await service({
      durations: { CREATE_NAMESPACE: { uniform: [1, 4] } },
      // What the account allows is what they share: twice that much, from two budgets of that rate, would be throttled.
      quotas: { GetOperation: { rate: 20, burst: 20 } },
    });
    const env = { [variable]: store.url, RATE: "10", AWS_ENDPOINT_URL_SERVICEDISCOVERY: url };
    const lines = await Promise.all(
      [1, 2].map(async () => {
        const child = startProcess("built/shared-budget/main.ts", ["25"], env);
        const ended = once(child, "exit");
        const line = await lineOf(child, /namespaces created/);
        await ended;
        return line;
      }),
    );
    for (const line of lines)
      expect(line).toMatch(/^25 of 25 namespaces created; \d+ polls, of which 0 were throttled$/);
    const polls = emulator.requests().filter(({ action }) => action === "GetOperation");
    const perSecond = new Map<number, number>();
    for (const { atMs } of polls)
      perSecond.set(Math.floor(atMs / 1000), (perSecond.get(Math.floor(atMs / 1000)) ?? 0) + 1);
    const seconds = (Number(polls.at(-1)?.atMs) - Number(polls[0]?.atMs)) / 1000;
    console.log(
      `two processes: ${requestsOf(emulator, "GetOperation")} polls in ${seconds.toFixed(1)} s, at most ${Math.max(...perSecond.values())} in one second`,
    );
    // A window of the limiter may straddle two seconds of the clock.
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(20);
    expect(polls.length / seconds).toBeLessThan(12);
  });
});
