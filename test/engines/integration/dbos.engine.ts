import { afterAll, beforeAll, expect, test } from "vitest";
import { type Store, startPostgres } from "./built/dbos/postgres.ts";
import { killCount, lineOf, randomFrom, seedOf, startProcess, throughKills } from "./kills.js";
import { requestsOf, service } from "./service.js";

let postgres: Store;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
});

/** Each process has three workflows more than the one before. */
function namesOf(round: number): string[] {
  return Array.from({ length: 3 * (round + 1) }, (_, index) => `ns-${index}`);
}

test("DBOS workflows that are killed at random moments lose nothing and do nothing twice", async () => {
  const { emulator, url } = await service({
    latency: { uniform: [0.01, 0.2] },
    durations: { CREATE_NAMESPACE: { uniform: [0.5, 5] } },
    faults: [
      {
        fault: "error",
        name: "ThrottlingException",
        statusCode: 400,
        action: "GetOperation",
        probability: 0.05,
      },
    ],
  });
  const env = { DATABASE_URL: postgres.url, AWS_ENDPOINT_URL_SERVICEDISCOVERY: url };
  const last = await throughKills((round) => startProcess("built/dbos/worker.ts", namesOf(round), env), {
    kills: killCount,
    random: randomFrom(seedOf("DBOS")),
    longestMs: 500,
  });
  const results = JSON.parse((await lineOf(last, /^ended /)).slice("ended ".length)) as {
    NAMESPACE: string;
  }[];
  const count = namesOf(killCount).length;
  console.log(
    `DBOS: ${killCount} kills, ${count} workflows, ${requestsOf(emulator, "CreateHttpNamespace")} creations sent, ` +
      `${emulator.operations().length} operations, ${requestsOf(emulator, "GetOperation")} polls`,
  );
  expect(new Set(results.map(({ NAMESPACE }) => NAMESPACE)).size).toBe(count);
  expect(emulator.operations()).toHaveLength(count);
});

test("the example runs by one command, and starts no operation twice", async () => {
  const child = startProcess("built/dbos/start.ts", []);
  expect(await lineOf(child, /operations were started/)).toBe("3 operations were started for 3 namespaces.");
});
