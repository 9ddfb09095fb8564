import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** The folder in which the packed package is installed (see install.ts). */
export function consumer(): string {
  const folder = process.env["CLOUDMAP_WAITER_CONSUMERS"];
  if (folder === undefined)
    throw new Error("test/consumers/install.ts has not run: is it vitest's globalSetup?");
  return folder;
}

/** The same with the oldest SDK. */
export function consumerOfOldestSdk(): string {
  return join(consumer(), "oldest");
}

export interface Ended {
  readonly code: number | null;
  /** stdout and stderr, as they came. */
  readonly printed: string;
  readonly stdout: string;
}

/** Runs a program in a folder, without the settings of the runner of these tests. */
export async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  more: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const { NODE_OPTIONS: _options, NODE_ENV: _environment, VITEST: _vitest, ...rest } = process.env;
  const env = { ...rest, ...more };
  // npm is a script on Windows, which only a shell starts.
  const shell = process.platform === "win32" && command === "npm";
  const child = spawn(command, args, { cwd, env, shell, stdio: ["ignore", "pipe", "pipe"] });
  const ended = { printed: "", stdout: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    ended.stdout += text;
    ended.printed += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (ended.printed += text));
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...ended }));
  });
}

/** Runs what must not fail; resolves with its stdout. */
export async function mustRun(
  command: string,
  args: readonly string[],
  cwd: string,
  more: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { code, printed, stdout } = await run(command, args, cwd, more);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}: ${printed}`);
  return stdout;
}

/** A program of an installed package, to be run by Node. */
export function bin(path: string): string {
  return join(consumer(), "node_modules", path);
}

/** The Nodes to try: the one that runs this, and those of package.json that there are for this kind of machine. */
export function nodes(): readonly (readonly [name: string, program: string])[] {
  const others = ["node-20.19", "node-22.12", "node-24", "node-26"]
    .map((name) => [name, bin(`${name}/bin/node`)] as const)
    .filter(([, program]) => existsSync(program));
  return [["this Node", process.execPath], ...others];
}
