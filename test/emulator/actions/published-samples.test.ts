/** Answers held against those that AWS has published: the API reference, the AWS CLI's examples, the SDKs' samples. */
import { describe, expect, test } from "vitest";
import { createEmulator, type Emulator } from "../../../src/emulator/index.js";
import { createNamespace, createService, send, start } from "../ask.js";

const region = "us-west-2";
const startAt = 1_586_468_974.698;

function emulator(): Emulator {
  return createEmulator({ region, now: () => 0, startAt, settles: "at-once" });
}

/** Dates and ids are those of the moment; what is left is a shape. */
const shape = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value)
      .replaceAll(/\b(ns|srv)-[a-z0-9]+/g, "$1-1")
      .replaceAll(/"Z[A-Z0-9]+"/g, '"Z1"'),
  );

describe("the published sample", () => {
  test("of GetNamespace, for an HTTP namespace (AWS CLI examples, get-namespace)", () => {
    const made = emulator();
    const Id = createNamespace(made, "Http", {
      Name: "example-http.com",
      Description: "Example.com AWS Cloud Map HTTP Namespace",
      CreatorRequestId: "example-creator-request-id-0001",
    });
    expect(shape(send(made, "GetNamespace", { Id })["Namespace"])).toEqual({
      Id: "ns-1",
      Arn: "arn:aws:servicediscovery:us-west-2:123456789012:namespace/ns-1",
      ResourceOwner: "123456789012",
      Name: "example-http.com",
      Type: "HTTP",
      Description: "Example.com AWS Cloud Map HTTP Namespace",
      Properties: { DnsProperties: {}, HttpProperties: { HttpName: "example-http.com" } },
      CreateDate: startAt,
      CreatorRequestId: "example-creator-request-id-0001",
      // Not in the sample, and in the model.
      ServiceCount: 0,
    });
  });

  test("of ListNamespaces, for a private DNS namespace: no TTL that nobody gave (AWS CLI examples, list-namespaces)", () => {
    const made = emulator();
    createNamespace(made, "PrivateDns", { Name: "local", Vpc: "vpc-1" });
    expect(shape(send(made, "ListNamespaces", {})["Namespaces"])).toMatchObject([
      {
        Name: "local",
        Type: "DNS_PRIVATE",
        Properties: { DnsProperties: { HostedZoneId: "Z1", SOA: {} }, HttpProperties: { HttpName: "local" } },
      },
    ]);
    expect(JSON.stringify(send(made, "ListNamespaces", {}))).not.toContain("TTL");
  });

  test("of CreateService (AWS CLI examples, create-service)", () => {
    const made = emulator();
    const NamespaceId = createNamespace(made, "PrivateDns", { Name: "example.com", Vpc: "vpc-1" });
    const DnsConfig = { NamespaceId, RoutingPolicy: "MULTIVALUE", DnsRecords: [{ Type: "A", TTL: 60 }] };
    const input = { Name: "myservice", NamespaceId, DnsConfig, CreatorRequestId: "567c1193" };
    expect(shape(send(made, "CreateService", input)["Service"])).toEqual({
      Id: "srv-1",
      Arn: "arn:aws:servicediscovery:us-west-2:123456789012:service/srv-1",
      ResourceOwner: "123456789012",
      Name: "myservice",
      NamespaceId: "ns-1",
      DnsConfig: { NamespaceId: "ns-1", RoutingPolicy: "MULTIVALUE", DnsRecords: [{ Type: "A", TTL: 60 }] },
      Type: "DNS_HTTP",
      CreateDate: startAt,
      CreatorRequestId: "567c1193",
      CreatedByAccount: "123456789012",
      // Not in the sample, and in the model.
      InstanceCount: 0,
    });
    const [listed] = send(made, "ListServices", {})["Services"] as readonly { readonly DnsConfig: unknown }[];
    expect(listed?.DnsConfig).toEqual({ RoutingPolicy: "MULTIVALUE", DnsRecords: [{ Type: "A", TTL: 60 }] });
  });

  test("of GetService, for a service of the type HTTP: an empty DnsConfig (AWS CLI examples, get-service)", () => {
    const made = emulator();
    const NamespaceId = createNamespace(made, "Http", { Name: "shop" });
    const Id = createService(made, { NamespaceId });
    expect(send(made, "GetService", { Id })["Service"]).toMatchObject({ DnsConfig: {}, Type: "HTTP" });
    const [listed] = send(made, "ListServices", {})["Services"] as readonly { readonly DnsConfig: unknown }[];
    expect(listed?.DnsConfig).toEqual({});
  });

  test("of GetOperation has these members and no others (API reference, GetOperation)", () => {
    const made = emulator();
    const Id = createNamespace(made, "Http", { Name: "shop" });
    const OperationId = start(made, "DeleteNamespace", { Id });
    expect(send(made, "GetOperation", { OperationId })["Operation"]).toEqual({
      Id: OperationId,
      OwnerAccount: "123456789012",
      Status: "SUCCESS",
      Targets: { NAMESPACE: Id },
      Type: "DELETE_NAMESPACE",
      CreateDate: startAt,
      UpdateDate: startAt,
    });
  });
});

describe("a scenario can omit members of an operation", () => {
  test("of those that are there from the start, by null", () => {
    const operation = { Id: "op-1", Type: null, Status: null, CreateDate: null, UpdateDate: null };
    const made = createEmulator({ operations: [operation] });
    expect(send(made, "GetOperation", { OperationId: "op-1" })["Operation"]).toEqual({ Id: "op-1" });
  });

  test("of any, by the fault omit-members", () => {
    const members = ["Status", "UpdateDate", "OwnerAccount", "Targets"];
    const made = createEmulator({ faults: [{ fault: "omit-members", members, times: 1 }] });
    const OperationId = start(made, "CreateHttpNamespace", { Name: "shop" });
    expect(send(made, "GetOperation", { OperationId })["Operation"]).toEqual({
      Id: OperationId,
      Type: "CREATE_NAMESPACE",
      CreateDate: expect.any(Number),
    });
    expect(send(made, "GetOperation", { OperationId })).toMatchObject({ Operation: { Status: "SUBMITTED" } });
  });
});
