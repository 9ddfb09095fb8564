// The whole example by one command, `npm start`: a PostgreSQL, an emulator of Cloud Map, and a worker that is killed in the
// middle and started again. Nothing leaves the loopback interface, and everything is stopped at the end.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { createEmulator } from "cloudmap-waiter/emulator";
import { startPostgres } from "./postgres.ts";

const emulator = createEmulator({ durations: { CREATE_NAMESPACE: { uniform: [3, 8] } } });
const service = await emulator.listen();
const postgres = await startPostgres();

function worker(): ChildProcess {
  return spawn(
    process.execPath,
    [fileURLToPath(new URL("worker.ts", import.meta.url)), "shop", "search", "billing"],
    {
      env: {
        ...process.env,
        DATABASE_URL: postgres.url,
        AWS_ENDPOINT_URL_SERVICEDISCOVERY: service.url,
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "any",
        AWS_SECRET_ACCESS_KEY: "any",
      },
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
}

try {
  const first = worker();
  await sleep(4000);
  first.kill("SIGKILL");
  console.log("The worker was killed. The next one goes on:");
  await once(worker(), "exit");
  console.log(`${emulator.operations().length} operations were started for 3 namespaces.`);
} finally {
  await service.close();
  await postgres.stop();
}
