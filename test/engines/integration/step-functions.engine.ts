import {
  CreateHttpNamespaceCommand,
  GetOperationCommand,
  type ServiceDiscoveryClient,
} from "@aws-sdk/client-servicediscovery";
import aslValidator from "asl-validator";
import { StateMachine, type StateMachineDefinition } from "aws-local-stepfunctions";
import { describe, expect, test } from "vitest";
import {
  startActions,
  stateMachine,
  type StateMachineOptions,
} from "../../../src/engines/step-functions/index.js";
import { requestsOf, service } from "./service.js";

/** Runs a generated state machine on the interpreter, with Cloud Map's actions sent by the real SDK client. */
async function execute(
  options: StateMachineOptions,
  client: ServiceDiscoveryClient,
  input: object,
): Promise<unknown> {
  const definition = stateMachine(options) as unknown as StateMachineDefinition;
  const { result } = new StateMachine(definition).run(input as never, {
    context: { Execution: { Id: `arn:aws:states:us-east-1:123456789012:execution:m:${Math.random()}` } },
    overrides: {
      taskResourceLocalHandlers: {
        "Get the operation": async (given) =>
          (await asInStepFunctions(() => client.send(new GetOperationCommand(given as never)))) as never,
        Start: async (given) =>
          (await asInStepFunctions(() =>
            client.send(new CreateHttpNamespaceCommand(given as never)),
          )) as never,
      },
      retryIntervalOverrides: { "Get the operation": 100, Start: 100 },
      // The emulator runs ten times as fast.
      waitTimeOverrides: { Wait: 150 },
    },
  });
  return await result;
}

/** Step Functions names an error by the service, and ends it in Exception. */
async function asInStepFunctions(send: () => Promise<object>): Promise<unknown> {
  try {
    return JSON.parse(JSON.stringify(await send()));
  } catch (thrown) {
    const error = thrown as Error;
    const name = `ServiceDiscovery.${error.name.replace(/(Exception)?$/, "Exception")}`;
    throw Object.assign(new Error(error.message), { name });
  }
}

test.each([undefined, ...startActions])("a state machine that starts %s is valid", (start) => {
  expect(faultsOf({ start })).toBe("");
});

test.each(["inline", "distributed"] as const)("a fleet is valid: %s", (fleet) => {
  expect(faultsOf({ fleet })).toBe("");
  expect(faultsOf({ fleet, start: "RegisterInstance", maxConcurrency: 5 })).toBe("");
});

/** What the validator says; nothing of a valid one. */
function faultsOf(options: StateMachineOptions): string {
  const validation = aslValidator(stateMachine(options));
  return validation.isValid ? "" : `invalid: ${validation.errorsText("\n")}`;
}

test("the validator sees a target that is not there", () => {
  const { States, ...rest } = stateMachine();
  const { Wait: _gone, ...others } = States;
  expect(aslValidator({ ...rest, States: others }).isValid).toBe(false);
});

describe("a state machine, executed", () => {
  test("waits for the operation of its input", async () => {
    const { client, create } = await service({ durations: { CREATE_NAMESPACE: 1 } });
    const [OperationId = ""] = await create("a");
    expect(await execute({}, client, { OperationId })).toEqual({
      outcome: "succeeded",
      operationId: OperationId,
      targets: { NAMESPACE: expect.stringMatching(/^ns-/) as unknown },
    });
  });

  test("starts the operation with a token of the execution, and waits for it", async () => {
    const { client, emulator } = await service({
      durations: { CREATE_NAMESPACE: 0.5 },
      faults: [{ fault: "server-error", action: "CreateHttpNamespace", times: 1, processed: true }],
    });
    const end = await execute({ start: "CreateHttpNamespace" }, client, { Name: "shop" });
    expect(end).toMatchObject({ outcome: "succeeded" });
    expect(requestsOf(emulator, "CreateHttpNamespace")).toBe(2);
    expect(emulator.operations()).toHaveLength(1);
  });

  test("fails with Cloud Map's code and reason", async () => {
    const { client, create } = await service({
      durations: { CREATE_NAMESPACE: 0.2 },
      failures: [{ on: "*", code: "ACCESS_DENIED", message: "no Route 53 for you" }],
    });
    const [OperationId = ""] = await create("a");
    await expect(execute({}, client, { OperationId })).rejects.toMatchObject({
      message: expect.stringContaining("no Route 53 for you") as unknown,
      cause: expect.objectContaining({ name: "ACCESS_DENIED" }) as unknown,
    });
  });

  test("outlasts throttling, also after its retries are used up", async () => {
    const { client, create, emulator } = await service({
      durations: { CREATE_NAMESPACE: 0 },
      faults: [
        { fault: "error", name: "RequestLimitExceeded", statusCode: 400, action: "GetOperation", times: 6 },
      ],
    });
    const [OperationId = ""] = await create("a");
    expect(await execute({}, client, { OperationId })).toMatchObject({ outcome: "succeeded" });
    expect(requestsOf(emulator, "GetOperation")).toBe(7);
  });

  test("retries an operation that is not visible yet", async () => {
    const { client, create } = await service({
      durations: { CREATE_NAMESPACE: 0 },
      faults: [{ fault: "late-visibility", delay: 0.35, action: "CreateHttpNamespace" }],
    });
    const [OperationId = ""] = await create("a");
    expect(await execute({}, client, { OperationId })).toMatchObject({ outcome: "succeeded" });
  });

  test("fails for an operation that is unknown once the grace is over", async () => {
    const { client } = await service();
    await expect(execute({ notFoundGrace: 2 }, client, { OperationId: "nope" })).rejects.toMatchObject({
      cause: expect.objectContaining({ name: "ServiceDiscovery.OperationNotFoundException" }) as unknown,
    });
  });

  test("times out after the policy's last poll, and says that the operation keeps running", async () => {
    const { client, create, emulator } = await service({ durations: { CREATE_NAMESPACE: "never" } });
    const [OperationId = ""] = await create("a");
    await expect(execute({ maxWaitTime: 5 }, client, { OperationId })).rejects.toMatchObject({
      message: expect.stringContaining("keeps running") as unknown,
      cause: expect.objectContaining({ name: "TIMED_OUT" }) as unknown,
    });
    expect(requestsOf(emulator, "GetOperation")).toBe(6);
  });

  test("does not take another operation's answer for its own", async () => {
    const { client } = await service({ operations: [{ Id: "op-1", Status: "PENDING" }] });
    const answer = client.send.bind(client);
    client.send = (async (command: GetOperationCommand) => {
      await answer(command);
      return { Operation: { Id: "op-2", Status: "SUCCESS" } };
    }) as never;
    await expect(execute({ maxWaitTime: 2 }, client, { OperationId: "op-1" })).rejects.toMatchObject({
      cause: expect.objectContaining({ name: "TIMED_OUT" }) as unknown,
    });
  });
});

describe("a fleet of a state machine, executed", () => {
  test("returns an outcome for each of a hundred operations, throttled and failing", async () => {
    const { client, create, emulator } = await service({
      durations: { CREATE_NAMESPACE: { uniform: [0, 1.5] } },
      failures: [{ on: "CREATE_NAMESPACE:bad-*", code: "ACCESS_DENIED", message: "no" }],
      quotas: { GetOperation: { rate: 100, burst: 30 } },
    });
    const names = Array.from({ length: 100 }, (_, index) => `${index % 25 === 0 ? "bad" : "ok"}-${index}`);
    const ids = await create(...names);
    const operations = ids.map((OperationId) => ({ OperationId }));
    const options = { fleet: "inline", maxConcurrency: 40, maxWaitTime: 30 } as const;
    const outcomes = (await execute(options, client, { operations })) as {
      outcome: string;
      operationId: string;
    }[];
    expect(outcomes.map(({ operationId }) => operationId)).toEqual(ids);
    expect(outcomes.filter(({ outcome }) => outcome === "succeeded")).toHaveLength(96);
    expect(outcomes.filter(({ outcome }) => outcome === "failed")).toHaveLength(4);
    const throttled = emulator.requests().filter(({ error }) => error === "ThrottlingException");
    console.log(`map of 100: ${requestsOf(emulator, "GetOperation")} polls, ${throttled.length} throttled`);
    expect(throttled.length).toBeGreaterThan(0);
  });

  test("starts each with a token of its own, and returns what could not be started as an outcome", async () => {
    const { client, emulator } = await service({ durations: { CREATE_NAMESPACE: 0 } });
    const operations = [{ Name: "a" }, { Name: "b" }, { Name: "" }];
    const options = { fleet: "inline", start: "CreateHttpNamespace" } as const;
    const outcomes = await execute(options, client, { operations });
    expect(outcomes).toMatchObject([
      { outcome: "succeeded" },
      { outcome: "succeeded" },
      { outcome: "not-started" },
    ]);
    expect(emulator.operations()).toHaveLength(2);
  });

  test("refuses more operations than an execution's history holds, before anything is sent", async () => {
    const { client, emulator } = await service();
    const operations = Array.from({ length: 100 }, (_, index) => ({ OperationId: `op-${index}` }));
    await expect(execute({ fleet: "inline" }, client, { operations })).rejects.toMatchObject({
      cause: expect.objectContaining({ name: "TOO_MANY_OPERATIONS" }) as unknown,
    });
    expect(emulator.requestCount).toBe(0);
  });
});
