// Bugs that only something made for Cloud Map, or for many waits, can have; and the life of the process.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { waitForOperation } from "../../src/waiter/wait-for-operation.js";
import { waitForOperations } from "../../src/waiter/wait-for-operations.js";
import { Pacer } from "../../src/waiter/rate/pacer.js";
import type { Bug, Verdict } from "./bug.js";
import type { Subject } from "./subject.js";
import { inWorld } from "./world.js";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** Only a package that reads Cloud Map's answers, or that takes many operations, has these. */
function isOwn({ name }: Subject): boolean {
  return name.startsWith("cloudmap-waiter");
}

async function oddAnswers(subject: Subject): Promise<Verdict> {
  if (!isOwn(subject)) return undefined;
  return await inWorld([], async (world) => {
    const odd = [
      {},
      { Operation: null },
      { Operation: { Status: "PAUSED" } },
      { Operation: { Status: "SUCCESS", Id: "op-other", Targets: { NAMESPACE: "ns-other" } } },
      { Operation: { Status: "SUCCESS" } },
    ];
    let polls = 0;
    const waiting = waitForOperation(
      { getOperation: async () => await Promise.resolve(odd[polls++]) },
      "op-1",
    );
    const settled = await world.settle(waiting, 60_000);
    return settled.type === "resolved" && polls === 5 && JSON.stringify(settled.value) === "{}";
  });
}

async function batch(subject: Subject): Promise<Verdict> {
  if (!isOwn(subject)) return undefined;
  return await inWorld([], async (world) => {
    const sentAt: number[] = [];
    const stop = new AbortController();
    const config = {
      maxWaitTime: 30,
      pacer: new Pacer({ rate: 2, maxRate: 2, burst: 4 }),
      abortSignal: stop.signal,
      getOperation: async ({ OperationId = "" }) => {
        sentAt.push(performance.now());
        return await Promise.resolve({
          Operation: {
            Status: OperationId === "op-3" ? "FAIL" : OperationId === "op-9" ? "SUCCESS" : "PENDING",
          },
        });
      },
    };
    const ids = Array.from({ length: 40 }, (_, index) => `op-${index}`);
    const settled = await world.settle(waitForOperations(config, ids), 60_000);
    if (settled.type !== "resolved" || settled.atMs > 30_100) return false;
    const outcomes = settled.value as readonly { readonly outcome: string }[];
    // The final polls may go ahead of their turn, as many as the bucket holds.
    const isRateHeld = sentAt.every(
      (at, index) => index + 1 <= 4 + 2 * (at / 1000) + 1 + (at >= 29_000 ? 4 : 0),
    );
    const before = sentAt.length;
    // Those that are called off before their turn use up nothing of the budget.
    const called = waitForOperations(config, ids);
    stop.abort("enough");
    await world.settle(called, 1000);
    return (
      isRateHeld &&
      outcomes[3]?.outcome === "failed" &&
      outcomes[9]?.outcome === "succeeded" &&
      outcomes[0]?.outcome === "timed-out" &&
      sentAt.length - before <= 1
    );
  });
}

/** A process that has nothing else to do must not exit before its wait is over, though the request never ends. */
async function processLife({ script }: Subject): Promise<Verdict> {
  const child = spawn(process.execPath, ["--no-warnings", "--input-type=module", "-e", script], {
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await new Promise((resolve) => {
    child.on("close", resolve);
  });
  clearTimeout(timer);
  return stdout === "over\n";
}

export const batchChecks: readonly Bug[] = [
  {
    title: "an answer without targets, operation or a known status, or of another operation",
    check: oddAnswers,
  },
  {
    title: "many waits: a timeout for each, a rate that isn't held, one failure that ends the others",
    check: batch,
  },
  { title: "the process exits in the middle of the wait, or never", check: processLife },
];
