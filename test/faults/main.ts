// The faults of HTTP and of the network; run by `npm run test:faults`. With --write it rewrites their pages.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type Cell, cells, httpMatrix, networkMatrix, type Result, runCells, violation } from "./matrix.js";
import { isAlone, prepareNamespace, runAlone, whyNoNamespace } from "./network/packets.js";
import { httpReport, networkReport } from "./report.js";

const { values } = parseArgs({
  options: {
    write: { type: "boolean", default: false },
    /** `http` or `network`; both by default. */
    matrix: { type: "string" },
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

function nameOf({ fault, moment, setting, status }: Cell): string {
  return [setting.name, fault.name, moment.name, status].join(" | ");
}

function describe({ cell, outcome, requests }: Result): string {
  return `${nameOf(cell)} | ${outcome.outcome}, ${requests} requests, ${outcome.elapsedMs} ms`;
}

/** Each with the page that it writes. */
const matrices = {
  http: { matrix: httpMatrix, page: "docs/reliability.md", report: httpReport },
  network: { matrix: networkMatrix, page: "docs/reliability-network.md", report: networkReport },
} as const;

const whyNot = isAlone ? undefined : whyNoNamespace();
if (isAlone || whyNot !== undefined) {
  if (isAlone) prepareNamespace();
  else console.log(`Faults of packets are left out: ${whyNot}.`);
  process.exitCode = await runMatrices();
} else process.exitCode = runAlone(process.argv.slice(1));

/** Returns the exit status. */
async function runMatrices(): Promise<number> {
  let allLost = 0;
  for (const [name, { matrix, page, report }] of Object.entries(matrices)) {
    if (values.matrix !== undefined && values.matrix !== name) continue;
    const chosen = cells(matrix, (cell) => nameOf(cell).includes(values.only), ["SUCCESS", "FAIL"]);
    let done = 0;
    const results = await runCells(chosen, maxWaitTime, Number(values.parallel), (result) => {
      done++;
      const wrong = violation(result);
      if (wrong !== undefined) console.log(`lost ${describe(result)}`);
      else if (values.verbose) console.log(describe(result));
      if (done % 100 === 0) console.error(`${done} of ${chosen.length}`);
    });
    const lost = results.filter((result) => violation(result) !== undefined);
    console.log(`${name}: ${results.length} cells, ${lost.length} endings lost or changed`);
    allLost += lost.length;
    if (values.write && !isAlone) throw new Error("A page has all faults, so it can't be written here.");
    if (values.write) await writeFile(page, report(results, maxWaitTime));
  }
  return allLost === 0 ? 0 : 1;
}
