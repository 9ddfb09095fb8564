import { describe, expect, test } from "vitest";
import { compare, duplicateOf, type Likeness } from "../../src/waiter/duplicate-request.js";

const arn = "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-1";

describe(compare, () => {
  test.each<[string, object, string | undefined, object, Likeness]>([
    ["CreateHttpNamespace", { Name: "x" }, "CREATE_NAMESPACE", {}, "same-type"],
    ["CreatePrivateDnsNamespace", { Name: "x" }, "CREATE_NAMESPACE", { NAMESPACE: "ns-1" }, "same-type"],
    ["CreatePublicDnsNamespace", { Name: "x" }, "DELETE_NAMESPACE", { NAMESPACE: "ns-1" }, "different"],
    ["DeleteNamespace", { Id: "ns-1" }, "DELETE_NAMESPACE", { NAMESPACE: "ns-1" }, "same"],
    ["DeleteNamespace", { Id: arn }, "DELETE_NAMESPACE", { NAMESPACE: "ns-1" }, "same"],
    ["DeleteNamespace", { Id: "ns-1" }, "DELETE_NAMESPACE", {}, "same"],
    ["DeleteNamespace", { Id: "ns-1" }, "DELETE_NAMESPACE", { NAMESPACE: "ns-2" }, "different"],
    ["DeleteNamespace", { Id: "ns-1" }, "UPDATE_NAMESPACE", { NAMESPACE: "ns-1" }, "different"],
    ["UpdateHttpNamespace", { Id: "ns-1" }, "UPDATE_NAMESPACE", { NAMESPACE: "ns-1" }, "unseen-content"],
    ["UpdatePublicDnsNamespace", { Id: "ns-1" }, "DELETE_NAMESPACE", { NAMESPACE: "ns-1" }, "different"],
    ["UpdateService", { Id: "srv-1" }, "UPDATE_SERVICE", { SERVICE: "srv-1" }, "unseen-content"],
    ["RegisterInstance", { InstanceId: "i-1" }, "REGISTER_INSTANCE", { INSTANCE: "i-1" }, "unseen-content"],
    ["RegisterInstance", { InstanceId: "i-1" }, "DEREGISTER_INSTANCE", { INSTANCE: "i-1" }, "different"],
    ["DeregisterInstance", { InstanceId: "i-1" }, "DEREGISTER_INSTANCE", { INSTANCE: "i-1" }, "same"],
    ["DeregisterInstance", { InstanceId: "i-1" }, "DEREGISTER_INSTANCE", { INSTANCE: "i-2" }, "different"],
    [
      "DeregisterInstance",
      { ServiceId: "srv-1", InstanceId: "i-1" },
      "DEREGISTER_INSTANCE",
      { INSTANCE: "i-1", SERVICE: "srv-2" },
      "different",
    ],
    ["DeregisterInstance", { InstanceId: "i-1" }, "REGISTER_INSTANCE", { INSTANCE: "i-1" }, "different"],
    ["CreateHttpNamespace", { Name: "x" }, undefined, {}, "different"],
    ["ACommandOfTomorrow", {}, "AN_OPERATION_OF_TOMORROW", {}, "different"],
    ["ACommandOfTomorrow", {}, undefined, {}, "different"],
    ["ReCreateHttpNamespace", { Name: "x" }, "CREATE_NAMESPACE", {}, "different"],
    ["CreateHttpNamespaceAlias", { Name: "x" }, "CREATE_NAMESPACE", {}, "different"],
    ["AutoUpdateHttpNamespace", { Id: "ns-1" }, "UPDATE_NAMESPACE", {}, "different"],
    ["UpdateHttpNamespaceAttributes", { Id: "ns-1" }, "UPDATE_NAMESPACE", {}, "different"],
  ])("%s %j beside %s %j: %s", (command, input, Type, Targets, likeness) => {
    expect(compare(command, input, Type === undefined ? { Targets } : { Type, Targets })).toBe(likeness);
  });
});

describe(duplicateOf, () => {
  test.each([
    [{ name: "DuplicateRequest", DuplicateOperationId: "op-1" }, "op-1"],
    [{ name: "DuplicateRequest", DuplicateOperationId: "x".repeat(255) }, "x".repeat(255)],
    [{ name: "DuplicateRequest" }, undefined],
    [{ name: "DuplicateRequest", DuplicateOperationId: "" }, undefined],
    [{ name: "DuplicateRequest", DuplicateOperationId: 42 }, undefined],
    [{ name: "DuplicateRequest", DuplicateOperationId: "x".repeat(256) }, undefined],
    [{ name: "ResourceInUse", DuplicateOperationId: "op-1" }, undefined],
    ["boom", undefined],
  ])("of %j is %j", (error, id) => {
    expect(duplicateOf(error)).toBe(id);
  });
});
