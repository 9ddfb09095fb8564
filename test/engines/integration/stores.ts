// PostgreSQL and Redis, each in a folder and on a port of its own, for as long as a test file takes.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
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

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "cloudmap-waiter-store-"));
}

/** Ends a process, waits for its end, and removes its folder. */
async function stop(child: ChildProcess, signal: NodeJS.Signals, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}

async function until(isReady: () => boolean, what: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (isReady()) return;
    await sleep(100);
  }
  throw new Error(`${what} did not start`);
}

function succeeds(file: string, args: readonly string[]): boolean {
  try {
    execFileSync(file, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export async function startRedis(): Promise<Store> {
  const [folder, port] = [newFolder(), await freePort()];
  const options = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
  const child = spawn("redis-server", options, { stdio: "ignore" });
  await until(() => succeeds("redis-cli", ["-p", String(port), "ping"]), "redis-server");
  return { url: `redis://127.0.0.1:${port}`, stop: async () => await stop(child, "SIGTERM", folder) };
}

/** Where Debian puts the programs of the newest PostgreSQL that is installed. */
function postgresPrograms(): string {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root) : [];
  return join(root, versions.toSorted((a, b) => Number(a) - Number(b)).at(-1) ?? "", "bin");
}

export async function startPostgres(): Promise<Store> {
  const [folder, port, programs] = [newFolder(), await freePort(), postgresPrograms()];
  // PostgreSQL refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const user = isRoot
    ? {
        uid: Number(execFileSync("id", ["-u", "postgres"])),
        gid: Number(execFileSync("id", ["-g", "postgres"])),
      }
    : {};
  chmodSync(folder, 0o700);
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, "data");
  const asUser = { ...user, cwd: folder, stdio: "ignore" } as const;
  execFileSync(join(programs, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync"], asUser);
  const options = [
    "-D",
    data,
    "-p",
    String(port),
    "-c",
    "listen_addresses=127.0.0.1",
    "-k",
    folder,
    "-c",
    "fsync=off",
  ];
  const child = spawn(join(programs, "postgres"), options, asUser);
  const ask = ["-h", "127.0.0.1", "-p", String(port), "-U", "postgres", "-q"];
  await until(() => succeeds(join(programs, "pg_isready"), ask), "postgres");
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    // A fast shutdown, whoever is still connected.
    stop: async () => await stop(child, "SIGINT", folder),
  };
}
