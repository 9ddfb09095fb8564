import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, type Store } from "./built/dbos/postgres.ts";

/** A Redis of the test's own, in a temporary folder and on a free port of the loopback interface. */
export async function startRedis(): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), "redis-"));
  const port = String(await freePort());
  const options = ["--port", port, "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
  const child = spawn("redis-server", options, { stdio: "ignore" });
  const stop = async (): Promise<void> => {
    const ended = once(child, "exit");
    if (child.kill("SIGTERM")) await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; spawnSync("redis-cli", ["-p", port, "ping"]).status !== 0; attempt++) {
    if (attempt === 200) {
      await stop();
      throw new Error("redis-server did not start within 20 s");
    }
    await sleep(100);
  }
  return { url: `redis://127.0.0.1:${port}`, stop };
}
