import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Figure, median } from "./figure.js";

const run = promisify(execFile);
const rounds = 41;

/** The time to import modules one after the other, over that of importing the SDK alone: the median of rounds that alternate. */
async function overSdk(...modules: readonly string[]): Promise<number> {
  const sdk = "@aws-sdk/client-servicediscovery";
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const theirs = await timeToImport([sdk]);
    ratios.push((await timeToImport([sdk, ...modules])) / theirs);
  }
  return median(ratios);
}

/** The built package, which imports the SDK. */
export async function importTime(): Promise<Figure> {
  const value = await overSdk("cloudmap-waiter");
  return { name: "Time to import, over that of the SDK alone", value, unit: "×", goal: 1.1 };
}

/** What the package can't be quicker than. */
export async function dependenciesImportTime(): Promise<Figure> {
  const value = await overSdk("p-retry", "eventemitter3");
  return { name: "The same of its two dependencies, without its own code", value, unit: "×" };
}

async function timeToImport(modules: readonly string[]): Promise<number> {
  const imports = modules.map((name) => `await import(${JSON.stringify(import.meta.resolve(name))});`);
  const script = `const start = performance.now(); ${imports.join(" ")} console.log(performance.now() - start);`;
  const { stdout } = await run(process.execPath, ["--no-warnings", "--input-type=module", "-e", script]);
  return Number(stdout);
}
