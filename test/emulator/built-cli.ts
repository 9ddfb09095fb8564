/** `cloudmap-emulator` as it is shipped: compiled, in a folder of its own, so that no other build is disturbed. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, onTestFinished } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Compiles the package and returns the path of the command; the folder goes when the file's tests are over. */
export function buildCli(): string {
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "cloudmap-emulator-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  copyFileSync(join(root, "package.json"), join(folder, "package.json"));
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const project = join(root, "tsconfig.build.json");
  execFileSync(process.execPath, [compiler, "-p", project, "--outDir", join(folder, "dist")], {
    cwd: dirname(project),
  });
  return join(folder, "dist/emulator/cli.js");
}

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  /** What has been printed so far. */
  readonly printed: { stdout: string; stderr: string };
  readonly finished: Promise<Finished>;
}

/** Runs a program; it is killed when the test ends, should it still be there. */
export function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Running {
  const child = spawn(file, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const printed = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (printed.stderr += text));
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, ...printed }));
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return { process: child, printed, finished };
}

/** Starts the emulator and waits for its ready line; returns the address in it. */
export async function startCli(
  cli: string,
  args: readonly string[],
): Promise<Running & { readonly url: string }> {
  const running = run(process.execPath, [cli, "--port", "0", ...args]);
  const url = await new Promise<string>((resolve, reject) => {
    const look = (): void => {
      const [, found] = /^cloudmap-emulator listening on (http:\S+)\n/.exec(running.printed.stdout) ?? [];
      if (found !== undefined) resolve(found);
    };
    running.process.stdout?.on("data", look);
    running.finished.then(({ stderr }) => reject(new Error(`It ended: ${stderr}`)), reject);
  });
  return { ...running, url };
}
