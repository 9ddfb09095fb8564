// Against the emulator over HTTP, with the real SDK client; on AWS's own runner in test/engines/integration.
import {
  CreateHttpNamespaceCommand,
  DeleteNamespaceCommand,
  DeregisterInstanceCommand,
  GetNamespaceCommand,
  ServiceDiscoveryClient,
  UpdateHttpNamespaceCommand,
} from "@aws-sdk/client-servicediscovery";
import * as older from "client-servicediscovery-3.485";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { startOperation, waitForOperation } from "../../../src/engines/durable/index.js";
import { service as serviceOf, type Service } from "../../cli/support.js";
import type { EmulatorOptions } from "../../../src/emulator/index.js";
import { scriptedClient } from "../../waiter/scripted-client.js";
import { type FakeContext, fakeContext } from "./fake-context.js";

const shop = { Name: "shop" };

/** With a client as it should be under an engine: it sends once. */
async function service(options: EmulatorOptions): Promise<Service> {
  const made = await serviceOf(options);
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new ServiceDiscoveryClient({
    region: "us-east-1",
    endpoint: made.url,
    credentials,
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  return { ...made, client };
}

describe(startOperation, () => {
  test("starts an operation once, however often its answer is lost", async () => {
    const { client, emulator } = await service({
      durations: { CREATE_NAMESPACE: 0 },
      faults: [{ fault: "unavailable", action: "CreateHttpNamespace", times: 1, processed: true }],
    });
    const context = fakeContext();
    const started = await startOperation(context, { client }, new CreateHttpNamespaceCommand(shop));
    expect(started).toEqual({ OperationId: emulator.operations()[0]?.operationId, adopted: false });
    expect(emulator.operations()).toHaveLength(1);
    const { NAMESPACE } = await waitForOperation(context, { client }, started);
    expect((await client.send(new GetNamespaceCommand({ Id: NAMESPACE }))).Namespace?.Name).toBe("shop");
  });

  test("comes to the same operation again where its step runs again", async () => {
    const { client, emulator } = await service({ durations: { CREATE_NAMESPACE: 60 } });
    const recorded = new Map<string, string>();
    const start = async () =>
      await startOperation(
        fakeContext("arn:one", undefined, recorded),
        { client },
        new CreateHttpNamespaceCommand(shop),
      );
    const first = await start();
    // A crash before the step was stored.
    recorded.delete("start operation");
    expect(await start()).toEqual(first);
    expect(emulator.operations()).toHaveLength(1);
  });

  test("starts anew in another child context, also what failed in the one before", async () => {
    const { client, emulator } = await service({
      durations: { CREATE_NAMESPACE: 0 },
      failures: [{ on: "*", code: "INTERNAL_FAILURE", times: 1 }],
    });
    const tryIn = async (child: FakeContext) => {
      const started = await startOperation(child, { client }, new CreateHttpNamespaceCommand(shop));
      return await waitForOperation(child, { client }, started);
    };
    await expect(tryIn(fakeContext("arn:one"))).rejects.toMatchObject({ code: "INTERNAL_FAILURE" });
    expect((await tryIn(fakeContext("arn:one"))).NAMESPACE).toMatch(/^ns-/);
    expect(emulator.operations()).toHaveLength(2);
  });

  test("keeps the token that a command has", async () => {
    const { client } = await service({ durations: { CREATE_NAMESPACE: 60 } });
    const own = { ...shop, CreatorRequestId: "mine" };
    const { OperationId } = await client.send(new CreateHttpNamespaceCommand(own));
    const started = await startOperation(fakeContext(), { client }, new CreateHttpNamespaceCommand(own));
    expect(started).toEqual({ OperationId, adopted: false });
  });

  test("adopts an operation that does the same, and verifies what it made", async () => {
    const { client, create } = await service({ durations: { CREATE_NAMESPACE: 1 } });
    const OperationId = await create("shop");
    const context = fakeContext("arn:one", async (seconds) => await sleep(seconds * 300));
    const started = await startOperation(context, { client }, new CreateHttpNamespaceCommand(shop));
    expect(started).toMatchObject({ OperationId, adopted: true });
    const targets = await waitForOperation(context, { client, maxWaitTime: 30 }, started);
    expect(targets.NAMESPACE).toMatch(/^ns-/);
  });

  test("throws the DuplicateRequest where that is wanted", async () => {
    const { client, create } = await service({ durations: { CREATE_NAMESPACE: 60 } });
    await create("shop");
    const config = { client, onDuplicateRequest: "reject" } as const;
    const start = startOperation(fakeContext(), config, new CreateHttpNamespaceCommand(shop));
    await expect(start).rejects.toMatchObject({
      name: "DuplicateRequest",
      $metadata: { httpStatusCode: 400 },
    });
  });

  test("says which operation is in the way when that has not ended in time", async () => {
    const { client, create, emulator } = await service({
      durations: { CREATE_NAMESPACE: 0, UPDATE_NAMESPACE: "never" },
    });
    await create("shop");
    const Id = emulator.operations()[0]?.targets["NAMESPACE"];
    const update = { Id, Namespace: { Description: "new" } };
    const { OperationId } = await client.send(new UpdateHttpNamespaceCommand(update));
    const command = new UpdateHttpNamespaceCommand({ ...update, Namespace: { Description: "newer" } });
    const start = startOperation(fakeContext(), { client, maxWaitTime: 2 }, command);
    await expect(start).rejects.toMatchObject({
      name: "OperationStartError",
      code: "OTHER_OPERATION_PENDING",
      operationId: OperationId,
    });
  });

  test("says that a deletion was probably carried out when an attempt before got no answer", async () => {
    const { client, create, emulator } = await service({
      durations: { "*": 0 },
      faults: [{ fault: "reset", action: "DeleteNamespace", times: 1, processed: true }],
    });
    await create("shop");
    const Id = emulator.operations()[0]?.targets["NAMESPACE"];
    const start = startOperation(fakeContext(), { client }, new DeleteNamespaceCommand({ Id }));
    await expect(start).rejects.toMatchObject({ code: "PROBABLY_CARRIED_OUT" });
  });

  const mine = { ...shop, CreatorRequestId: "mine" };

  test.each([
    [
      "a deletion of what is gone",
      "NamespaceNotFound",
      async (client: ServiceDiscoveryClient) =>
        await startOperation(fakeContext(), { client }, new DeleteNamespaceCommand({ Id: "ns-1" })),
    ],
    [
      "a creation by the caller's own token",
      "NamespaceAlreadyExists",
      async (client: ServiceDiscoveryClient) =>
        await startOperation(fakeContext(), { client }, new CreateHttpNamespaceCommand(mine)),
    ],
  ])("says that a command was probably carried out: %s", async (_what, name, start) => {
    const refusal = { __type: name, CreatorRequestId: "mine" };
    const client = scriptedClient((_action, _body, count) => (count === 1 ? "ECONNRESET" : refusal));
    await expect(start(client)).rejects.toMatchObject({ code: "PROBABLY_CARRIED_OUT", cause: { name } });
  });

  test("says that a deregistration from a service that isn't there was refused", async () => {
    const refusal = { __type: "ServiceNotFound" };
    const client = scriptedClient((_action, _body, count) => (count === 1 ? "ECONNRESET" : refusal));
    const command = new DeregisterInstanceCommand({ ServiceId: "srv-1", InstanceId: "i-1" });
    const start = startOperation(fakeContext(), { client }, command);
    await expect(start).rejects.toMatchObject({ name: "ServiceNotFound" });
  });

  test("asks for credentials again that failed once", async () => {
    const { url } = await service({});
    let calls = 0;
    const credentials = async (): Promise<{ accessKeyId: string; secretAccessKey: string }> => {
      if (++calls === 1) throw new Error("STS is busy");
      return { accessKeyId: "test", secretAccessKey: "test" };
    };
    const client = new ServiceDiscoveryClient({ region: "us-east-1", endpoint: url, credentials });
    onTestFinished(() => client.destroy());
    const context = fakeContext();
    const started = await startOperation(context, { client }, new CreateHttpNamespaceCommand(shop));
    expect(started.adopted).toBe(false);
    expect(context.delays).toHaveLength(1);
  });

  test("sends a command of another copy of the SDK than the client's", async () => {
    const { url } = await service({});
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = new older.ServiceDiscoveryClient({ region: "us-east-1", endpoint: url, credentials });
    onTestFinished(() => client.destroy());
    const command = new CreateHttpNamespaceCommand(shop);
    expect(await startOperation(fakeContext(), { client }, command)).toMatchObject({ adopted: false });
  });

  test("gives up on failures on the way after as many retries as the policy has", async () => {
    const { client, emulator } = await service({
      faults: [{ fault: "unavailable", action: "CreateHttpNamespace" }],
    });
    const context = fakeContext();
    const config = { client, transientRetries: 2 };
    const start = startOperation(context, config, new CreateHttpNamespaceCommand(shop));
    await expect(start).rejects.toMatchObject({ cause: { $metadata: { httpStatusCode: 503 } } });
    expect(emulator.requestCount).toBe(3);
    expect(context.delays).toHaveLength(2);
  });

  test.each([
    { fault: "reset", processed: true },
    { fault: "server-error", processed: true },
    { fault: "malformed-json" },
  ] as const)("never tells a command as refused that may have been carried out: %j", async (fault) => {
    const { client, emulator } = await service({ faults: [{ ...fault, action: "CreateHttpNamespace" }] });
    const config = { client, transientRetries: 1 };
    const start = startOperation(fakeContext(), config, new CreateHttpNamespaceCommand(shop));
    await expect(start).rejects.toMatchObject({
      name: "OperationStartError",
      code: "NO_ANSWER",
      message: expect.stringMatching(
        /^CreateHttpNamespace may or may not have been carried out: .* The last error was/,
      ),
    });
    expect(emulator.operations()).toHaveLength(1);
  });

  test("tells a command as refused that was, or that nobody got", async () => {
    const config = { transientRetries: 0 };
    const { client } = await service({});
    const remove = new DeleteNamespaceCommand({ Id: "ns-aaaaaaaaaaaaaaaa" });
    const refused = startOperation(fakeContext(), { client, ...config }, remove);
    await expect(refused).rejects.toMatchObject({ name: "NamespaceNotFound" });
    const nobody = new ServiceDiscoveryClient({
      region: "us-east-1",
      endpoint: "http://127.0.0.1:9",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      maxAttempts: 1,
    });
    const sent = startOperation(
      fakeContext(),
      { client: nobody, ...config },
      new CreateHttpNamespaceCommand(shop),
    );
    await expect(sent).rejects.toMatchObject({ code: "ECONNREFUSED" });
    nobody.destroy();
  });

  test("gives up on throttles when the time is up", async () => {
    const { client } = await service({
      faults: [{ fault: "too-many-requests", action: "CreateHttpNamespace" }],
    });
    const context = fakeContext();
    const config = { client, maxWaitTime: 30 };
    const start = startOperation(context, config, new CreateHttpNamespaceCommand(shop));
    await expect(start).rejects.toMatchObject({ $metadata: { httpStatusCode: 429 } });
    expect(context.delays.reduce((sum, delay) => sum + delay, 0)).toBeGreaterThan(25);
    expect(context.delays.reduce((sum, delay) => sum + delay, 0)).toBeLessThan(40);
  });

  test("says so when a command that was carried out has no operation", async () => {
    const client = { send: async () => ({}) };
    const start = startOperation(fakeContext(), { client }, new CreateHttpNamespaceCommand(shop));
    await expect(start).rejects.toMatchObject({ code: "NO_OPERATION_ID" });
  });
});
