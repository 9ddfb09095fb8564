import { CreateHttpNamespaceCommand, DeleteNamespaceCommand } from "@aws-sdk/client-servicediscovery";
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js";
import { LocalDurableTestRunner } from "@aws/durable-execution-sdk-js-testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startOperation, waitForOperation, waitForOperations } from "../../../src/engines/durable/index.js";
import { requestsOf, service } from "./service.js";

beforeAll(async () => {
  await LocalDurableTestRunner.setupTestEnvironment({ skipTime: false });
});
afterAll(async () => {
  await LocalDurableTestRunner.teardownTestEnvironment();
});

/** Runs a durable function on AWS's own local runner. */
async function execute<T>(body: (context: DurableContext) => Promise<T>) {
  const handler = withDurableExecution(
    async (_event: unknown, context: DurableContext) => await body(context),
  );
  const runner = new LocalDurableTestRunner<T>({ handlerFunction: handler });
  return await runner.run({ payload: {} });
}

describe("a durable function", () => {
  test("starts an operation, waits for it, and gets its targets", async () => {
    const { client, emulator } = await service({ durations: { CREATE_NAMESPACE: 2 } });
    const execution = await execute(async (context) => {
      const started = await startOperation(
        context,
        { client },
        new CreateHttpNamespaceCommand({ Name: "shop" }),
      );
      const { NAMESPACE } = await waitForOperation(context, { client }, started);
      return NAMESPACE.toUpperCase();
    });
    expect(execution.getStatus()).toBe("SUCCEEDED");
    expect(execution.getResult()).toMatch(/^NS-/);
    // A busy machine may see the end at an earlier poll, but never without having been suspended.
    expect(execution.getInvocations().length).toBeGreaterThan(1);
    expect(emulator.operations()).toHaveLength(1);
  });

  test("fails with Cloud Map's code when the operation does", async () => {
    const { client } = await service({
      durations: { CREATE_NAMESPACE: 0.5 },
      failures: [{ on: "*", code: "CANNOT_CREATE_HOSTED_ZONE", message: "taken" }],
    });
    const execution = await execute(async (context) => {
      const started = await startOperation(
        context,
        { client },
        new CreateHttpNamespaceCommand({ Name: "shop" }),
      );
      return await waitForOperation(context, { client }, started);
    });
    expect(execution.getStatus()).toBe("FAILED");
    expect(execution.getError()).toMatchObject({
      errorType: "OperationFailedError",
      errorMessage: expect.stringContaining("CANNOT_CREATE_HOSTED_ZONE") as unknown,
    });
  });

  test("tries again in another child context, with another token", async () => {
    const { client, emulator } = await service({
      durations: { CREATE_NAMESPACE: 0.5 },
      failures: [{ on: "*", code: "INTERNAL_FAILURE", times: 1 }],
    });
    const execution = await execute(async (context) => {
      const create = async (child: DurableContext): Promise<string> => {
        const command = new CreateHttpNamespaceCommand({ Name: "shop" });
        const started = await startOperation(child, { client }, command);
        return (await waitForOperation(child, { client }, started)).NAMESPACE;
      };
      return await context.runInChildContext("first", create).catch(async () => {
        return await context.runInChildContext("second", create);
      });
    });
    expect(execution.getResult()).toMatch(/^ns-/);
    expect(emulator.operations()).toHaveLength(2);
  });

  test("can catch what it is thrown, by class, and sees it once after a replay", async () => {
    const { client, create } = await service({
      durations: { CREATE_NAMESPACE: 0 },
      failures: [{ on: "*", code: "ACCESS_DENIED" }],
    });
    const [id = ""] = await create("a");
    const execution = await execute(async (context) => {
      const code = await waitForOperation(context, { client }, id).then(
        () => "",
        (error: { code: string; outcome: { outcome: string } }) => `${error.code} ${error.outcome.outcome}`,
      );
      await context.wait({ seconds: 1 });
      return code;
    });
    expect(execution.getResult()).toBe("ACCESS_DENIED failed");
  });

  test("times out by the policy, and says that the operation goes on", async () => {
    const { client, create } = await service({ durations: { CREATE_NAMESPACE: "never" } });
    const [id = ""] = await create("a");
    const execution = await execute(
      async (context) => await waitForOperation(context, { client, maxWaitTime: 4 }, id),
    );
    expect(execution.getError()).toMatchObject({
      errorType: "OperationTimeoutError",
      errorMessage: expect.stringContaining("keeps running") as unknown,
    });
  });

  test("is throttled at the start and at the polls, and gets there", async () => {
    const { client, emulator } = await service({
      durations: { CREATE_NAMESPACE: 2 },
      faults: [
        {
          fault: "error",
          name: "RequestLimitExceeded",
          statusCode: 400,
          action: "CreateHttpNamespace",
          times: 2,
        },
        { fault: "error", name: "ThrottlingException", statusCode: 400, action: "GetOperation", times: 3 },
      ],
    });
    const execution = await execute(async (context) => {
      const started = await startOperation(
        context,
        { client },
        new CreateHttpNamespaceCommand({ Name: "shop" }),
      );
      return await waitForOperation(context, { client }, started);
    });
    expect(execution.getStatus()).toBe("SUCCEEDED");
    expect(requestsOf(emulator, "CreateHttpNamespace")).toBe(3);
    expect(emulator.operations()).toHaveLength(1);
  });

  test("sends one token over attempts whose answer is lost, so that nothing is created twice", async () => {
    const { client, emulator } = await service({
      durations: { CREATE_NAMESPACE: 1 },
      faults: [{ fault: "reset", action: "CreateHttpNamespace", times: 2, processed: true }],
    });
    const execution = await execute(async (context) => {
      const started = await startOperation(
        context,
        { client },
        new CreateHttpNamespaceCommand({ Name: "shop" }),
      );
      return await waitForOperation(context, { client }, started);
    });
    expect(execution.getStatus()).toBe("SUCCEEDED");
    expect(requestsOf(emulator, "CreateHttpNamespace")).toBe(3);
    expect(emulator.operations()).toHaveLength(1);
  });

  test("adopts an operation that does the same, reading the DuplicateRequest inside the step", async () => {
    const { client, create, emulator } = await service({ durations: { CREATE_NAMESPACE: 3 } });
    const [id] = await create("shop");
    const execution = await execute(async (context) => {
      const started = await startOperation(
        context,
        { client },
        new CreateHttpNamespaceCommand({ Name: "shop" }),
      );
      const targets = await waitForOperation(context, { client }, started);
      return { started, targets };
    });
    expect(execution.getResult()).toMatchObject({ started: { OperationId: id, adopted: true } });
    expect(emulator.operations()).toHaveLength(1);
  });

  test("does not take another namespace for its own", async () => {
    const { client } = await service({ durations: { CREATE_NAMESPACE: 2 } });
    const input = { Name: "shop", CreatorRequestId: "same" };
    await client.send(new CreateHttpNamespaceCommand({ ...input, Name: "other" }));
    const execution = await execute(async (context) => {
      const started = await startOperation(context, { client }, new CreateHttpNamespaceCommand(input));
      return await waitForOperation(context, { client }, started);
    });
    expect(execution.getError()?.errorMessage).toMatch(/It created the HTTP namespace "other"/);
  });

  test("waits for another operation, and sends its command again", async () => {
    const { client, create, emulator } = await service({
      durations: { CREATE_NAMESPACE: 0, DELETE_NAMESPACE: 3 },
    });
    await create("shop");
    const Id = emulator.operations()[0]?.targets["NAMESPACE"];
    await client.send(new DeleteNamespaceCommand({ Id }));
    const execution = await execute(async (context) => {
      const config = { client, onDuplicateRequest: "resend" } as const;
      return await startOperation(context, config, new DeleteNamespaceCommand({ Id })).catch(
        (error: Error) => error.name,
      );
    });
    expect(execution.getResult()).toBe("NamespaceNotFound");
    expect(requestsOf(emulator, "DeleteNamespace")).toBe(3);
  });

  test("is told of a refusal by the name that Cloud Map gave it", async () => {
    const { client, create } = await service({ durations: { CREATE_NAMESPACE: 0 } });
    await create("shop");
    const execution = await execute(async (context) => {
      const config = { client, name: "create shop" };
      return await startOperation(context, config, new CreateHttpNamespaceCommand({ Name: "shop" }));
    });
    expect(execution.getError()?.errorType).toBe("NamespaceAlreadyExists");
  });
});

describe("a fleet in a durable function", () => {
  test("waits for a thousand operations in few durable operations, within a checkpoint and one budget", async () => {
    const { client, create, emulator } = await service({
      durations: { CREATE_NAMESPACE: { uniform: [2, 12] } },
      failures: [{ on: "CREATE_NAMESPACE:bad-*", code: "ACCESS_DENIED", message: "no" }],
      quotas: { GetOperation: { rate: 100, burst: 100 } },
    });
    const names = Array.from({ length: 1000 }, (_, index) => `${index % 25 === 0 ? "bad" : "ok"}-${index}`);
    const ids = await create(...names);
    const execution = await execute(async (context) => {
      const outcomes = await waitForOperations(context, { client, name: "fleet" }, ids);
      return outcomes.map(({ outcome, operationId }) => [outcome, operationId] as const);
    });
    const results = execution.getResult() ?? [];
    expect(results.map(([, id]) => id)).toEqual(ids);
    expect(results.filter(([outcome]) => outcome === "succeeded")).toHaveLength(960);
    expect(results.filter(([outcome]) => outcome === "failed")).toHaveLength(40);
    const polls = emulator.requests().filter(({ action }) => action === "GetOperation");
    const throttled = polls.filter(({ error }) => error === "ThrottlingException");
    const sizes = execution
      .getOperations()
      .map((operation) => JSON.stringify(operation.getStepDetails()?.result ?? "").length);
    console.log(
      `fleet of 1000: ${execution.getInvocations().length} invocations, ${polls.length} polls, ` +
        `${throttled.length} throttled, result of ${Math.max(...sizes)} bytes`,
    );
    expect(throttled.length / polls.length).toBeLessThan(0.1);
    expect(execution.getInvocations().length).toBeLessThan(100);
    expect(Math.max(...sizes)).toBeLessThan(256 * 1024);
  });
});
