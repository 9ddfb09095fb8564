import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Figure, median } from "./figure.js";

const run = promisify(execFile);
const rounds = 21;

/** The time to import the built package, which imports the SDK, over that of importing the SDK alone. */
export async function importTime(): Promise<Figure> {
  const sdk = import.meta.resolve("@aws-sdk/client-servicediscovery");
  const own = import.meta.resolve("cloudmap-waiter");
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await timeToImport(sdk);
    const ours = await timeToImport(own);
    ratios.push(ours / ((before + (await timeToImport(sdk))) / 2));
  }
  return { name: "Time to import, over that of the SDK alone", value: median(ratios), unit: "×", goal: 1.1 };
}

async function timeToImport(module: string): Promise<number> {
  const script = `const start = performance.now(); await import(${JSON.stringify(module)}); console.log(performance.now() - start);`;
  const { stdout } = await run(process.execPath, ["--no-warnings", "--input-type=module", "-e", script]);
  return Number(stdout);
}
