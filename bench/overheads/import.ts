import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Figure } from "./figure.js";

const run = promisify(execFile);
const rounds = 21;

/**
 * The time to import the built package, which imports the SDK, over that of importing the SDK alone. The fastest of many
 * rounds that alternate counts, as whatever else the machine does only adds to it.
 */
export async function importTime(): Promise<Figure> {
  const sdk = import.meta.resolve("@aws-sdk/client-servicediscovery");
  const own = import.meta.resolve("cloudmap-waiter");
  let [theirs, ours] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < rounds; round++) {
    theirs = Math.min(theirs, await timeToImport(sdk));
    ours = Math.min(ours, await timeToImport(own));
  }
  return { name: "Time to import, over that of the SDK alone", value: ours / theirs, unit: "×", goal: 1.1 };
}

async function timeToImport(module: string): Promise<number> {
  const script = `const start = performance.now(); await import(${JSON.stringify(module)}); console.log(performance.now() - start);`;
  const { stdout } = await run(process.execPath, ["--no-warnings", "--input-type=module", "-e", script]);
  return Number(stdout);
}
