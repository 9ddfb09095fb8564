// `npm run test:nodes [-- --nodes 20,22 --sdks oldest,newest --project unit]`: runs the suite with each Node, on Linux (x64),
// and with the oldest and the newest SDK client that the package allows.
import { spawnSync } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const { values } = parseArgs({
  options: {
    nodes: { type: "string", default: "20,22,24,26" },
    sdks: { type: "string", default: "oldest,newest" },
    project: { type: "string", multiple: true, default: ["unit", "process"] },
  },
});

const runs = values.nodes
  .split(",")
  .flatMap((node) => values.sdks.split(",").map((sdk) => ({ node, sdk, failed: runSuite(node, sdk) })));
for (const { node, sdk, failed } of runs)
  console.log(`${failed ? "FAILED" : "ok    "}  Node ${node}, ${sdk} SDK`);
if (runs.some(({ failed }) => failed)) process.exitCode = 1;

/** Returns whether a test failed. */
function runSuite(node, sdk) {
  const bin = join(here, `node_modules/node-${node}/bin`);
  const PATH = [bin, process.env["PATH"]].join(delimiter);
  const execPath = join(bin, "node");
  const version = spawnSync(execPath, ["--version"], { encoding: "utf8" }).stdout.trim();
  console.log(`\nNode ${version}, ${sdk} SDK`);
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const projects = values.project.flatMap((project) => ["--project", project]);
  const { status } = spawnSync(execPath, [vitest, "run", "--reporter=dot", ...projects], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PATH, TEST_SDK: sdk },
  });
  return status !== 0;
}
