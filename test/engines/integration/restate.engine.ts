import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { killCount, lineOf, seedOf } from "./kills.js";

/** Runs a file in a network namespace of its own, as the example's own `npm start` does. */
function startIsolated(file: string, ...args: readonly string[]): ChildProcess {
  const command = `ip link set lo up && exec "$0" --no-warnings "$@"`;
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(
    "unshare",
    // A process namespace too: when its first process is killed, all that it started ends.
    [
      "--user",
      "--map-root-user",
      "--net",
      "--pid",
      "--fork",
      "--kill-child",
      "sh",
      "-c",
      command,
      process.execPath,
      path,
      ...args,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

test("the example runs by one command, and starts no operation twice", async () => {
  const child = startIsolated("built/restate/start.ts");
  const ended = once(child, "exit");
  expect(await lineOf(child, /operations were started/)).toBe("3 operations were started for 3 namespaces.");
  await ended;
});

test("Restate workflows whose worker and server are killed lose nothing and do nothing twice", async () => {
  const child = startIsolated("restate-driver.ts", String(killCount), String(seedOf("Restate")));
  const end = JSON.parse((await lineOf(child, /^ended /)).slice("ended ".length)) as {
    serverKills: number;
    names: number;
    results: { NAMESPACE: string }[];
    operations: number;
    sent: number;
    polls: number;
  };
  const { results, ...figures } = end;
  console.log(`Restate: ${killCount} kills of the worker; ${JSON.stringify(figures)}`);
  expect(new Set(results.map(({ NAMESPACE }) => NAMESPACE)).size).toBe(end.names);
  expect(end.operations).toBe(end.names);
});
