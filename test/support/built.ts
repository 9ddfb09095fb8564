/** The package as it is shipped: compiled, in a folder of its own, so that no other build is disturbed. */
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** The path of the compiled package's `dist`, which the run of the tests has made once for all (see build.ts and build-code.ts). */
export function builtPackage(): string {
  const folder = process.env["CLOUDMAP_WAITER_BUILT"];
  if (folder === undefined)
    throw new Error(
      "the package was not built: is test/support/build.ts or build-code.ts vitest's globalSetup?",
    );
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
