import { CreateHttpNamespaceCommand, ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { describe, expect, test } from "vitest";
import { startOperation, waitForOperation, waitForOperations } from "../../../src/engines/durable/index.js";
import type { GetOperation } from "../../../src/waiter/request/sdk-client.js";
import { fakeContext } from "./fake-context.js";

const polls: string[] = [];
const getOperation: GetOperation = async ({ OperationId = "" }) => {
  polls.push(OperationId);
  return { Operation: { Status: "SUCCESS" } };
};

describe("before anything is polled or started, a durable wait refuses", () => {
  test.each([
    [
      "a policy quicker than whole seconds",
      { minDelay: 0.5 },
      /^minDelay must be at least 1: a durable function waits whole seconds/,
    ],
    [
      "more polls than an execution has operations",
      { maxWaitTime: 86_400, maxDelay: 10 },
      /^maxWaitTime must be short enough for 3000 durable operations .* polls \d+ times/,
    ],
    [
      "a wait longer than an execution",
      { maxWaitTime: 400 * 86_400, maxDelay: 3600 },
      /^maxWaitTime must be at most 31622400/,
    ],
    [
      "a signal, which can't outlive the process",
      { abortSignal: new AbortController().signal },
      /^abortSignal must be left out: a wait in an engine outlives/,
    ],
    ["an option that there is not", { timeout: 3 }, /^timeout must be left out: there is no such option/],
    ["a name that is no text", { name: "" }, /^name must be a text/],
  ])("%s", async (_, options, message) => {
    polls.length = 0;
    const config = { getOperation, ...options } as never;
    await expect(waitForOperation(fakeContext(), config, "op-1")).rejects.toThrow(message);
    expect(polls).toEqual([]);
  });

  test("a context that is not of the SDK's second version", async () => {
    const context = { step: () => {} } as never;
    const rejected = waitForOperation(context, { getOperation }, "op-1");
    await expect(rejected).rejects.toThrow(
      /^context must be the DurableContext that @aws\/durable-execution-sdk-js 2 hands/,
    );
  });

  test("an operation id that can't be one", async () => {
    await expect(waitForOperation(fakeContext(), { getOperation }, "")).rejects.toThrow(
      /^OperationId must be/,
    );
  });

  test("a fleet that does not fit a checkpoint", async () => {
    const ids = Array.from({ length: 1001 }, (_, index) => `op-${index}`);
    const rejected = waitForOperations(fakeContext(), { getOperation }, ids);
    await expect(rejected).rejects.toThrow(/^operations must be at most 1000 in one wait, .*; got 1001/);
  });

  test("a command that is none, and a choice that there is not", async () => {
    const client = new ServiceDiscoveryClient({ region: "us-east-1" });
    const command = new CreateHttpNamespaceCommand({ Name: "a" });
    await expect(startOperation(fakeContext(), { client }, {} as never)).rejects.toThrow(/^command must be/);
    await expect(startOperation(fakeContext(), { getOperation } as never, command)).rejects.toThrow(
      /^client must be a ServiceDiscoveryClient, which sends the command; got undefined/,
    );
    await expect(startOperation(fakeContext(), undefined as never, command)).rejects.toThrow(
      /^config must be an object with a client/,
    );
    const config = { client, onDuplicateRequest: "ignore" } as never;
    await expect(startOperation(fakeContext(), config, command)).rejects.toThrow(
      /^onDuplicateRequest must be "adopt"/,
    );
  });
});

test("an empty fleet has ended, and asks nothing of the engine", async () => {
  const context = fakeContext();
  expect(await waitForOperations(context, { getOperation }, [])).toEqual([]);
  expect(context.stored).toEqual([]);
});

function older(stored: object): never {
  return {
    ...fakeContext(),
    waitForCondition: async (_name: string, check: (state: never) => Promise<unknown>) =>
      await check(stored as never),
  } as never;
}

describe("a state that another version stored", () => {
  test("ends a wait with what to do, and no poll", async () => {
    polls.length = 0;
    const context = older({ type: "wait", waitMs: 1, state: { v: 9 } });
    const rejected = waitForOperation(context, { getOperation }, "op-1");
    await expect(rejected).rejects.toThrow(/has version 9, and this cloudmap-waiter reads version 1 only/);
    expect(polls).toEqual([]);
  });

  test("ends a fleet with what to do, and no poll", async () => {
    polls.length = 0;
    const context = older({ type: "wait", v: 9, waits: [] });
    await expect(waitForOperations(context, { getOperation }, ["op-1"])).rejects.toMatchObject({
      code: "UNKNOWN_STATE_VERSION",
    });
    expect(polls).toEqual([]);
  });
});
