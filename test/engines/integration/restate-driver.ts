// Kills Restate's worker and server at random moments, and prints what came of it. It runs in a network namespace of its own,
// so all that it needs is started here: `node restate-driver.ts <kills> <seed>`.
import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { createEmulator } from "cloudmap-waiter/emulator";
import { startRestate } from "./built/restate/restate-server.ts";
import { lineOf, randomFrom, startProcess, throughKills } from "./kills.ts";

const [kills = 0, seed = 0] = process.argv.slice(2).map(Number);
const random = randomFrom(seed);
const emulator = createEmulator({
  requestLogSize: 1_000_000,
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
const service = await emulator.listen();
const restate = await startRestate();
const names: string[] = [];
let serverKills = 0;
const submissions: Promise<void>[] = [];

async function submitMore(): Promise<void> {
  for (let more = 0; more < 3; more++) {
    const name = `ns-${names.length}`;
    names.push(name);
    await restate.submit(name, name);
  }
}

function startWorker(): ChildProcess {
  return startProcess("built/restate/worker.ts", ["9080"], {
    AWS_ENDPOINT_URL_SERVICEDISCOVERY: service.url,
  });
}

let worker = startWorker();
await lineOf(worker, /^ready/);
await restate.register(9080);
worker.kill("SIGKILL");
// Every fifth kill hits the server too.
for (let batch = 0; batch < kills; batch += 5) {
  worker = await throughKills(
    () => {
      submissions.push(submitMore());
      return startWorker();
    },
    { kills: Math.min(5, kills - batch), random, longestMs: 500 },
  );
  await sleep(random() * 500);
  // It is the work that must survive the server's end, not a request that asks for work.
  await Promise.all(submissions);
  await restate.crash();
  serverKills++;
  worker.kill("SIGKILL");
}
worker = startWorker();
const results = await Promise.all(names.map(async (name) => await restate.result(name)));
const operations = emulator.operations().length;
const sent = emulator.requests().filter(({ action }) => action === "CreateHttpNamespace").length;
const polls = emulator.requests().filter(({ action }) => action === "GetOperation").length;
worker.kill();
await restate.stop();
await service.close();
console.log(
  `ended ${JSON.stringify({ kills, serverKills, names: names.length, results, operations, sent, polls })}`,
);
