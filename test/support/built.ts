/** The package as it is shipped: compiled, in a folder of its own, so that no other build is disturbed. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, onTestFinished } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Compiles the package and returns the path of its `dist`; the folder goes when the file's tests are over. */
export function buildPackage(): string {
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "cloudmap-waiter-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  copyFileSync(join(root, "package.json"), join(folder, "package.json"));
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const project = join(root, "tsconfig.build.json");
  execFileSync(process.execPath, [compiler, "-p", project, "--outDir", join(folder, "dist")], {
    cwd: dirname(project),
  });
  return join(folder, "dist");
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

/** Runs a program, with a text on its stdin, or with one that stays open for null; it is killed when the test ends, should it still be there. */
export function run(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  stdin: string | null = "",
): Running {
  const child = spawn(file, args, { env, stdio: "pipe" });
  // A program that has ended without reading leaves a broken pipe behind.
  child.stdin.on("error", () => {});
  if (stdin !== null) child.stdin.end(stdin);
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
