// Runs the tests once to see which mutants each reaches, and then for one mutant after another those that reach it.
import { Worker } from "node:worker_threads";
import { nearness } from "./instrument.mjs";

/** A test that takes longer is not worth running for each. */
const longestTestMs = 5000;
/** For so long a mutant is hunted by tests of other files than its own: so what is told of survivors is the worst case. */
const longestHuntMs = 6000;
/** What counts as a file is loaded can be what any of its tests is about. */
const longestHuntAtLoadMs = 20_000;

/** Runs jobs on workers, each of which is replaced when it doesn't answer. */
async function runJobs(jobs, { workers, workerData }, patience, done) {
  const queue = [...jobs];
  const serve = async () => {
    let worker;
    while (queue.length > 0) {
      worker ??= new Worker(new URL("worker.mjs", import.meta.url), {
        workerData: { ...workerData, longestTestMs },
      });
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
  await Promise.all(Array.from({ length: workers }, serve));
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

/** What each test reaches. */
export async function survey(testFiles, crew) {
  const surveys = [];
  await runJobs(
    testFiles.map((file) => ({ type: "survey", file })),
    crew,
    () => 600_000,
    (job, answer) => {
      if (answer?.results === undefined)
        throw new Error(`${job.file} did not run: ${answer?.message ?? "it hung"}`);
      surveys.push(answer);
      const tookMs = answer.results.reduce((sum, result) => sum + result.tookMs, 0);
      console.log(`${job.file}: ${answer.results.length} tests in ${Math.round(tookMs)} ms`);
      for (const { id, passed, error } of answer.results)
        if (!passed)
          console.log(
            `left out, as it fails here: ${job.file}: ${id}\n  ${error.split("\n", 3).join("\n  ")}`,
          );
    },
  );
  return surveys;
}

/** Hunts mutants, and tells of each by what it was killed: nothing if it survived, undefined if no test reaches it. */
export async function hunt(mutants, surveys, crew, tell) {
  const plans = mutants.map((mutant) => planFor(mutant, surveys));
  for (const { mutant, plan } of plans) if (plan.length === 0) tell(mutant, undefined);
  await runJobs(
    plans.filter(({ plan }) => plan.length > 0),
    crew,
    // A change that makes an endless loop can only be noticed by the clock.
    ({ usualMs }) => 5000 + 5 * usualMs,
    ({ mutant }, answer) => {
      const { killer = "", timedOut } = answer ?? { killer: "its time limit", timedOut: true };
      tell(mutant, timedOut ? `${killer} (by the clock)` : killer);
    },
  );
}

/** The tests that reach a mutant: the nearest file first, then the quickest tests, as many as there is time for. */
function planFor(mutant, surveys) {
  const { id, file: source } = mutant;
  let [hits, usualMs, farMs] = [0, 0, 0];
  const plan = [];
  for (const { file, atLoad, resetsModules, results } of surveys.toSorted(
    (a, b) => rank(a, source) - rank(b, source),
  )) {
    const isAtLoad = id in atLoad;
    const isFar = nearness(file, source) < 2;
    const budgetMs = isAtLoad ? longestHuntAtLoadMs : longestHuntMs;
    const ids = [];
    for (const { id: testId, passed, reached, tookMs } of results.toSorted((a, b) => a.tookMs - b.tookMs)) {
      if (!passed || !(isAtLoad || id in reached)) continue;
      if (tookMs > longestTestMs || (isFar && farMs + tookMs > budgetMs)) break;
      if (isFar) farMs += tookMs;
      hits += reached[id] ?? 0;
      usualMs += tookMs;
      ids.push({ id: testId, limitMs: Math.round(2000 + 5 * tookMs) });
    }
    if (ids.length > 0) plan.push({ file, ids, isLoadedAnew: isAtLoad || resetsModules });
  }
  return { type: "hunt", id, hits, usualMs, plan, mutant };
}

function rank({ file, results }, source) {
  const tookMs = results.reduce((sum, result) => sum + result.tookMs, 0);
  return tookMs - 1e6 * nearness(file, source);
}
