import { describe, expect, test } from "vitest";
import { createEmulator, type Emulator } from "../../../src/emulator/index.js";
import { createNamespace, createService, send, start } from "../ask.js";

const token = { CreatorRequestId: "same" };

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((first, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [first].concat(rest)),
  );
}

function withService(): {
  readonly emulator: Emulator;
  readonly NamespaceId: string;
  readonly ServiceId: string;
} {
  const emulator = createEmulator({ settles: "on-command" });
  const NamespaceId = createNamespace(emulator, "Http", { Name: "shop" });
  return { emulator, NamespaceId, ServiceId: createService(emulator, { NamespaceId }) };
}

describe("an idempotency token", () => {
  test("answers the same request with the same operation, whatever the order of map members", () => {
    const { emulator, ServiceId } = withService();
    const attributes = [
      ["zone", "a"],
      ["AWS_INSTANCE_IPV4", "192.0.2.1"],
      ["1", "x"],
      ["color", "blue"],
    ] as const;
    const ids = permutations(attributes).map((entries) => {
      // JavaScript puts keys that are numbers first in an object: the body is written by hand.
      const members = entries.map((entry) => entry.map((text) => JSON.stringify(text)).join(":"));
      const body = `{"ServiceId":"${ServiceId}","InstanceId":"i-1","CreatorRequestId":"same","Attributes":{${members.join()}}}`;
      const target = "Route53AutoNaming_v20170314.RegisterInstance";
      return (JSON.parse(emulator.handle({ method: "POST", target, body }).body) as { OperationId?: string })
        .OperationId;
    });
    expect(ids).toHaveLength(24);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toEqual(expect.any(String));
  });

  test("answers the same request with the same operation, whatever the order of tags and members", () => {
    const emulator = createEmulator();
    const [a, b] = [
      { Key: "a", Value: "1" },
      { Value: "2", Key: "b" },
    ];
    const first = start(emulator, "CreateHttpNamespace", { Name: "shop", ...token, Tags: [a, b] });
    expect(start(emulator, "CreateHttpNamespace", { Tags: [b, a], ...token, Name: "shop" })).toBe(first);
  });

  test("refuses another request with DuplicateRequest and the operation's id", () => {
    const emulator = createEmulator();
    const DuplicateOperationId = start(emulator, "CreateHttpNamespace", { Name: "shop", ...token });
    expect(send(emulator, "CreateHttpNamespace", { Name: "other", ...token })).toMatchObject({
      __type: "DuplicateRequest",
      DuplicateOperationId,
    });
  });

  test("of an instance counts within its service", () => {
    const { emulator, NamespaceId, ServiceId } = withService();
    const other = createService(emulator, { Name: "other", NamespaceId });
    const input = { InstanceId: "i-1", Attributes: { a: "b" }, ...token };
    const first = start(emulator, "RegisterInstance", { ServiceId, ...input });
    const second = start(emulator, "RegisterInstance", { ServiceId: other, ...input });
    expect(second).not.toBe(first);
    const another = { ServiceId, ...input, InstanceId: "i-2" };
    expect(send(emulator, "RegisterInstance", another)).toMatchObject({ __type: "DuplicateRequest" });
  });

  test("of a service counts within its namespace", () => {
    const { emulator, NamespaceId } = withService();
    const elsewhere = createNamespace(emulator, "Http", { Name: "elsewhere" });
    const first = createService(emulator, { Name: "api", NamespaceId, ...token });
    expect(createService(emulator, { Name: "api", NamespaceId, ...token })).toBe(first);
    expect(createService(emulator, { Name: "api", NamespaceId: elsewhere, ...token })).not.toBe(first);
    expect(send(emulator, "CreateService", { Name: "b", NamespaceId, ...token })).toMatchObject({
      __type: "InvalidInput",
      Message: expect.stringContaining("same"),
    });
  });

  test("of a service means the same with the id and the ARN of its namespace", () => {
    const { emulator, NamespaceId } = withService();
    const arn = `arn:aws:servicediscovery:us-east-1:123456789012:namespace/${NamespaceId}`;
    const first = createService(emulator, { Name: "api", NamespaceId, ...token });
    expect(createService(emulator, { Name: "api", NamespaceId: arn, ...token })).toBe(first);
  });

  test("of a namespace counts within the account and region", () => {
    const emulator = createEmulator();
    const input = { Name: "shop", ...token };
    const first = start(emulator, "CreateHttpNamespace", input, "us-east-1");
    expect(start(emulator, "CreateHttpNamespace", input, "us-east-1")).toBe(first);
    expect(start(emulator, "CreateHttpNamespace", input, "eu-west-1")).not.toBe(first);
  });

  test("of an update counts within its namespace", () => {
    const { emulator, NamespaceId } = withService();
    const other = createNamespace(emulator, "Http", { Name: "other" });
    const update = { UpdaterRequestId: "same", Namespace: { Description: "d" } };
    const first = start(emulator, "UpdateHttpNamespace", { Id: NamespaceId, ...update });
    expect(start(emulator, "UpdateHttpNamespace", { Id: NamespaceId, ...update })).toBe(first);
    expect(start(emulator, "UpdateHttpNamespace", { Id: other, ...update })).not.toBe(first);
  });

  test("whose namespace is gone starts a new operation", () => {
    const emulator = createEmulator();
    const first = start(emulator, "CreateHttpNamespace", { Name: "shop", ...token });
    emulator.settle(first);
    expect(start(emulator, "CreateHttpNamespace", { Name: "shop", ...token })).toBe(first);
    const Id = emulator.operations()[0]?.targets["NAMESPACE"];
    emulator.settle(start(emulator, "DeleteNamespace", { Id }));
    const again = start(emulator, "CreateHttpNamespace", { Name: "shop", ...token });
    expect(again).not.toBe(first);
    expect(send(emulator, "GetOperation", { OperationId: again })).toMatchObject({
      Operation: { Status: "SUBMITTED" },
    });
  });

  test("whose instance is gone starts a new operation", () => {
    const { emulator, ServiceId } = withService();
    const input = { ServiceId, InstanceId: "i-1", Attributes: { a: "b" }, ...token };
    const first = start(emulator, "RegisterInstance", input);
    emulator.settle(first);
    emulator.settle(start(emulator, "DeregisterInstance", { ServiceId, InstanceId: "i-1" }));
    const again = start(emulator, "RegisterInstance", input);
    expect(again).not.toBe(first);
    expect(emulator.settle(again)).toMatchObject({ status: "SUCCESS" });
    expect(send(emulator, "GetInstance", { ServiceId, InstanceId: "i-1" })).toMatchObject({
      statusCode: 200,
    });
  });

  test("whose service is gone makes a new service", () => {
    const { emulator, NamespaceId } = withService();
    const input = { Name: "api", NamespaceId, ...token };
    const first = createService(emulator, input);
    send(emulator, "DeleteService", { Id: first });
    expect(createService(emulator, input)).not.toBe(first);
  });

  test("whose operation failed still answers with it", () => {
    const emulator = createEmulator();
    const first = start(emulator, "CreateHttpNamespace", { Name: "shop", ...token });
    emulator.settle(first, { status: "FAIL" });
    expect(start(emulator, "CreateHttpNamespace", { Name: "shop", ...token })).toBe(first);
  });

  test("that is empty is no token", () => {
    const { emulator, ServiceId } = withService();
    const register = (InstanceId: string): string =>
      start(emulator, "RegisterInstance", { ServiceId, InstanceId, Attributes: {}, CreatorRequestId: "" });
    expect(register("i-1")).not.toBe(register("i-2"));
  });
});
