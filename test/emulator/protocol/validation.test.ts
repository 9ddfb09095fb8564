import { describe, expect, test } from "vitest";
import { createEmulator } from "../../../src/emulator/index.js";
import { createNamespace, createService, send } from "../ask.js";

const emulator = createEmulator({ settles: "at-once" });
const NamespaceId = createNamespace(emulator, "Http", { Name: "shop" });
const ServiceId = createService(emulator, { NamespaceId });
const arn = `arn:aws:servicediscovery:us-east-1:123456789012:namespace/${NamespaceId}`;

function post(action: string, body: string | Uint8Array): unknown {
  const target = `Route53AutoNaming_v20170314.${action}`;
  return JSON.parse(emulator.handle({ method: "POST", target, body }).body);
}

describe("a value that the service would refuse is refused", () => {
  test.each([
    ["a NamespaceName with a space", "DiscoverInstances", { NamespaceName: "a b", ServiceName: "web" }],
    [
      "a NamespaceName that isn't ASCII",
      "DiscoverInstancesRevision",
      { NamespaceName: "ä", ServiceName: "web" },
    ],
    ["a type of namespace", "ListNamespaces", { Filters: [{ Name: "TYPE", Values: ["DNS"] }] }],
    ["an owner of namespaces", "ListNamespaces", { Filters: [{ Name: "RESOURCE_OWNER", Values: ["ME"] }] }],
    ["an owner of services", "ListServices", { Filters: [{ Name: "RESOURCE_OWNER", Values: ["self"] }] }],
    ["a status", "ListOperations", { Filters: [{ Name: "STATUS", Values: ["DONE"] }] }],
    [
      "one status of two",
      "ListOperations",
      { Filters: [{ Name: "STATUS", Values: ["FAIL", ""], Condition: "IN" }] },
    ],
    ["a type of operation", "ListOperations", { Filters: [{ Name: "TYPE", Values: ["CREATE_SERVICE"] }] }],
    ["a tag of AWS's", "TagResource", { ResourceARN: arn, Tags: [{ Key: "aws:x", Value: "" }] }],
    ["a tag of AWS's in capitals", "TagResource", { ResourceARN: arn, Tags: [{ Key: "AWS:x", Value: "" }] }],
    ["a tag of AWS's to be removed", "UntagResource", { ResourceARN: arn, TagKeys: ["aws:x"] }],
    [
      "a tag of AWS's on a namespace",
      "CreateHttpNamespace",
      { Name: "x", Tags: [{ Key: "aws:x", Value: "" }] },
    ],
    [
      "a tag of AWS's on a service",
      "CreateService",
      { Name: "x", NamespaceId, Tags: [{ Key: "aws:x", Value: "" }] },
    ],
  ])("%s", (_name, action, input) => {
    expect(send(emulator, action, input)).toMatchObject({
      __type: "InvalidInput",
      Message: expect.any(String),
    });
  });

  test.each([
    ["a value", '{"Name":"shop2","Description":"\\ud800"}'],
    ["a name", '{"Name":"\\udc00"}'],
    ["a tag", '{"Name":"shop2","Tags":[{"Key":"\\ud83d","Value":""}]}'],
  ])("a lone surrogate in %s", (_name, body) => {
    expect(post("CreateHttpNamespace", body)).toMatchObject({ __type: "SerializationException" });
  });

  test("a lone surrogate in a key", () => {
    const body = `{"ServiceId":"${ServiceId}","Attributes":{"\\ud800":"x"}}`;
    expect(post("UpdateServiceAttributes", body)).toMatchObject({ __type: "SerializationException" });
  });

  test("a body that is no UTF-8", () => {
    const body = new Uint8Array([
      ...Buffer.from('{"Name":"shop2","Description":"'),
      0xc3,
      0x28,
      ...Buffer.from('"}'),
    ]);
    expect(post("CreateHttpNamespace", body)).toMatchObject({ __type: "SerializationException" });
  });
});

describe("a value that the service takes is taken", () => {
  test("an attribute's value with a space or a tab at its end", () => {
    const Attributes = { a: "x ", b: "x\t", c: "x  y ", d: "" };
    expect(send(emulator, "RegisterInstance", { ServiceId, InstanceId: "i-1", Attributes })).toMatchObject({
      statusCode: 200,
    });
    const { Instance } = send(emulator, "GetInstance", { ServiceId, InstanceId: "i-1" });
    expect(Instance).toMatchObject({ Attributes });
  });

  test("characters beyond the first plane count once", () => {
    const Description = "🦆".repeat(1024);
    expect(send(emulator, "CreateHttpNamespace", { Name: "ducks", Description })).toMatchObject({
      statusCode: 200,
    });
    expect(
      send(emulator, "CreateHttpNamespace", { Name: "more", Description: `${Description}x` }),
    ).toMatchObject({
      __type: "InvalidInput",
      Message: expect.stringContaining("(it has 1025)"),
    });
  });

  test("the start of a type of namespace", () => {
    const Filters = [{ Name: "TYPE", Values: ["HT"], Condition: "BEGINS_WITH" }];
    expect(send(emulator, "ListNamespaces", { Filters })).toMatchObject({
      Namespaces: [{ Name: "shop" }, {}],
    });
  });
});
