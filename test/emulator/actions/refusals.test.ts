/** What the API reference says cannot be done, and in which words the service says so. */
import { describe, expect, test } from "vitest";
import { createEmulator, type Emulator } from "../../../src/emulator/index.js";
import { createNamespace, createService, send, start } from "../ask.js";

const DnsConfig = { DnsRecords: [{ Type: "A", TTL: 60 }] };
const ipv4 = { AWS_INSTANCE_IPV4: "192.0.2.1" };

const onCommand = (): Emulator => createEmulator({ settles: "on-command" });

describe("UpdateService", () => {
  test("refuses a service of an HTTP namespace", () => {
    const emulator = onCommand();
    const NamespaceId = createNamespace(emulator, "Http", { Name: "shop" });
    const Id = createService(emulator, { NamespaceId });
    expect(send(emulator, "UpdateService", { Id, Service: { Description: "d" } })).toMatchObject({
      __type: "InvalidInput",
      Message: `UpdateService can't change ${Id}: it is in an HTTP namespace.`,
    });
  });

  test("refuses another type of health check", () => {
    const emulator = onCommand();
    const NamespaceId = createNamespace(emulator, "PublicDns", { Name: "shop.org" });
    const Id = createService(emulator, { NamespaceId, DnsConfig, HealthCheckConfig: { Type: "HTTP" } });
    const update = (HealthCheckConfig: object | undefined) =>
      send(emulator, "UpdateService", { Id, Service: { DnsConfig, HealthCheckConfig } });
    expect(update({ Type: "TCP" })).toMatchObject({
      __type: "InvalidInput",
      Message: "HealthCheckConfig.Type can't be changed from HTTP to TCP.",
    });
    expect(update({ Type: "HTTP", ResourcePath: "/health" })).toMatchObject({ statusCode: 200 });
  });

  test("refuses a record of another type, and deletes what is left out", () => {
    const emulator = onCommand();
    const NamespaceId = createNamespace(emulator, "PublicDns", { Name: "shop.org" });
    const Id = createService(emulator, { NamespaceId, DnsConfig, HealthCheckConfig: { Type: "HTTP" } });
    const other = { DnsConfig: { DnsRecords: [{ Type: "AAAA", TTL: 60 }] } };
    expect(send(emulator, "UpdateService", { Id, Service: other })).toMatchObject({ __type: "InvalidInput" });
    emulator.settle(start(emulator, "UpdateService", { Id, Service: { Description: "d" } }));
    const { Service } = send(emulator, "GetService", { Id });
    expect(Service).toMatchObject({ Description: "d", DnsConfig: {} });
    expect(Service).not.toHaveProperty("HealthCheckConfig");
  });
});

describe("AWS_EC2_INSTANCE_ID", () => {
  test("fills AWS_INSTANCE_IPV4 with a private address, the same for the same id", () => {
    const emulator = createEmulator({ settles: "at-once" });
    const NamespaceId = createNamespace(emulator, "Http", { Name: "shop" });
    const ServiceId = createService(emulator, { NamespaceId });
    const addressOf = (InstanceId: string, ec2: string): string | undefined => {
      start(emulator, "RegisterInstance", {
        ServiceId,
        InstanceId,
        Attributes: { AWS_EC2_INSTANCE_ID: ec2 },
      });
      const { Instance } = send(emulator, "GetInstance", { ServiceId, InstanceId });
      const { Attributes } = Instance as { readonly Attributes: Readonly<Record<string, string>> };
      expect(Attributes["AWS_EC2_INSTANCE_ID"]).toBe(ec2);
      return Attributes["AWS_INSTANCE_IPV4"];
    };
    const address = addressOf("a", "i-0abcdef1234567890");
    expect(address).toMatch(/^172\.31\.\d{1,3}\.\d{1,3}$/);
    expect(addressOf("b", "i-0abcdef1234567890")).toBe(address);
    expect(addressOf("c", "i-0abcdef1234567891")).not.toBe(address);
  });
});

describe("in progress comes before not found", () => {
  test("for an instance whose registration is in progress", () => {
    const emulator = onCommand();
    const NamespaceId = createNamespace(emulator, "Http", { Name: "shop" });
    const ServiceId = createService(emulator, { NamespaceId });
    const DuplicateOperationId = start(emulator, "RegisterInstance", {
      ServiceId,
      InstanceId: "i-1",
      Attributes: ipv4,
    });
    const deregister = () => send(emulator, "DeregisterInstance", { ServiceId, InstanceId: "i-1" });
    expect(deregister()).toMatchObject({ __type: "DuplicateRequest", DuplicateOperationId });
    emulator.settle(DuplicateOperationId);
    expect(deregister()).toMatchObject({ statusCode: 200 });
  });

  test.each([
    ["DeleteNamespace", {}],
    ["UpdateHttpNamespace", { Namespace: { Description: "d" } }],
  ])("for a namespace whose creation is in progress: %s", (action, input) => {
    const emulator = onCommand();
    const DuplicateOperationId = start(emulator, "CreateHttpNamespace", { Name: "shop" });
    const Id = emulator.operations()[0]?.targets["NAMESPACE"];
    expect(send(emulator, action, { Id, ...input })).toMatchObject({
      __type: "DuplicateRequest",
      DuplicateOperationId,
    });
    emulator.settle(DuplicateOperationId, { status: "FAIL" });
    expect(send(emulator, action, { Id, ...input })).toMatchObject({ __type: "NamespaceNotFound" });
  });
});

describe("the messages", () => {
  test("of DuplicateRequest name the action and not the operation's type", () => {
    const emulator = onCommand();
    const id = start(emulator, "CreateHttpNamespace", { Name: "shop" });
    expect(send(emulator, "CreateHttpNamespace", { Name: "shop" })).toMatchObject({
      __type: "DuplicateRequest",
      Message: `Another operation of type CreateHttpNamespace and id ${id} is in progress`,
    });
  });

  test("of DuplicateRequest name a creation of another type with the same name, and not one that has ended", () => {
    const emulator = onCommand();
    const id = start(emulator, "CreatePrivateDnsNamespace", { Name: "shop.org", Vpc: "vpc-1" });
    for (const action of ["CreateHttpNamespace", "CreatePublicDnsNamespace"]) {
      expect(send(emulator, action, { Name: "Shop.org" })).toMatchObject({
        __type: "DuplicateRequest",
        DuplicateOperationId: id,
        Message: `Another operation of type CreatePrivateDnsNamespace and id ${id} is in progress`,
      });
    }
    expect(send(emulator, "CreatePrivateDnsNamespace", { Name: "shop.org", Vpc: "vpc-2" })).toMatchObject({
      statusCode: 200,
    });
    for (const { operationId } of emulator.operations()) emulator.settle(operationId);
    expect(send(emulator, "CreateHttpNamespace", { Name: "shop.org" })).toMatchObject({ statusCode: 200 });
  });

  test("of ResourceInUse begin as the service's do", () => {
    const emulator = createEmulator({ settles: "at-once" });
    const NamespaceId = createNamespace(emulator, "Http", { Name: "shop" });
    const Id = createService(emulator, { NamespaceId });
    start(emulator, "RegisterInstance", { ServiceId: Id, InstanceId: "i-1", Attributes: {} });
    expect(send(emulator, "DeleteService", { Id })).toMatchObject({
      __type: "ResourceInUse",
      Message: `Service contains registered instances: ${Id} has 1 instance. Deregister them first.`,
    });
  });

  const zone = { Vpc: "vpc-1" };
  const second = (emulator: Emulator, Name: string): unknown => {
    const OperationId = start(emulator, "CreatePrivateDnsNamespace", { Name, ...zone });
    emulator.settle(OperationId);
    return send(emulator, "GetOperation", { OperationId })["Operation"];
  };

  test("of a private zone that is there already say so in Route 53's words", () => {
    const emulator = onCommand();
    const Id = createNamespace(emulator, "PrivateDns", { Name: "shop.local", ...zone });
    const { Namespace } = send(emulator, "GetNamespace", { Id });
    const { Properties } = Namespace as {
      Properties: { DnsProperties: { HostedZoneId: string } };
    };
    expect(second(emulator, "shop.local")).toMatchObject({
      Status: "FAIL",
      ErrorCode: "CANNOT_CREATE_HOSTED_ZONE",
      ErrorMessage: expect.stringMatching(
        new RegExp(
          "^The VPC vpc-1 in region us-east-1 has already been associated with the hosted zone " +
            `${Properties.DnsProperties.HostedZoneId} with the same domain name\\. ` +
            "\\(Service: AmazonRoute53; Status Code: 400; Error Code: ConflictingDomainExists; Request ID: [0-9a-f-]{36}; " +
            "Proxy: null\\)$",
        ),
      ),
    });
  });

  test.each(["a.shop.local", "local"])("of an overlapping private zone are others: %s", (Name) => {
    const emulator = createEmulator({ settles: "on-command", overlappingZones: "fail" });
    createNamespace(emulator, "PrivateDns", { Name: "shop.local", ...zone });
    expect(second(emulator, Name)).toMatchObject({
      Status: "FAIL",
      ErrorCode: "CANNOT_CREATE_HOSTED_ZONE",
      ErrorMessage: expect.stringMatching(
        /^The VPC that you chose, vpc-1 in region us-east-1, is already associated with another private hosted zone that has an overlapping name space, shop\.local\.\. \(Service: AmazonRoute53;/,
      ),
    });
    expect(second(emulator, "unshop.local2")).toMatchObject({ Status: "SUCCESS" });
  });

  test("of an overlapping private zone are none by default, as at Route 53 today", () => {
    const emulator = onCommand();
    createNamespace(emulator, "PrivateDns", { Name: "shop.local", ...zone });
    expect(second(emulator, "a.shop.local")).toMatchObject({ Status: "SUCCESS" });
  });
});
