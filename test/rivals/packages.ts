// The rival packages, each used as its documentation says. They are installed by `npm run test:rivals`, and by it only, so
// they are loaded by name when asked for, and the little that is used of them is typed here.
import { load, titleOf } from "./load.js";
import { azure, gax } from "./pollers.js";
import type { HowToWait, Subject } from "./subject.js";
import type { World } from "./world.js";

class Failed extends Error {}

export async function rivals(): Promise<Subject[]> {
  return [await smithy(), await pRetry(), await pWaitFor(), await azure(), await gax()];
}

interface UtilWaiter {
  readonly createWaiter: (
    options: object,
    input: object,
    check: () => Promise<{ state: string; reason?: unknown }>,
  ) => Promise<object>;
  readonly checkExceptions: (result: object) => unknown;
}

/** As the SDK's generated waiters use it. */
async function smithy(): Promise<Subject> {
  const { createWaiter, checkExceptions } = await load<UtilWaiter>("@smithy/util-waiter");
  return {
    name: titleOf("@smithy/util-waiter"),
    hasDeadline: true,
    hasSignal: true,
    hasBackOff: true,
    wait: async (world, { signal, ...how }) => {
      const result = await createWaiter({ ...how, client: {}, abortSignal: signal }, {}, async () => {
        try {
          const status = await world.get();
          return { state: { SUCCESS: "SUCCESS", FAIL: "FAILURE" }[status] ?? "RETRY", reason: status };
        } catch (error) {
          return { state: "RETRY", reason: error };
        }
      });
      return checkExceptions(result);
    },
    script: `import { createWaiter } from "@smithy/util-waiter";
await createWaiter({ client: {}, maxWaitTime: 0.5, minDelay: 0.1, maxDelay: 1 }, {}, () => new Promise(() => {})).catch(() => {});
console.log("over");`,
  };
}

interface PRetry {
  readonly default: (attempt: () => Promise<unknown>, options: object) => Promise<unknown>;
  readonly AbortError: new (error: Error) => Error;
}

async function pRetry(): Promise<Subject> {
  const { default: retry, AbortError } = await load<PRetry>("p-retry");
  const wait = async (world: World, how: HowToWait, onFailedAttempt?: () => void): Promise<unknown> =>
    await retry(
      async () => {
        const status = await world.get(how.signal);
        if (status === "FAIL") throw new AbortError(new Failed(status));
        if (status !== "SUCCESS") throw new Error(status);
        return status;
      },
      {
        retries: 1_000_000,
        minTimeout: how.minDelay * 1000,
        maxTimeout: how.maxDelay * 1000,
        maxRetryTime: how.maxWaitTime * 1000,
        randomize: true,
        ...(how.signal && { signal: how.signal }),
        ...(onFailedAttempt && { onFailedAttempt }),
      },
    );
  return {
    name: titleOf("p-retry"),
    hasDeadline: true,
    hasSignal: true,
    hasBackOff: true,
    wait,
    waitWithListener: wait,
    script: `import pRetry from "p-retry";
await pRetry(() => new Promise(() => {}), { maxRetryTime: 500 }).catch(() => {});
console.log("over");`,
  };
}

interface PWaitFor {
  readonly default: (condition: () => Promise<boolean>, options: object) => Promise<unknown>;
}

async function pWaitFor(): Promise<Subject> {
  const { default: waitFor } = await load<PWaitFor>("p-wait-for");
  return {
    name: titleOf("p-wait-for"),
    hasDeadline: true,
    hasSignal: true,
    hasBackOff: false,
    wait: async (world, { minDelay, maxWaitTime, signal }) =>
      await waitFor(
        async () => {
          const status = await world.get(signal);
          if (status === "FAIL") throw new Failed(status);
          return status === "SUCCESS";
        },
        { interval: minDelay * 1000, timeout: maxWaitTime * 1000, ...(signal && { signal }) },
      ),
    script: `import pWaitFor from "p-wait-for";
await pWaitFor(() => new Promise(() => {}), { timeout: 500 }).catch(() => {});
console.log("over");`,
  };
}
