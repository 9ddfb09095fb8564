import { GetOperationCommand, type ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { createWaiter, WaiterState } from "@smithy/core/client";
import pWaitFor from "p-wait-for";
import { OperationFleet } from "../src/index.js";
import { pause } from "./service-under-test.js";

/** One way to wait. It is given ids as their operations are started. */
export interface Contender {
  readonly name: string;
  /** Begins a run. What it returns waits for one operation, and resolves with whether it saw that end. */
  start(client: ServiceDiscoveryClient): (operationId: string) => Promise<boolean>;
}

/** The waiter's own default, for all of them. */
const maxWaitTime = 600;

/** Polls once; whatever is thrown means that it is not known to have ended. */
async function hasEnded(client: ServiceDiscoveryClient, OperationId: string): Promise<boolean> {
  try {
    const { Operation } = await client.send(new GetOperationCommand({ OperationId }));
    return Operation?.Status === "SUCCESS" || Operation?.Status === "FAIL";
  } catch {
    return false;
  }
}

/** As the SDK's generated waiters are written. */
function smithy(name: string, minDelay: number, maxDelay: number): Contender {
  return {
    name,
    start: (client) => async (operationId) => {
      const { state } = await createWaiter(
        { client, maxWaitTime, minDelay, maxDelay },
        operationId,
        async (used, id) => ({
          state: (await hasEnded(used, id)) ? WaiterState.SUCCESS : WaiterState.RETRY,
        }),
      ).catch(() => ({ state: WaiterState.TIMEOUT }));
      return state === WaiterState.SUCCESS;
    },
  };
}

/** A fixed pause before each poll; at 2 s as in AWS's Kubernetes controller. Errors are tolerated, unlike there. */
function pauseFirst(seconds: number): Contender {
  return {
    name: `p-wait-for, ${seconds} s`,
    start: (client) => async (operationId) => {
      const options = { interval: seconds * 1000, before: false, timeout: maxWaitTime * 1000 };
      return await pWaitFor(() => hasEnded(client, operationId), options).then(
        () => true,
        () => false,
      );
    },
  };
}

/** The loop that everyone writes: poll, pause, poll again. */
function loop(seconds: number): Contender {
  return {
    name: `loop, ${seconds} s`,
    start: (client) => async (operationId) => {
      const endsAt = performance.now() + maxWaitTime * 1000;
      for (; performance.now() < endsAt; await pause(seconds * 1000))
        if (await hasEnded(client, operationId)) return true;
      return false;
    },
  };
}

export const ours: Contender = {
  name: "cloudmap-waiter",
  start(client) {
    // One deadline for each operation, as the others have it.
    const fleet = new OperationFleet({ client, maxWaitTime: 100 * maxWaitTime });
    return async (operationId) => {
      const startedAt = performance.now();
      const { outcome } = await fleet.add(operationId);
      if (performance.now() - startedAt > maxWaitTime * 1000) return false;
      return outcome === "succeeded" || outcome === "failed";
    };
  },
};

export const rivals: readonly Contender[] = [
  smithy("SDK waiter, defaults 2/120 s", 2, 120),
  smithy("SDK waiter, tuned 1/10 s", 1, 10),
  loop(1),
  loop(2),
  pauseFirst(1),
  pauseFirst(2),
];
