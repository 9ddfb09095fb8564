// Bugs that were seen in packages that wait, in their issues or by running them, and one check for each.
import { batchChecks } from "./batch.js";
import { type Bug, gapsOf, sdkError, usual, type Verdict, waitIn } from "./bug.js";
import { failureBugs } from "./failures.js";
import { handleBugs } from "./handles.js";
import type { Subject } from "./subject.js";
import { inWorld, type World } from "./world.js";

const anHourMs = 3_600_000;

async function burst(subject: Subject): Promise<Verdict> {
  if (!subject.hasDeadline) return undefined;
  const { polls } = await waitIn(
    subject,
    ["PENDING"],
    { minDelay: 1, maxDelay: 120, maxWaitTime: 5 },
    10_000,
  );
  // One final poll may come when it must.
  return gapsOf(polls)
    .slice(0, -1)
    .every((gap) => gap >= 850);
}

async function early(subject: Subject): Promise<Verdict> {
  if (!subject.hasDeadline) return undefined;
  for (const maxWaitTime of [3, 3.5, 5]) {
    const { settled, polls } = await waitIn(
      subject,
      ["PENDING"],
      { minDelay: 0.1, maxDelay: 2, maxWaitTime },
      20_000,
    );
    const deadlineMs = maxWaitTime * 1000;
    if (settled.type !== "rejected" || settled.atMs < deadlineMs || settled.atMs > deadlineMs + 100)
      return false;
    if ((polls.at(-1) ?? 0) < deadlineMs - 1000) return false;
  }
  return true;
}

async function jitter(subject: Subject): Promise<Verdict> {
  const gaps = new Set<number>();
  for (const id of ["op-1", "op-2"]) {
    const how = { minDelay: 1, maxDelay: 2, maxWaitTime: 60, id };
    const { polls } = await waitIn(subject, ["PENDING"], how, 55_000);
    for (const gap of gapsOf(polls.filter((at) => at > 20_000 && at < 50_000))) gaps.add(Math.round(gap));
  }
  return gaps.size > 3;
}

async function deadlineInFlight(subject: Subject): Promise<Verdict> {
  if (!subject.hasDeadline) return undefined;
  const how = { maxWaitTime: 2, requestTimeout: 60 };
  const { settled } = await inWorld(["silence"], async (world) => ({
    // A request that ignores its signal as well.
    settled: await world.settle(
      subject.wait({ ...world, get: () => world.get() }, { ...usual, ...how }),
      60_000,
    ),
  }));
  return settled.type === "rejected" && settled.atMs <= 2100;
}

async function hungAttempt(subject: Subject): Promise<Verdict> {
  const { settled } = await waitIn(subject, ["silence", "SUCCESS"], { requestTimeout: 2 }, 50_000);
  return settled.type === "resolved";
}

async function preAborted(subject: Subject): Promise<Verdict> {
  if (!subject.hasSignal) return undefined;
  const { settled, polls } = await waitIn(subject, ["SUCCESS"], { signal: AbortSignal.abort("no") }, 5000);
  return settled.type === "rejected" && polls.length === 0;
}

async function abortInSleep(subject: Subject): Promise<Verdict> {
  if (!subject.hasSignal) return undefined;
  return await inWorld(["PENDING"], async (world) => {
    const stop = new AbortController();
    const waiting = subject.wait(world, { ...usual, minDelay: 3, signal: stop.signal });
    await world.settle(waiting, 500);
    stop.abort("enough");
    const settled = await world.settle(waiting, 0);
    const { length } = world.polls;
    const timers = world.timers();
    await world.pass(30_000);
    return settled.type === "rejected" && timers === 0 && world.polls.length === length;
  });
}

async function abortInFlight(subject: Subject): Promise<Verdict> {
  if (!subject.hasSignal) return undefined;
  return await inWorld(["silence"], async (world) => {
    const stop = new AbortController();
    const how = { ...usual, signal: stop.signal };
    const waiting = subject.wait(world, how);
    await world.settle(waiting, 500);
    const reason = new Error("enough");
    stop.abort(reason);
    const settled = await world.settle(waiting, 1);
    const isReason =
      settled.type === "rejected" && (settled.error === reason || causeOf(settled.error) === reason);
    return isReason && world.aborted() === 1;
  });
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

async function listeners(subject: Subject): Promise<Verdict> {
  if (!subject.hasSignal) return undefined;
  for (const answers of [
    ["SUCCESS"],
    ["PENDING", "FAIL"],
    ["PENDING"],
    [sdkError("AccessDeniedException")],
  ]) {
    const isClean = await inWorld(answers, async (world) => {
      const { signal } = new AbortController();
      let count = 0;
      const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
      signal.addEventListener = (...given: Parameters<typeof add>) => {
        count++;
        add(...given);
      };
      signal.removeEventListener = (...given: Parameters<typeof remove>) => {
        count--;
        remove(...given);
      };
      // The check's own listener would count too.
      const quiet: World = { ...world, get: async () => await world.get() };
      await world.settle(subject.wait(quiet, { ...usual, maxWaitTime: 20, signal }), 40_000);
      return count <= 0 && signal.onabort === null;
    });
    if (!isClean) return false;
  }
  return true;
}

async function badOptions(subject: Subject): Promise<Verdict> {
  for (const minDelay of [undefined, Number.NaN]) {
    const how = { minDelay: minDelay as number, maxWaitTime: 60 };
    const { polls } = await waitIn(subject, ["PENDING"], how, 500);
    if (polls.length > 5) return false;
  }
  if (!subject.hasDeadline) return true;
  const { settled, polls } = await waitIn(subject, ["PENDING"], { maxWaitTime: Number.NaN }, 2 * anHourMs);
  return settled.type === "rejected" && polls.length < 1000;
}

async function longDelay(subject: Subject): Promise<Verdict> {
  const days = 40 * 24 * 3600;
  const how = { minDelay: days, maxDelay: days, maxWaitTime: 2 * days };
  const { polls } = await waitIn(subject, ["PENDING"], how, 300);
  return polls.length <= 2;
}

async function clockJump(subject: Subject): Promise<Verdict> {
  for (const byMs of [anHourMs, -anHourMs]) {
    const isRight = await inWorld(["PENDING"], async (world) => {
      const waiting = subject.wait(world, { ...usual, minDelay: 0.5, maxDelay: 1, maxWaitTime: 20 });
      await world.settle(waiting, 300);
      world.jump(byMs);
      const before = await world.settle(waiting, 15_000);
      if (before.type !== "pending") return false;
      return !subject.hasDeadline || (await world.settle(waiting, 10_000)).type === "rejected";
    });
    if (!isRight) return false;
  }
  return true;
}

async function shortTimeout(subject: Subject): Promise<Verdict> {
  if (!subject.hasDeadline) return undefined;
  const { settled, polls } = await waitIn(
    subject,
    ["SUCCESS"],
    { minDelay: 2, maxDelay: 5, maxWaitTime: 1 },
    5000,
  );
  return settled.type === "resolved" && polls.length === 1;
}

/** From the time between polls to the life of the process. */
export const bugs: readonly Bug[] = [
  { title: "a burst of polls just before the deadline", check: burst },
  { title: "gives up before the deadline, or without a last poll", check: early },
  { title: "no jitter once the delay has reached its longest", check: jitter },
  { title: "the deadline waits for the request in progress", check: deadlineInFlight },
  { title: "a request that hangs is waited for without end", check: hungAttempt },
  { title: "polls although the signal has aborted already", check: preAborted },
  { title: "an abort between polls leaves a timer, or another poll", check: abortInSleep },
  { title: "an abort doesn't reach the request, or loses its reason", check: abortInFlight },
  { title: "leaves listeners on the caller's signal", check: listeners },
  { title: "polls without a pause for an undefined or NaN option", check: badOptions },
  { title: "polls without a pause for a delay that no timer can hold", check: longDelay },
  { title: "a jump of the clock ends the wait, or lets it go on for ever", check: clockJump },
  ...failureBugs,
  ...handleBugs,
  ...batchChecks,
  { title: "a timeout shorter than the delay makes no poll", check: shortTimeout },
];
