// Runs tests in this process: all of them once, to see which mutants each reaches, then for one mutant after another those
// that reach it, until one fails.
import { parentPort, workerData } from "node:worker_threads";
import { collect, modules, runTest, Skipped } from "./vitest.mjs";

const { setImmediate } = globalThis;
/* oxlint-disable unicorn/require-post-message-target-origin -- a thread's port has no origin */

const { bundles, longestTestMs } = workerData;
// oxlint-disable-next-line no-underscore-dangle -- where Stryker's instrumented code looks
const space = (globalThis.__stryker__ = { mutantCoverage: { static: {}, perTest: {} } });
let loads = 0;
let loose;
const keepLoose = (error) => {
  loose ??= error ?? new Error("an empty rejection");
};
process.on("uncaughtException", keepLoose);
process.on("unhandledRejection", keepLoose);
if (process.env["DEBUG_MUTANTS"])
  process.on("uncaughtException", console.error).on("unhandledRejection", console.error);

/** Loads a bundle anew, with all its state, while the active mutant may be one that counts only then. */
async function load(file) {
  return await collect(async () => await import(`${bundles.get(file)}?${++loads}`));
}

const loaded = new Map();
async function testsOf(file) {
  if (!loaded.has(file)) loaded.set(file, await load(file));
  return loaded.get(file);
}

/** Whether a test passes; an error that nobody caught counts as a failure too. */
async function passes(test, limitMs) {
  loose = undefined;
  try {
    await runTest(test, limitMs);
  } catch (error) {
    if (!(error instanceof Skipped)) return { passed: false, error };
  }
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  return { passed: loose === undefined, error: loose };
}

/** Runs all tests of a file and tells what each reaches. */
async function survey(file) {
  space.activeMutant = undefined;
  space.mutantCoverage = { static: {}, perTest: {} };
  space.currentTestId = undefined;
  modules.areReset = false;
  const tests = await load(file);
  loaded.set(file, tests);
  const results = [];
  for (const test of tests) {
    space.currentTestId = test.id;
    const start = performance.now();
    const { passed, error } = await passes(test, longestTestMs);
    space.currentTestId = undefined;
    results.push({
      id: test.id,
      passed,
      error: passed ? undefined : String(error?.stack ?? error),
      tookMs: performance.now() - start,
      reached: space.mutantCoverage.perTest[test.id] ?? {},
    });
  }
  return { file, atLoad: space.mutantCoverage.static, resetsModules: modules.areReset, results };
}

/** Which test kills a mutant, if one does. `plan` lists the files and tests that reach it. */
async function hunt({ id, hits, plan }) {
  space.hitLimit = 1000 + hits * 100;
  let timedOut = false;
  for (const { file, ids, isLoadedAnew } of plan) {
    space.hitCount = 0;
    space.activeMutant = id;
    let tests;
    try {
      tests = isLoadedAnew ? await load(file) : await testsOf(file);
    } catch (error) {
      space.activeMutant = undefined;
      return { id, killer: `${file} (as it is loaded)`, message: String(error) };
    }
    for (const { id: testId, limitMs } of ids) {
      const test = tests.find((each) => each.id === testId);
      if (test === undefined) continue;
      space.hitCount = 0;
      const { passed, error } = await passes(test, limitMs);
      if (passed) continue;
      space.activeMutant = undefined;
      timedOut = /timed out/.test(String(error));
      return { id, killer: `${file}: ${testId}`, message: String(error).slice(0, 300), timedOut };
    }
  }
  space.activeMutant = undefined;
  return { id };
}

async function answer({ type, ...job }) {
  try {
    return type === "survey" ? await survey(job.file) : await hunt(job);
  } catch (error) {
    return { ...job, message: String(error?.stack ?? error) };
  }
}

parentPort.on("message", (job) => {
  void answer(job).then((result) => parentPort.postMessage(result));
});
