// `npm run test:mutants [-- paths of src…]`: changes the code in every small way that Stryker knows, one at a time, and tells
// which changes no test notices. With --resume, only those are tried that none has noticed so far; with --report, none, and
// what is known of them is written to docs/mutants.md.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { hunt, survey } from "./hunt.mjs";
import { buildPackage, bundle, bundleCommand, filesUnder, instrument, root } from "./instrument.mjs";
import { report } from "./report.mjs";
import { KnownResults } from "./results.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tests: { type: "string", multiple: true },
    // Many tests wait for a service rather than compute.
    workers: { type: "string", default: String(2 * availableParallelism()) },
    resume: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
  },
});
const rooms = ["src/core", "src/platform", "src/waiter", "src/web", "src/cli"];
const sources = (positionals.length > 0 ? positionals : rooms)
  .flatMap(filesUnder)
  .filter((file) => /\.tsx?$/.test(file) && !/\/index\.tsx?$/.test(file));
/** The tests of each room: its own, and those of what uses it. */
const testRooms = {
  core: ["test/core", "test/waiter", "test/model"],
  platform: ["test/platform", "test/waiter", "test/model"],
  waiter: ["test/waiter", "test/model"],
  web: ["test/web", "test/ui/progress-store.test.ts"],
  cli: ["test/cli", "test/security/command.process.test.ts"],
};
const changed = new Set(sources.map((file) => file.split("/")[1]));
/** These run other programs all the time, in which no mutant is active, or need a terminal of the system's. */
const elsewhere =
  /purity|test-d|fake-timers|terminal\.process|exit\.process|frozen\.process|deploy\.process|inherited-signals\.process|full-disk/;
const testFiles = [
  ...new Set((values.tests ?? [...changed].flatMap((room) => testRooms[room])).flatMap(filesUnder)),
].filter((file) => file.endsWith(".test.ts") && !elsewhere.test(file));

const { code, mutants } = await instrument(sources);
const known = new Map(sources.map((file) => [file, new KnownResults(file)]));
const isKilled = ({ file, index }) => Boolean(known.get(file).killerOf(index));

if (!values.report) {
  const startedAt = Date.now();
  process.env["MODEL_SCRIPTS"] = "40";
  // As in vitest.config.ts: npm's own word would change how the command calls itself.
  process.env["npm_command"] = "";
  process.env["CLOUDMAP_WAITER_BUILT"] = buildPackage(code);
  const bundles = await bundle(testFiles, code);
  const command = changed.has("cli") ? { bundle: await bundleCommand(code), root } : undefined;
  const crew = { workers: Number(values.workers), workerData: { bundles, command } };
  const hunted = values.resume ? mutants.filter((mutant) => !isKilled(mutant)) : mutants;
  console.log(
    `${hunted.length} of ${mutants.length} mutants in ${sources.length} files, ${testFiles.length} test files`,
  );
  let told = 0;
  await hunt(hunted, await survey(testFiles, crew), crew, ({ file, index }, killer) => {
    known.get(file).set(index, killer);
    if (++told % 100 === 0)
      console.log(`${told} of ${hunted.length} after ${Math.round((Date.now() - startedAt) / 1000)} s`);
  });
}

process.exitCode = report({ mutants, known, isWritten: values.report }) ? 0 : 1;
