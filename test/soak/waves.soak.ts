// Ten thousand operations in thousands of waves, in virtual time, on one client: nothing is left of those that are over.
import { expect, test } from "vitest";
import { OperationFleet } from "../../src/waiter/operation-fleet.js";
import { Pacer } from "../../src/waiter/rate/pacer.js";
import { waitForOperation } from "../../src/waiter/wait-for-operation.js";
import { useVirtualTime } from "../support/virtual-time.js";
import { megabytes, usedBytes } from "./memory.js";

const time = useVirtualTime();

const waves = 2000;
const perWave = 5;
/** By then everything that is made once has been made. */
const warmUpWaves = 200;

/** An operation ends so long after it was first polled as its number says; some answers are errors. */
function service(): (input: { OperationId?: string | undefined }) => Promise<unknown> {
  const firstAt = new Map<string, number>();
  let polls = 0;
  return async ({ OperationId = "" }) => {
    const began = firstAt.get(OperationId) ?? performance.now();
    firstAt.set(OperationId, began);
    if (++polls % 37 === 0) throw Object.assign(new Error("reset"), { code: "ECONNRESET" });
    if (polls % 53 === 0) throw Object.assign(new Error("slow down"), { name: "ThrottlingException" });
    const number = Number(OperationId.split("-")[1]);
    const hasEnded = performance.now() - began >= (number % 11) * 1500;
    if (hasEnded) firstAt.delete(OperationId);
    const Status = hasEnded ? (number % 13 === 0 ? "FAIL" : "SUCCESS") : "PENDING";
    return await Promise.resolve({ Operation: { Id: OperationId, Type: "CREATE_NAMESPACE", Status } });
  };
}

test("10,000 operations in 2,000 waves leave nothing behind", async () => {
  const getOperation = service();
  const pacer = new Pacer();
  const { signal } = new AbortController();
  let listeners = 0;
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (...given: Parameters<typeof add>) => {
    listeners++;
    add(...given);
  };
  signal.removeEventListener = (...given: Parameters<typeof remove>) => {
    listeners--;
    remove(...given);
  };
  let [operations, afterWarmUp, heard] = [0, 0, 0];
  for (let wave = 0; wave < waves; wave++) {
    const config = { getOperation, pacer, abortSignal: signal, maxWaitTime: 120 };
    const fleet = new OperationFleet(config);
    fleet.on("settled", () => heard++);
    for (let index = 1; index < perWave; index++) void fleet.add(`op-${operations++}`);
    const single = waitForOperation(config, `op-${operations++}`).catch(() => {});
    const reading = (async () => {
      for await (const _ of fleet) heard++;
    })();
    await time.until(Promise.all([fleet.outcomes(), single, reading]));
    if (wave === warmUpWaves) afterWarmUp = await usedBytes();
  }
  const grownBytes = (await usedBytes()) - afterWarmUp;
  console.log(
    `${operations} operations in ${waves} waves, ${Math.round(performance.now() / 1000)} s of virtual time, ` +
      `${pacer.snapshot.sent} requests: ${megabytes(afterWarmUp)} MB after ${warmUpWaves} waves, ${megabytes(grownBytes)} MB more at the end`,
  );
  expect(operations).toBe(waves * perWave);
  expect(heard).toBeGreaterThan(operations);
  expect({ listeners, timers: time.timers }).toEqual({ listeners: 0, timers: 0 });
  expect(pacer.snapshot).toMatchObject({ queued: 0, inFlight: 0 });
  expect(grownBytes).toBeLessThan(1e6);
});
