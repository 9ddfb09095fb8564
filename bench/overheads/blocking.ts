// How long the event loop stands still, at the longest, with 100,000 operations, in a process of its own:
// node blocking.js all-at-once|one-by-one|abort
import {
  type GetOperation,
  OperationFleet,
  type Outcome,
  Pacer,
  waitForOperations,
} from "../../src/index.js";

const waits = 100_000;
const getOperation: GetOperation = ({ OperationId }) =>
  Promise.resolve({ Operation: { Id: OperationId, Type: "REGISTER_INSTANCE", Status: "PENDING" } });
const stop = new AbortController();
// As many requests as a generous quota allows; those that are answered wait again.
const config = {
  getOperation,
  abortSignal: stop.signal,
  pacer: new Pacer({ rate: 200, maxRate: 1000 }),
};
const ids = Array.from({ length: waits }, (_, index) => `operation-${index}`);

let longestMs = 0;
let turnedAt = performance.now();
let usedAt = process.cpuUsage();

/** A turn takes as long as it takes by the clock, but no longer than it computes: what else the machine does is not its own. */
function watch(): void {
  const { user, system } = process.cpuUsage(usedAt);
  longestMs = Math.max(longestMs, Math.min(performance.now() - turnedAt, (user + system) / 1000));
  turnedAt = performance.now();
  usedAt = process.cpuUsage();
  setImmediate(watch).unref();
}

/** Milliseconds of the longest turn of the event loop while something goes on. */
async function longestTurn(action: () => void, until: () => Promise<unknown>): Promise<number> {
  await pause(500);
  longestMs = 0;
  action();
  await until();
  await pause(10);
  return longestMs;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

watch();
const fleet = new OperationFleet(config);
let ended: Promise<Outcome[]> | undefined;
const what = process.argv[2];
if (what === "all-at-once") {
  console.log(
    await longestTurn(
      () => void (ended = waitForOperations(config, ids)),
      async () => await pause(5000),
    ),
  );
  stop.abort();
} else {
  const add = (): void => {
    for (const id of ids) void fleet.add(id);
  };
  const adding = await longestTurn(add, async () => await pause(5000));
  const abort = await longestTurn(
    () => stop.abort(),
    async () => await fleet.outcomes(),
  );
  console.log(what === "abort" ? abort : adding);
}
await ended;
