// The whole example by one command, `npm start`: Restate's server, an emulator of Cloud Map, and a worker that is killed in
// the middle and started again. It runs in a network namespace of its own, with nothing in it but the loopback interface, and
// everything is stopped at the end.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { createEmulator } from "cloudmap-waiter/emulator";
import { startRestate } from "./restate-server.ts";

const emulator = createEmulator({ durations: { CREATE_NAMESPACE: { uniform: [3, 8] } } });
const service = await emulator.listen();
const restate = await startRestate();

async function startWorker(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("worker.ts", import.meta.url)), "9080"], {
    env: {
      ...process.env,
      AWS_ENDPOINT_URL_SERVICEDISCOVERY: service.url,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "any",
      AWS_SECRET_ACCESS_KEY: "any",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

let worker = await startWorker();
try {
  await restate.register(9080);
  const names = ["shop", "search", "billing"];
  for (const name of names) await restate.submit(name, name);
  await sleep(2000);
  worker.kill("SIGKILL");
  console.log("The worker was killed. The next one goes on:");
  worker = await startWorker();
  console.log(await Promise.all(names.map(async (name) => await restate.result(name))));
  console.log(`${emulator.operations().length} operations were started for ${names.length} namespaces.`);
} finally {
  worker.kill();
  await restate.stop();
  await service.close();
}
