// The whole matrix of faults; run by `npm run test:faults`. With --write it rewrites docs/reliability.md.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type Cell, cells, httpMatrix, networkMatrix, type Result, runCells, violation } from "./matrix.js";
import { isAlone, prepareNamespace, runAlone, whyNoNamespace } from "./network/packets.js";
import { report } from "./report.js";

const { values } = parseArgs({
  options: {
    write: { type: "boolean", default: false },
    /** Only cells whose names contain this. */
    only: { type: "string", default: "" },
    /** Prints every cell. */
    verbose: { type: "boolean", default: false },
    "max-wait-time": { type: "string", default: "10" },
    /** Cells at a time. */
    parallel: { type: "string", default: "60" },
  },
});
const maxWaitTime = Number(values["max-wait-time"]);

const whyNot = isAlone ? undefined : whyNoNamespace();
if (isAlone || whyNot !== undefined) {
  if (isAlone) prepareNamespace();
  else console.log(`Faults of packets are left out: ${whyNot}.`);
  process.exitCode = await runMatrix();
} else process.exitCode = runAlone(process.argv.slice(1));

function nameOf({ fault, moment, setting, status }: Cell): string {
  return [setting.name, fault.name, moment.name, status].join(" | ");
}

function describe({ cell, outcome, requests }: Result): string {
  return `${nameOf(cell)} | ${outcome.outcome}, ${requests} requests, ${outcome.elapsedMs} ms`;
}

/** Returns the exit status. */
async function runMatrix(): Promise<number> {
  const chosen = [httpMatrix, networkMatrix].flatMap((matrix) =>
    cells(matrix, (cell) => nameOf(cell).includes(values.only), ["SUCCESS", "FAIL"]),
  );
  let done = 0;
  const results = await runCells(chosen, maxWaitTime, Number(values.parallel), (result) => {
    done++;
    const wrong = violation(result);
    if (wrong !== undefined) console.log(`lost ${describe(result)}`);
    else if (values.verbose) console.log(describe(result));
    if (done % 100 === 0) console.error(`${done} of ${chosen.length}`);
  });
  const lost = results.filter((result) => violation(result) !== undefined);
  console.log(`${results.length} cells, ${lost.length} endings lost or changed`);
  if (values.write && !isAlone) throw new Error("The page has all faults, so it can't be written here.");
  if (values.write) await writeFile("docs/reliability.md", report(results, maxWaitTime));
  return lost.length === 0 ? 0 : 1;
}
