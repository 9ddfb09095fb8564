import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { cpuPerPausedSend, cpuPerPoll } from "./cpu.js";
import type { Figure } from "./figure.js";
import { dependenciesImportTime, importTime } from "./import.js";
import { ownCode } from "./size.js";

const run = promisify(execFile);

/** What is measured, by the name with which it can be picked. */
const measurements: readonly (readonly [string, () => Promise<Figure>])[] = [
  ["cpu-1", () => cpuPerPoll(1)],
  ["cpu-paused", cpuPerPausedSend],
  ...[20, 1000, 10_000].map((waits) => [`cpu-${waits}`, () => cpuPerPoll(waits)] as const),
  [
    "block-all-at-once",
    () =>
      blocking(
        "all-at-once",
        "Longest turn of the event loop after `waitForOperations` with 100,000 operations",
      ),
  ],
  [
    "block-one-by-one",
    () =>
      blocking("one-by-one", "The same after 100,000 calls of a fleet's `add` in one turn, which counts too"),
  ],
  ["block-abort", () => blocking("abort", "The same after these are aborted")],
  ["memory-fleet", () => memory("fleet", "Heap held by each of 100,000 waiting operations: in a fleet")],
  [
    "memory-single",
    () => memory("single", "Heap held by each of 100,000 waiting operations: `waitForOperation`"),
  ],
  ["import", importTime],
  ["import-dependencies", dependenciesImportTime],
  ["size-one", () => ownCode("`waitForOperation`", "one-wait.js", 8 * 1024)],
  ["size-many", () => ownCode("`waitForOperations`", "many-waits.js")],
  ["size-all", () => ownCode("all that is exported", "../../src/index.js")],
];

/** Measures one after another those of one name, or of a group, such as `cpu`; all without it. */
export async function* measureOverheads(only = ""): AsyncGenerator<Figure, void, undefined> {
  for (const [name, measure] of measurements) {
    if (name === only || name.startsWith(`${only}-`) || only === "") yield await measure();
  }
}

async function blocking(what: string, name: string): Promise<Figure> {
  return { name, value: await own("blocking.js", what), unit: "ms", goal: 50 };
}

async function memory(what: string, name: string): Promise<Figure> {
  return { name, value: await own("memory.js", what), unit: "bytes", goal: 2048 };
}

/** A figure that a program of its own prints. */
async function own(program: string, what: string): Promise<number> {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const { stdout } = await run(process.execPath, ["--expose-gc", "--no-warnings", file, what]);
  return Number(stdout);
}
