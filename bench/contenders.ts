import { GetOperationCommand, type ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { createWaiter, WaiterState } from "@smithy/core/client";
import pWaitFor from "p-wait-for";
import { OperationFleet } from "../src/index.js";

/** One way to wait. It is given ids as their operations are started. */
export interface Contender {
  readonly name: string;
  /** Begins a run. What it returns waits for one operation, and resolves with whether it saw that end. */
  start(client: ServiceDiscoveryClient): (operationId: string) => Promise<boolean>;
}

/** Longer than any run: the contenders are compared on how they wait, not on when they give up. */
const deferral = 3600;

function hasEnded(status: string | undefined): boolean {
  return status === "SUCCESS" || status === "FAIL";
}

function smithy(name: string, minDelay: number, maxDelay: number): Contender {
  return {
    name,
    start: (client) => async (OperationId) => {
      // As the SDK's generated waiters are written: whatever is thrown that no acceptor knows is tried again.
      const { state } = await createWaiter(
        { client, maxWaitTime: deferral, minDelay, maxDelay },
        { OperationId },
        async (client, input) => {
          try {
            const { Operation } = await client.send(new GetOperationCommand(input));
            return { state: hasEnded(Operation?.Status) ? WaiterState.SUCCESS : WaiterState.RETRY };
          } catch {
            return { state: WaiterState.RETRY };
          }
        },
      );
      return state === WaiterState.SUCCESS;
    },
  };
}

/** A pause of two seconds, then a look, as in AWS's Kubernetes controller; errors are tolerated, unlike there. */
const fixed: Contender = {
  name: "p-wait-for, 2 s",
  start: (client) => async (OperationId) => {
    await pWaitFor(
      async () => {
        try {
          const { Operation } = await client.send(new GetOperationCommand({ OperationId }));
          return hasEnded(Operation?.Status);
        } catch {
          return false;
        }
      },
      { interval: 2000, before: false },
    );
    return true;
  },
};

export const ours: Contender = {
  name: "cloudmap-waiter",
  start(client) {
    const fleet = new OperationFleet({ client, maxWaitTime: deferral });
    return async (operationId) => {
      const { outcome } = await fleet.add(operationId);
      return outcome === "succeeded" || outcome === "failed";
    };
  },
};

export const contenders: readonly Contender[] = [
  ours,
  smithy("SDK waiter, defaults 2/120 s", 2, 120),
  smithy("SDK waiter, tuned 1/10 s", 1, 10),
  fixed,
];
