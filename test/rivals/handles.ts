// Bugs of things that outlive one call: handles, listeners, stored waits.
import { type Bug, usual, type Verdict } from "./bug.js";
import type { Subject } from "./subject.js";
import { inWorld } from "./world.js";

/** Runs a check and tells what went uncaught meanwhile. */
async function withUncaught<T>(check: () => Promise<T>): Promise<{ value: T; uncaught: number }> {
  const types = ["uncaughtException", "unhandledRejection"] as const;
  const before = types.map((type) => process.listeners(type as "uncaughtException"));
  let uncaught = 0;
  for (const type of types) {
    process.removeAllListeners(type);
    process.on(type as "uncaughtException", () => uncaught++);
  }
  try {
    const value = await check();
    for (let turn = 0; turn < 5; turn++)
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    return { value, uncaught };
  } finally {
    for (const [index, type] of types.entries()) {
      process.removeAllListeners(type);
      for (const listener of before[index] ?? []) process.on(type as "uncaughtException", listener);
    }
  }
}

function throwing(): never {
  throw new Error("a listener's own fault");
}

async function throwingListener(subject: Subject): Promise<Verdict> {
  const { waitWithListener } = subject;
  if (waitWithListener === undefined) return undefined;
  const { value } = await withUncaught(
    async () =>
      await inWorld(["SUBMITTED", "PENDING", "SUCCESS"], async (world) => {
        return await world.settle(waitWithListener(world, usual, throwing), 50_000);
      }),
  );
  return value.type === "resolved";
}

async function secondWait(subject: Subject): Promise<Verdict> {
  const { handle } = subject;
  if (handle === undefined) return undefined;
  return await inWorld(["PENDING", "PENDING", "PENDING", "SUCCESS"], async (world) => {
    const { wait } = handle(world, usual);
    const both = await world.settle(Promise.all([wait(), wait()]), 50_000);
    const { length } = world.polls;
    const again = await world.settle(wait(), 50_000);
    return both.type === "resolved" && length === 4 && again.type === "resolved";
  });
}

async function lonelyHandle(subject: Subject): Promise<Verdict> {
  const { handle } = subject;
  if (handle === undefined) return undefined;
  const { value, uncaught } = await withUncaught(
    async () =>
      await inWorld(["FAIL"], async (world) => {
        const { object, wait, onEvent } = handle(world, usual);
        onEvent?.(() => {});
        // Nobody awaits it.
        void wait();
        await world.pass(5000);
        return "then" in object;
      }),
  );
  return !value && uncaught === 0;
}

async function restore(subject: Subject): Promise<Verdict> {
  const { restoreFailure } = subject;
  if (restoreFailure === undefined) return undefined;
  return await inWorld(["FAIL"], async (world) => {
    const settled = await world.settle(restoreFailure(world, usual), 50_000);
    return settled.type === "rejected" && settled.error instanceof Error && settled.error.message !== "";
  });
}

async function eventPerTransition(subject: Subject): Promise<Verdict> {
  const { handle } = subject;
  if (handle === undefined) return undefined;
  return await inWorld(["SUBMITTED", "PENDING", "PENDING", "SUBMITTED", "SUCCESS"], async (world) => {
    const { wait, onEvent } = handle(world, usual);
    let events = 0;
    onEvent?.(() => events++);
    const settled = await world.settle(wait(), 50_000);
    return settled.type === "resolved" && events === 3;
  });
}

export const handleBugs: readonly Bug[] = [
  { title: "a listener that throws ends the wait", check: throwingListener },
  { title: "a second wait on one handle polls twice, or never settles", check: secondWait },
  { title: "a handle that nobody awaits crashes the process, or is swallowed by await", check: lonelyHandle },
  { title: "a failure that was stored is no error once restored", check: restore },
  {
    title: "an event for each poll instead of each change, or a step back that counts",
    check: eventPerTransition,
  },
];
