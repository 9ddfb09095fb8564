// `npm run test:mutants [-- paths of src…] [--write]`: changes the code in every small way that Stryker knows, one at a
// time, and tells which changes no test notices.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import {
  buildPackage,
  bundle,
  bundleCommand,
  filesUnder,
  instrument,
  nearness,
  root,
} from "./instrument.mjs";
import { report } from "./report.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tests: { type: "string", multiple: true },
    // Many tests wait for a service rather than compute.
    workers: { type: "string", default: String(2 * availableParallelism()) },
    write: { type: "boolean", default: false },
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
/** These run other programs all the time, in which no mutant is active. */
const elsewhere =
  /purity|test-d|fake-timers|exit\.process|frozen\.process|deploy\.process|inherited-signals|full-disk/;
const testFiles = [
  ...new Set((values.tests ?? [...changed].flatMap((room) => testRooms[room])).flatMap(filesUnder)),
].filter((file) => file.endsWith(".test.ts") && !elsewhere.test(file));

const startedAt = Date.now();
process.env["MODEL_SCRIPTS"] = "40";
const { code, mutants } = await instrument(sources);
const bundles = await bundle(testFiles, code);
const command = changed.has("cli") ? { bundle: await bundleCommand(code), root } : undefined;
process.env["CLOUDMAP_WAITER_BUILT"] = buildPackage(code);
console.log(`${mutants.length} mutants in ${sources.length} files, ${testFiles.length} test files`);

/** Runs jobs on workers, each of which is replaced when it doesn't answer. */
async function runJobs(jobs, patience, done) {
  const queue = [...jobs];
  const serve = async () => {
    let worker;
    while (queue.length > 0) {
      worker ??= new Worker(new URL("worker.mjs", import.meta.url), { workerData: { bundles, command } });
      const job = queue.shift();
      const answer = await ask(worker, job, patience(job));
      if (answer === undefined || answer.timedOut || answer.error) {
        await worker.terminate();
        worker = undefined;
      }
      done(job, answer);
    }
    await worker?.terminate();
  };
  await Promise.all(Array.from({ length: Number(values.workers) }, serve));
}

function ask(worker, job, ms) {
  return new Promise((resolve) => {
    const settle = (answer) => {
      clearTimeout(timer);
      worker.off("message", settle).off("error", fail).off("exit", leave);
      resolve(answer);
    };
    const fail = (error) => settle({ ...job, killer: "the process", message: String(error), error: true });
    const leave = () => fail("it exited");
    const timer = setTimeout(() => settle(undefined), ms);
    worker.on("message", settle).on("error", fail).on("exit", leave);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(job);
  });
}

const surveys = [];
await runJobs(
  testFiles.map((file) => ({ type: "survey", file })),
  () => 600_000,
  (job, answer) => {
    if (answer?.results === undefined)
      throw new Error(`${job.file} did not run: ${answer?.message ?? "it hung"}`);
    surveys.push(answer);
    const tookMs = answer.results.reduce((sum, result) => sum + result.tookMs, 0);
    console.log(`${job.file}: ${answer.results.length} tests in ${Math.round(tookMs)} ms`);
    for (const { id, passed, error } of answer.results)
      if (!passed)
        console.log(`left out, as it fails here: ${job.file}: ${id}\n  ${error.split("\n", 3).join("\n  ")}`);
  },
);

/** A test that takes longer is not worth running for each. */
const longestTestMs = 5000;
/** For so long a mutant is hunted by tests of other files than the mirrored one: so what is told of survivors is the worst case. */
const longestHuntMs = 4000;

/** The tests that reach a mutant: the nearest file first, then the quickest tests, as many as there is time for. */
function planFor({ id, file: source }) {
  let [hits, usualMs] = [0, 0];
  const plan = [];
  let isReached = false;
  for (const { file, atLoad, results } of surveys.toSorted((a, b) => rank(a, source) - rank(b, source))) {
    const isAtLoad = id in atLoad;
    const ids = [];
    for (const { id: testId, passed, reached, tookMs } of results.toSorted((a, b) => a.tookMs - b.tookMs)) {
      if (!passed || !(isAtLoad || id in reached)) continue;
      isReached = true;
      if (tookMs > longestTestMs) break;
      if (usualMs + tookMs > longestHuntMs && nearness(file, source) < 1) break;
      hits += reached[id] ?? 0;
      usualMs += tookMs;
      ids.push({ id: testId, limitMs: Math.round(2000 + 5 * tookMs) });
    }
    if (ids.length > 0) plan.push({ file, ids, isAtLoad });
  }
  return { type: "hunt", id, hits, usualMs, plan, isReached };
}

function rank({ file, results }, source) {
  const tookMs = results.reduce((sum, result) => sum + result.tookMs, 0);
  return tookMs - 1e6 * nearness(file, source);
}

const results = new Map();
const jobs = mutants.map(planFor);
await runJobs(
  jobs.filter(({ plan }) => plan.length > 0),
  // A change that makes an endless loop can only be noticed by the clock.
  ({ usualMs }) => 5000 + 5 * usualMs,
  (job, answer) => {
    results.set(job.id, answer ?? { id: job.id, killer: "its time limit", timedOut: true });
    if (process.env["DEBUG_MUTANTS"])
      console.log(job.id, job.usualMs, answer?.killer, answer?.message?.slice(0, 100));
    if (results.size % 100 === 0)
      console.log(
        `${results.size} of ${mutants.length} after ${Math.round((Date.now() - startedAt) / 1000)} s`,
      );
  },
);

process.exitCode = report({ mutants, results, jobs, tookMs: Date.now() - startedAt, isWritten: values.write })
  ? 0
  : 1;
