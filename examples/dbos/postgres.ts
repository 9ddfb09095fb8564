// A PostgreSQL of one's own, in a temporary folder and on a free port of the loopback interface.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface Store {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  const port = await freePort();
  chmodSync(folder, 0o700);
  // PostgreSQL refuses to run as root; Debian has a user for it.
  const user = process.getuid?.() === 0 ? { uid: idOf("-u"), gid: idOf("-g") } : undefined;
  if (user) chownSync(folder, user.uid, user.gid);
  const options = { ...user, cwd: folder, stdio: "ignore" } as const;
  const data = join(folder, "data");
  execFileSync(
    join(programs(), "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync"],
    options,
  );
  const child = spawn(
    join(programs(), "postgres"),
    ["-D", data, "-p", String(port), "-k", folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"],
    options,
  );
  const stop = async (): Promise<void> => {
    const ended = once(child, "exit");
    // A fast shutdown, whoever is still connected.
    if (child.kill("SIGINT")) await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const isReady = (): boolean =>
    spawnSync(join(programs(), "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", String(port)]).status === 0;
  for (let attempt = 0; !isReady(); attempt++) {
    if (attempt === 200) {
      await stop();
      throw new Error("PostgreSQL did not start within 20 s");
    }
    await sleep(100);
  }
  return { url: `postgresql://postgres@127.0.0.1:${port}/postgres`, stop };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function idOf(flag: "-u" | "-g"): number {
  return Number(execFileSync("id", [flag, "postgres"]));
}

/** Where Debian puts the programs of the newest PostgreSQL that is installed; elsewhere they are on the PATH. */
function programs(): string {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).toSorted((a, b) => Number(a) - Number(b)) : [];
  const newest = versions.at(-1);
  return newest === undefined ? "" : join(root, newest, "bin");
}
