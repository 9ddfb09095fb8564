import {
  CreateHttpNamespaceCommand,
  CreatePublicDnsNamespaceCommand,
  CreateServiceCommand,
  DeleteNamespaceCommand,
  DeregisterInstanceCommand,
  type DnsConfig,
  GetInstanceCommand,
  GetServiceCommand,
  RegisterInstanceCommand,
  type ServiceDiscoveryClient,
  UpdateHttpNamespaceCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, test } from "vitest";
import type { EmulatorOptions } from "../../src/emulator/index.js";
import type { OnDuplicateRequest } from "../../src/waiter/duplicate-request.js";
import { verifyAdoption } from "../../src/waiter/adoption.js";
import type { Outcome } from "../../src/waiter/result/outcome.js";
import { isOperationStartError } from "../../src/waiter/result/start-error.js";
import { startOperation } from "../../src/waiter/start-operation.js";
import { isOldestSdk } from "../support/sdk.js";
import { over } from "./emulated.js";

const quick = { minDelay: 0.05, maxDelay: 0.1 };

/** An emulator with the namespace `x`, its service `s`, and the instance `i-1` in it. */
async function withInstance(options: EmulatorOptions = {}) {
  const made = await over({
    durations: { "*": 0.6, CREATE_NAMESPACE: 0, "REGISTER_INSTANCE:i-1": 0.05 },
    ...options,
  });
  const { client } = made;
  const { NAMESPACE } = await (
    await startOperation({ client, ...quick }, new CreateHttpNamespaceCommand({ Name: "x" }))
  ).wait();
  const { Service } = await client.send(new CreateServiceCommand({ Name: "s", NamespaceId: NAMESPACE }));
  const service = Service?.Id ?? "";
  const registered = await startOperation({ client, ...quick }, register(service, { PORT: "1" }));
  await registered.wait();
  return { ...made, namespace: NAMESPACE, service };
}

function register(ServiceId: string, Attributes: Record<string, string>): RegisterInstanceCommand {
  return new RegisterInstanceCommand({ ServiceId, InstanceId: "i-1", Attributes });
}

function deregister(ServiceId: string): DeregisterInstanceCommand {
  return new DeregisterInstanceCommand({ ServiceId, InstanceId: "i-1" });
}

async function portOf(client: ServiceDiscoveryClient, ServiceId: string): Promise<unknown> {
  const { Instance } = await client.send(new GetInstanceCommand({ ServiceId, InstanceId: "i-1" }));
  return Instance?.Attributes?.["PORT"];
}

/** Answers the next command as a duplicate of an operation; the emulator itself lets kinds of namespaces coexist. */
function refuseNext(client: ServiceDiscoveryClient, DuplicateOperationId: string): void {
  let isNext = true;
  client.middlewareStack.add(
    (next) => async (request) => {
      if (!isNext) return await next(request);
      isNext = false;
      throw Object.assign(new Error("in progress"), {
        name: "DuplicateRequest",
        DuplicateOperationId,
        $metadata: { httpStatusCode: 400 },
      });
    },
    { step: "deserialize", priority: "high", name: "refuseNext" },
  );
}

describe("a command that is refused as a duplicate", () => {
  test("registers its instance after the deregistration that is in progress, and never adopts that one", async () => {
    const { client, service, sent } = await withInstance();
    const other = await startOperation({ client, ...quick }, deregister(service));
    const registered = await startOperation({ client, ...quick }, register(service, { PORT: "2" }));
    expect(registered.adopted).toBe(false);
    expect(registered.operationId).not.toBe(other.operationId);
    expect(await registered.wait()).toEqual({ INSTANCE: "i-1" });
    expect(await portOf(client, service)).toBe("2");
    const tokens = sent
      .filter(({ Attributes }) => (Attributes as { PORT?: string } | undefined)?.PORT === "2")
      .map(({ CreatorRequestId }) => CreatorRequestId);
    expect(tokens).toHaveLength(2);
    expect(new Set(tokens).size).toBe(1);
  });

  test("registers its instance after another registration with other content", async () => {
    const { client, service } = await withInstance({
      durations: { "*": 0.5, CREATE_NAMESPACE: 0 },
    });
    await startOperation({ client, ...quick }, register(service, { PORT: "2" }));
    const mine = await startOperation({ client, ...quick }, register(service, { PORT: "3" }));
    expect(await mine.outcome()).toMatchObject({ outcome: "succeeded", adopted: false });
    expect(await portOf(client, service)).toBe("3");
  });

  test("updates a service after another update with other content", async () => {
    const { client } = await withInstance();
    const command = new CreatePublicDnsNamespaceCommand({ Name: "x.example" });
    const { NAMESPACE } = await (await startOperation({ client, ...quick }, command)).wait();
    const DnsConfig: DnsConfig = { DnsRecords: [{ Type: "A", TTL: 60 }] };
    const { Service } = await client.send(
      new CreateServiceCommand({ Name: "s", NamespaceId: NAMESPACE, DnsConfig }),
    );
    const Id = Service?.Id;
    const update = (Description: string): UpdateServiceCommand =>
      new UpdateServiceCommand({ Id, Service: { Description, DnsConfig } });
    await startOperation({ client, ...quick }, update("theirs"));
    await (await startOperation({ client, ...quick }, update("mine"))).wait();
    const updated = await client.send(new GetServiceCommand({ Id }));
    expect(updated.Service?.Description).toBe("mine");
  });

  test("updates a namespace after another update with other content", async () => {
    const { client, namespace } = await withInstance();
    const update = (Description: string): UpdateHttpNamespaceCommand =>
      new UpdateHttpNamespaceCommand({ Id: namespace, Namespace: { Description } });
    const other = await startOperation({ client, ...quick }, update("theirs"));
    const own = await startOperation({ client, ...quick }, update("mine"));
    expect(own.operationId).not.toBe(other.operationId);
  });

  test("adopts a deregistration of the same instance", async () => {
    const { client, service } = await withInstance();
    const other = await startOperation({ client, ...quick }, deregister(service));
    const mine = await startOperation({ client, ...quick }, deregister(service));
    expect(mine.operationId).toBe(other.operationId);
    expect(await mine.outcome()).toMatchObject({
      outcome: "succeeded",
      adopted: true,
      adoption: "verified",
    });
  });

  test("adopts the creation of a namespace of the same kind and name", async () => {
    const { client } = await over({ durations: { "*": 0.3 } });
    const other = await startOperation({ client, ...quick }, new CreateHttpNamespaceCommand({ Name: "x" }));
    const mine = await startOperation({ client, ...quick }, new CreateHttpNamespaceCommand({ Name: "x" }));
    expect(mine.operationId).toBe(other.operationId);
    expect(await mine.outcome()).toMatchObject({ adopted: true, adoption: "verified" });
  });

  test("fails when the adopted operation has created a namespace of another kind", async () => {
    const { client } = await over({ durations: { "*": 0.3 } });
    const other = await startOperation(
      { client, ...quick },
      new CreatePublicDnsNamespaceCommand({ Name: "x.example" }),
    );
    refuseNext(client, other.operationId);
    const mine = await startOperation(
      { client, ...quick },
      new CreateHttpNamespaceCommand({ Name: "x.example" }),
    );
    expect(mine.adopted).toBe(true);
    const outcome = await mine.outcome();
    expect(outcome).toMatchObject({
      outcome: "failed",
      code: "ADOPTED_ANOTHER_KIND",
      message: expect.stringMatching(
        /created the DNS_PUBLIC namespace "x\.example" \(ns-\w+\), not the HTTP namespace "x\.example"\./,
      ),
    });
    expect(outcome).not.toHaveProperty("targets");
    await expect(mine.wait()).rejects.toMatchObject({ name: "OperationFailedError" });
  });

  test("says that the kind is not verified without servicediscovery:GetNamespace", async () => {
    const { client } = await over({
      durations: { "*": 0.3 },
      faults: [{ fault: "error", action: "GetNamespace", name: "AccessDeniedException", statusCode: 400 }],
    });
    await startOperation({ client, ...quick }, new CreateHttpNamespaceCommand({ Name: "x" }));
    const mine = await startOperation({ client, ...quick }, new CreateHttpNamespaceCommand({ Name: "x" }));
    expect(await mine.outcome()).toMatchObject({ outcome: "succeeded", adoption: "kind-not-verified" });
  });

  test("verifies the kind although GetNamespace fails for a moment", async () => {
    const { client } = await over(
      { durations: { "*": 0.3 }, faults: [{ fault: "reset", action: "GetNamespace", times: 2 }] },
      { maxAttempts: 1 },
    );
    await startOperation({ client, ...quick }, new CreateHttpNamespaceCommand({ Name: "x" }));
    const mine = await startOperation({ client, ...quick }, new CreateHttpNamespaceCommand({ Name: "x" }));
    expect(await mine.outcome()).toMatchObject({ outcome: "succeeded", adoption: "verified" });
  });

  test("ends at once when it is stopped while the kind is being verified", async () => {
    const { client } = await over({
      durations: { "*": 0.2 },
      faults: [{ fault: "hang", action: "GetNamespace" }],
    });
    await startOperation({ client, ...quick }, new CreateHttpNamespaceCommand({ Name: "x" }));
    const mine = await startOperation({ client, ...quick }, new CreateHttpNamespaceCommand({ Name: "x" }));
    mine.on("poll", ({ status }) => {
      if (status === "SUCCESS") setTimeout(() => mine.stop(), 50);
    });
    expect(await mine.outcome()).toMatchObject({ outcome: "succeeded", adoption: "kind-not-verified" });
  });

  test("tells of an adopted operation's failure that its own command was not carried out", async () => {
    const { client } = await over({
      durations: { "*": 0.3 },
      failures: [{ code: "CANNOT_CREATE_HOSTED_ZONE", times: 1 }],
    });
    await startOperation({ client, ...quick }, new CreatePublicDnsNamespaceCommand({ Name: "x.example" }));
    const mine = await startOperation(
      { client, ...quick },
      new CreatePublicDnsNamespaceCommand({ Name: "x.example" }),
    );
    expect(await mine.outcome()).toMatchObject({
      outcome: "failed",
      code: "CANNOT_CREATE_HOSTED_ZONE",
      message: expect.stringMatching(
        /already in progress when Cloud Map got CreatePublicDnsNamespace, which was not carried out\.$/,
      ),
    });
  });

  test("waits until the other operation can be seen, before it judges it", async () => {
    const { client, service } = await withInstance({
      faults: [{ fault: "late-visibility", action: "DeregisterInstance", delay: 0.4 }],
    });
    const other = await startOperation({ client, ...quick }, deregister(service));
    const mine = await startOperation({ client, ...quick }, deregister(service));
    expect(mine.operationId).toBe(other.operationId);
  });

  test("says so when the other operation can't be read, and sends nothing more", async () => {
    const { client, service, emulator } = await withInstance({
      faults: [
        { fault: "error", action: "GetOperation", name: "AccessDeniedException", statusCode: 400, skip: 2 },
      ],
    });
    const other = await client.send(deregister(service));
    const starting = startOperation({ client, ...quick }, register(service, { PORT: "2" }));
    await expect(starting).rejects.toMatchObject({
      name: "OperationStartError",
      code: "OTHER_OPERATION_UNKNOWN",
      operationId: other.OperationId,
      cause: { name: "DuplicateRequest" },
      message: expect.stringMatching(/^RegisterInstance was not carried out: .*\(denied\)/),
    });
    const registrations = emulator.requests().filter(({ action }) => action === "RegisterInstance");
    expect(registrations).toHaveLength(2);
  });

  test("gives up when the other operation outlasts maxWaitTime", async () => {
    const { client, service } = await withInstance({
      durations: { "*": 30, CREATE_NAMESPACE: 0, "REGISTER_INSTANCE:i-1": 0.05 },
    });
    const other = await client.send(deregister(service));
    const starting = startOperation({ client, ...quick, maxWaitTime: 1 }, register(service, { PORT: "2" }));
    await expect(starting).rejects.toMatchObject({
      code: "OTHER_OPERATION_PENDING",
      operationId: other.OperationId,
      message: expect.stringMatching(/DEREGISTER_INSTANCE\), was still in progress/),
    });
  });

  test("ends with the caller's reason while it waits for the other operation", async () => {
    const { client, service } = await withInstance({
      durations: { "*": 30, CREATE_NAMESPACE: 0, "REGISTER_INSTANCE:i-1": 0.05 },
    });
    await client.send(deregister(service));
    const stop = new AbortController();
    const starting = startOperation(
      { client, ...quick, abortSignal: stop.signal },
      register(service, { PORT: "2" }),
    );
    setTimeout(() => stop.abort("enough"), 200);
    await expect(starting).rejects.toBe("enough");
  });

  test.each<[OnDuplicateRequest, boolean]>([
    ["adopt", true],
    ["resend", false],
  ])("with onDuplicateRequest %j, adopts: %j", async (onDuplicateRequest, adopts) => {
    const { client, service } = await withInstance();
    const other = await client.send(deregister(service));
    const config = { client, ...quick, onDuplicateRequest };
    const mine = await startOperation(config, register(service, { PORT: "2" }));
    expect(mine.operationId === other.OperationId).toBe(adopts);
    expect(await mine.outcome()).toMatchObject({
      outcome: "succeeded",
      adopted: adopts,
      ...(adopts && { adoption: "different" }),
    });
  });

  test("with onDuplicateRequest reject, throws the DuplicateRequest, also of the same request", async () => {
    const { client, service } = await withInstance();
    const other = await client.send(deregister(service));
    const config = { client, ...quick, onDuplicateRequest: "reject" } as const;
    await expect(startOperation(config, deregister(service))).rejects.toMatchObject({
      name: "DuplicateRequest",
      DuplicateOperationId: other.OperationId,
    });
  });
});

describe(verifyAdoption, () => {
  const succeeded: Outcome = {
    outcome: "succeeded",
    operationId: "op-1",
    operation: { Type: "DELETE_NAMESPACE", Targets: { NAMESPACE: "ns-2" } },
    targets: { NAMESPACE: "ns-2" },
    transitions: [],
    polls: 1,
    requests: 1,
    retries: { throttled: 0, transient: 0 },
    elapsedMs: 0,
    adopted: true,
  };
  const adopted = {
    command: "DeleteNamespace",
    input: { Id: "ns-1" },
    isAskedFor: false,
    readNamespace: async (): Promise<unknown> => ({}),
  };

  test("never passes on the success of an operation that turns out to be about another resource", async () => {
    expect(await verifyAdoption(adopted, succeeded)).toMatchObject({
      outcome: "failed",
      code: "ADOPTED_ANOTHER_KIND",
      message: expect.stringContaining('It is about {"NAMESPACE":"ns-2"}.'),
    });
    expect(await verifyAdoption({ ...adopted, isAskedFor: true }, succeeded)).toMatchObject({
      outcome: "succeeded",
      adoption: "different",
    });
    expect(await verifyAdoption(adopted, { ...succeeded, operation: {} })).toMatchObject({
      outcome: "failed",
      message: expect.stringContaining("(unknown type)"),
    });
    const { operation: _unseen, ...rest } = succeeded;
    expect(await verifyAdoption(adopted, rest)).toMatchObject({ code: "ADOPTED_ANOTHER_KIND" });
  });

  test("says that the content of an update was not verified", async () => {
    const update = { ...adopted, command: "UpdateHttpNamespace", isAskedFor: true };
    const updated = { ...succeeded, operation: { Type: "UPDATE_NAMESPACE" } };
    expect(await verifyAdoption(update, updated)).toMatchObject({ adoption: "kind-not-verified" });
  });

  test.each([
    [{ Namespace: { Type: "HTTP", Name: "x" } }, { outcome: "succeeded", adoption: "different" }],
    [{ Namespace: { Type: "DNS_PRIVATE", Name: "y" } }, { outcome: "succeeded", adoption: "verified" }],
    [{ Namespace: { Type: "DNS_PRIVATE", Name: "x" } }, { outcome: "succeeded", adoption: "different" }],
    [{ Namespace: { Type: "DNS_PRIVATE" } }, { outcome: "succeeded", adoption: "kind-not-verified" }],
    [{ Namespace: { Name: "y" } }, { outcome: "succeeded", adoption: "kind-not-verified" }],
    [undefined, { outcome: "succeeded", adoption: "kind-not-verified" }],
  ])("compares the namespace that was made, if that was asked for: %j", async (answer, expected) => {
    const create = {
      command: "CreatePrivateDnsNamespace",
      input: { Name: "y" },
      isAskedFor: true,
      readNamespace: async (): Promise<unknown> => answer,
    };
    const created = { ...succeeded, operation: { Type: "CREATE_NAMESPACE" } };
    expect(await verifyAdoption(create, created)).toMatchObject(expected);
    const nameless = { ...created, targets: {} };
    expect(await verifyAdoption(create, nameless)).toMatchObject({ adoption: "kind-not-verified" });
  });

  test.each([
    ["CreateHttpNamespace", "HTTP", "verified"],
    ["CreatePublicDnsNamespace", "DNS_PUBLIC", "verified"],
    ["CreateNewKindOfNamespace", "DNS_PUBLIC", "kind-not-verified"],
  ])("knows what kind %s makes: %s", async (command, Type, adoption) => {
    const create = {
      ...adopted,
      command,
      input: { Name: "y" },
      readNamespace: async (): Promise<unknown> => ({ Namespace: { Type, Name: "y" } }),
    };
    const created = { ...succeeded, operation: { Type: "CREATE_NAMESPACE" } };
    expect(await verifyAdoption(create, created)).toMatchObject({ outcome: "succeeded", adoption });
  });

  test("leaves another ending as it is", async () => {
    const { targets: _targets, ...rest } = succeeded;
    const outcome: Outcome = { ...rest, outcome: "timed-out", code: "TIMED_OUT", message: "late" };
    expect(await verifyAdoption(adopted, outcome)).toBe(outcome);
  });
});

describe("a command whose answer was lost", () => {
  const lost = { fault: "reset", processed: true, times: 1 } as const;

  test.each([1, 3])(
    "is told as probably carried out when it has deleted already (client with maxAttempts %d)",
    async (maxAttempts) => {
      const { client, emulator } = await over(
        { durations: { "*": 0 }, faults: [{ ...lost, action: "DeleteNamespace" }] },
        { maxAttempts },
      );
      const { NAMESPACE: Id } = await (
        await startOperation({ client, ...quick }, new CreateHttpNamespaceCommand({ Name: "x" }))
      ).wait();
      await expect(
        startOperation({ client, ...quick }, new DeleteNamespaceCommand({ Id })),
      ).rejects.toMatchObject({
        name: "OperationStartError",
        code: "PROBABLY_CARRIED_OUT",
        cause: { name: "NamespaceNotFound" },
      });
      expect(emulator.operations().map(({ type }) => type)).toEqual(["CREATE_NAMESPACE", "DELETE_NAMESPACE"]);
    },
  );

  test("is told as probably carried out when it has deregistered already", async () => {
    const { client, service } = await withInstance({
      durations: { "*": 0 },
      faults: [{ ...lost, action: "DeregisterInstance" }],
    });
    await expect(startOperation({ client, ...quick }, deregister(service))).rejects.toMatchObject({
      code: "PROBABLY_CARRIED_OUT",
      cause: { name: "InstanceNotFound" },
    });
  });

  test.each([
    { fault: "reset", processed: true },
    { fault: "server-error", processed: true },
    { fault: "slow-headers", delay: 5 },
    { fault: "stalled-body" },
    { fault: "truncated-body" },
    { fault: "malformed-json" },
  ] as const)("is not told as refused when its retries are used up: %j", async (fault) => {
    const { client, emulator } = await over(
      { faults: [{ ...fault, action: "CreateHttpNamespace" }] },
      { maxAttempts: 1 },
    );
    const config = { client, ...quick, requestTimeout: 1, transientRetries: 1 };
    await expect(startOperation(config, new CreateHttpNamespaceCommand({ Name: "x" }))).rejects.toMatchObject(
      { name: "OperationStartError", code: "NO_ANSWER" },
    );
    expect(emulator.operations()).toHaveLength(1);
  });

  test("adopts its own deletion that is still in progress", async () => {
    const { client, service } = await withInstance({ faults: [{ ...lost, action: "DeregisterInstance" }] });
    const mine = await startOperation({ client, ...quick }, deregister(service));
    expect(await mine.outcome()).toMatchObject({ outcome: "succeeded", adoption: "verified" });
  });

  test("is not told as refused when time runs out on throttles after it", async () => {
    const { client } = await over(
      {
        faults: [
          { ...lost, fault: "hang", action: "CreateHttpNamespace" },
          { fault: "too-many-requests", action: "CreateHttpNamespace" },
        ],
      },
      { maxAttempts: 1 },
    );
    const starting = startOperation(
      { client, ...quick, requestTimeout: 0.2, maxWaitTime: 1 },
      new CreateHttpNamespaceCommand({ Name: "x" }),
    );
    expect(isOperationStartError(await starting.catch((error: unknown) => error))).toBe(true);
    expect(isOperationStartError(new Error("no"))).toBe(false);
    await expect(starting).rejects.toMatchObject({
      code: "NO_ANSWER",
      cause: { name: "TooManyRequestsException" },
    });
  });

  test("a refusal after a refused connection is the refusal", async () => {
    const { client } = await over({
      faults: [{ fault: "too-many-requests", action: "DeleteNamespace", times: 1 }],
    });
    await expect(
      startOperation({ client, ...quick }, new DeleteNamespaceCommand({ Id: "ns-aaaaaaaaaaaaaaaa" })),
    ).rejects.toMatchObject({ name: "NamespaceNotFound" });
  });
});

describe("an answer without an operation id that can be used", () => {
  test.each<[output: unknown, what: string]>([
    [{}, "no OperationId"],
    [{ OperationId: "" }, "no OperationId"],
    [{ OperationId: "  " }, "no OperationId"],
    [{ OperationId: 42 }, "no OperationId"],
    [{ OperationId: null }, "no OperationId"],
    // The oldest client itself fails on this one.
    ...(isOldestSdk ? [] : [[undefined, "no OperationId"] satisfies [unknown, string]]),
    [{ OperationId: "x".repeat(256) }, "an OperationId that is too long"],
  ])("%j: the command was carried out", async (output, what) => {
    const { client } = await over();
    client.middlewareStack.add(() => async () => ({ output, response: {} }) as never, {
      step: "initialize",
      priority: "low",
      name: "answerAtOnce",
    });
    await expect(
      startOperation({ client }, new CreateHttpNamespaceCommand({ Name: "x" })),
    ).rejects.toMatchObject({
      code: "NO_OPERATION_ID",
      message: expect.stringContaining(`CreateHttpNamespace was carried out, but its answer has ${what}`),
    });
  });
});
