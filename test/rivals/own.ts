import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";
import { nextStep } from "../../src/core/next-step.js";
import { resolvePolicy } from "../../src/core/options.js";
import { begin, type WaitState } from "../../src/core/poll-state.js";
import type { WaitConfig } from "../../src/waiter/config.js";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import { waitForOperation } from "../../src/waiter/wait-for-operation.js";
import { builtPackage } from "../support/built.js";
import type { HowToWait, Subject } from "./subject.js";
import type { World } from "./world.js";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

function configOf(world: World, { signal, id: _id, ...how }: HowToWait): WaitConfig {
  return {
    ...how,
    abortSignal: signal,
    getOperation: async (_input, { abortSignal }) => ({
      Operation: { Status: await world.get(abortSignal) },
    }),
  };
}

/** This package, as the others are used. */
export const own: Subject = {
  name: `cloudmap-waiter ${version}`,
  hasDeadline: true,
  hasSignal: true,
  hasBackOff: true,
  wait: async (world, how) => await waitForOperation(configOf(world, how), how.id ?? "op-1"),
  handle: (world, how) => {
    const waiter = new OperationWaiter(configOf(world, how), "op-1");
    return {
      object: waiter,
      wait: () => waiter.wait(),
      onEvent: (callback) => waiter.on("transition", callback),
    };
  },
  waitWithListener: async (world, how, listener) => {
    const waiter = new OperationWaiter(configOf(world, how), "op-1");
    return await waiter.on("poll", listener).on("retry", listener).on("transition", listener).wait();
  },
  restoreFailure: async (_world, how) => {
    const policy = resolvePolicy({ maxWaitTime: how.maxWaitTime });
    const first = nextStep(
      begin({ OperationId: "op-1" }, 0),
      { at: 0, operation: { Status: "PENDING" } },
      policy,
    );
    const stored = JSON.parse(JSON.stringify(first.state)) as WaitState;
    const decision = nextStep(
      stored,
      { at: 1000, operation: { Status: "FAIL", ErrorCode: "ACCESS_DENIED" } },
      policy,
    );
    if (decision.type === "fail") throw Object.assign(new Error(decision.error.message), decision.error);
    return await Promise.resolve(decision);
  },
  script: `import { waitForOperation } from ${JSON.stringify(pathToFileURL(`${builtPackage()}/index.js`).href)};
await waitForOperation({ maxWaitTime: 0.5, getOperation: () => new Promise(() => {}) }, "op-1").catch(() => {});
console.log("over");`,
};
