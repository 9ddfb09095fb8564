import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** How many kills a test takes, unless `KILLS=500 npm run test:engines` asks for more. */
export const killCount: number = Number(process.env["KILLS"] ?? 50);

/** A seed, which is printed, so that a run can be repeated. */
export function seedOf(name: string, kills: number = killCount): number {
  const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
  console.log(`${name}: ${kills} kills, seed ${seed} (repeat with SEED=${seed} KILLS=${killCount})`);
  return seed;
}

/** Numbers from 0 to 1 that depend on a seed alone: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Runs a file of this folder in a process of its own, on the Node that runs the tests. */
export function startProcess(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return spawn(process.execPath, ["--no-warnings", path, ...args], {
    env: {
      PATH: process.env["PATH"],
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "us-east-1",
      NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/compiled", import.meta.url)),
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Resolves with the first line that matches; rejects if the process ends before. */
export async function lineOf(child: ChildProcess, pattern: RegExp): Promise<string> {
  return await new Promise((resolve, reject) => {
    let text = "";
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      const line = text.split("\n").find((each) => pattern.test(each));
      if (line === undefined) return;
      child.stdout?.off("data", read).resume();
      resolve(line);
    };
    child.stdout?.on("data", read);
    child.once("exit", (code, signal) => reject(new Error(`ended with ${code ?? signal} after: ${text}`)));
  });
}

/**
 * Starts a process again and again, and kills it with SIGKILL at a random moment after it has said that it is ready; the
 * last one is left alone.
 */
export async function throughKills(
  start: (round: number) => ChildProcess,
  { kills, random, longestMs }: { kills: number; random: () => number; longestMs: number },
): Promise<ChildProcess> {
  for (let round = 0; round < kills; round++) {
    const child = start(round);
    await lineOf(child, /^ready/);
    await new Promise((resolve) => {
      setTimeout(resolve, random() * longestMs);
    });
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }
  return start(kills);
}
