// Restate's server, which comes with npm, on the loopback interface. Its licence is the Business Source License 1.1.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const admin = "http://127.0.0.1:9070";
const ingress = "http://127.0.0.1:8080";

export interface RestateServer {
  /** Tells the server where a worker listens. */
  register(port: number): Promise<void>;
  /** Starts a workflow, once for each key. */
  submit(key: string, input: unknown): Promise<void>;
  /** What a workflow returned, once it has. */
  result(key: string): Promise<unknown>;
  /** Kills the server in the middle of whatever it does, and starts it again on the same data. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRestate(): Promise<RestateServer> {
  const folder = mkdtempSync(join(tmpdir(), "restate-"));
  let child = launch(folder);
  await untilReady();
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ended = once(child, "exit");
    if (child.kill(signal)) await ended;
  };
  return {
    register: async (port) => {
      await post(`${admin}/deployments`, { uri: `http://127.0.0.1:${port}`, force: true });
    },
    submit: async (key, input) => {
      await post(`${ingress}/provision/${key}/run/send`, input);
    },
    result: async (key) => {
      const response = await fetch(`${ingress}/restate/workflow/provision/${key}/attach`);
      if (!response.ok) throw new Error(`${key}: HTTP ${response.status}: ${await response.text()}`);
      return await response.json();
    },
    crash: async () => {
      await end("SIGKILL");
      child = launch(folder);
      await untilReady();
    },
    stop: async () => {
      await end("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function launch(folder: string): ChildProcess {
  const packageName = `@restatedev/restate-server-${process.platform}-${process.arch}`;
  const { resolve } = createRequire(import.meta.url);
  const program = join(resolve(`${packageName}/package.json`), "../bin/restate-server");
  return spawn(
    program,
    ["--no-logo", "--base-dir", folder, "--listen-mode", "tcp", "--bind-ip", "127.0.0.1"],
    {
      // Even so it looks for newer versions, so it runs in a network namespace of its own (see start.ts).
      env: { ...process.env, RESTATE_DISABLE_TELEMETRY: "true", DO_NOT_TRACK: "1", RUST_LOG: "error" },
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
}

async function untilReady(): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const ready = await Promise.all([isUp(`${admin}/health`), isUp(`${ingress}/restate/health`)]);
    if (ready.every(Boolean)) return;
    await sleep(100);
  }
  throw new Error("Restate's server did not start within 30 s");
}

async function isUp(url: string): Promise<boolean> {
  return await fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function post(url: string, body: unknown): Promise<void> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`POST ${url}: HTTP ${response.status}: ${await response.text()}`);
}
