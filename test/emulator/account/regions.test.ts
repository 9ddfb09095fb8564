import { CreateHttpNamespaceCommand, ListNamespacesCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, test } from "vitest";
import { createEmulator } from "../../../src/emulator/index.js";
import { createNamespace, createService, send } from "../ask.js";
import { inProcess, overHttp } from "../support.js";

const arn = (region: string, account = "123456789012", kind = "namespace", service = "servicediscovery") =>
  `arn:aws:${service}:${region}:${account}:${kind}/`;

describe("each region", () => {
  test.each([
    ["over HTTP", overHttp],
    ["in process", inProcess],
  ])("of the request's signature has its own state and ARNs, %s", async (_name, connect) => {
    const { client, emulator } = await connect({ settles: "at-once" }, { region: "eu-central-1" });
    await client.send(new CreateHttpNamespaceCommand({ Name: "shop" }));
    const { Namespaces } = await client.send(new ListNamespacesCommand({}));
    expect(Namespaces?.[0]?.Arn).toMatch(
      /^arn:aws:servicediscovery:eu-central-1:123456789012:namespace\/ns-/,
    );
    expect(emulator.operations()).toMatchObject([{ region: "eu-central-1" }]);
    expect(send(emulator, "ListNamespaces", {}, "us-west-2")).toMatchObject({ Namespaces: [] });
  });

  test("begins as the scenario says, and draws ids of its own", () => {
    const emulator = createEmulator({ namespaces: [{ Name: "shop", Services: [{ Name: "web" }] }] });
    const listed = ["us-east-1", "eu-west-1"].map((region) => send(emulator, "ListNamespaces", {}, region));
    const ids = listed.flatMap(({ Namespaces }) => (Namespaces as { Id: string }[]).map(({ Id }) => Id));
    expect(new Set(ids).size).toBe(2);
  });

  test("has what is there from the start, which is told once and settled everywhere", () => {
    const emulator = createEmulator({ operations: [{ Id: "op-1", Status: "PENDING" }] });
    expect(emulator.operations()).toHaveLength(1);
    const inRegion = (region: string) => send(emulator, "GetOperation", { OperationId: "op-1" }, region);
    expect(inRegion("eu-west-1")).toMatchObject({ Operation: { Status: "PENDING" } });
    expect(emulator.operations()).toHaveLength(1);
    emulator.settle("op-1");
    for (const region of ["us-east-1", "eu-west-1"]) {
      expect(inRegion(region)).toMatchObject({ Operation: { Status: "SUCCESS" } });
    }
  });

  test("knows nothing of the operations of another", () => {
    const emulator = createEmulator();
    const answer = send(emulator, "CreateHttpNamespace", { Name: "shop" }, "eu-west-1");
    const { OperationId } = answer;
    expect(send(emulator, "GetOperation", { OperationId }, "eu-west-1")).toMatchObject({ statusCode: 200 });
    expect(send(emulator, "GetOperation", { OperationId })).toMatchObject({ __type: "OperationNotFound" });
  });

  test("has quotas of its own", () => {
    const emulator = createEmulator({ now: () => 0, quotas: { "*": { rate: 1, burst: 1 } } });
    const codes = ["us-east-1", "eu-west-1", "us-east-1"].map(
      (region) => send(emulator, "ListServices", {}, region)["statusCode"],
    );
    expect(codes).toEqual([200, 200, 400]);
  });

  test.each([
    ["cn-north-1", "arn:aws-cn:"],
    ["us-gov-west-1", "arn:aws-us-gov:"],
  ])("has the ARNs of its partition: %s", (region, partition) => {
    const emulator = createEmulator({ namespaces: [{ Name: "shop" }] });
    const { Namespaces } = send(emulator, "ListNamespaces", {}, region);
    expect(Namespaces).toMatchObject([
      { Arn: expect.stringMatching(new RegExp(`^${partition}servicediscovery:`)) },
    ]);
  });

  test("is one of a hundred: what asks for more is not a client", () => {
    const emulator = createEmulator();
    const codes = Array.from(
      { length: 101 },
      (_, index) => send(emulator, "ListServices", {}, `us-east-${index}`)["statusCode"],
    );
    expect(codes.filter((code) => code === 200)).toHaveLength(100);
    expect(send(emulator, "ListServices", {}, "x")).toMatchObject({ __type: "UnrecognizedClientException" });
  });
});

describe("an ARN", () => {
  const emulator = createEmulator({ settles: "at-once" });
  const id = createNamespace(emulator, "Http", { Name: "shop" });
  const service = createService(emulator, { NamespaceId: id });

  test("in full stands for its id", () => {
    expect(send(emulator, "GetNamespace", { Id: arn("us-east-1") + id })).toMatchObject({ statusCode: 200 });
    const Id = arn("us-east-1", "123456789012", "service") + service;
    expect(send(emulator, "GetService", { Id })).toMatchObject({ statusCode: 200 });
  });

  test.each([
    ["region", arn("eu-west-1") + id],
    ["account", arn("us-east-1", "999999999999") + id],
    ["service", arn("us-east-1", "123456789012", "namespace", "ecs") + id],
    ["kind", arn("us-east-1", "123456789012", "service") + id],
    ["partition", arn("us-east-1").replace("aws", "aws-cn") + id],
    ["form", `arn:aws:servicediscovery/${id}`],
    ["depth", `${arn("us-east-1")}x/${id}`],
    ["id", arn("us-east-1")],
  ])("of another %s is refused: %s", (_part, Id) => {
    for (const action of ["GetNamespace", "DeleteNamespace"]) {
      expect(send(emulator, action, { Id })).toMatchObject({
        __type: "InvalidInput",
        Message: expect.stringContaining(
          "The ARN of a namespace in this account and region starts with arn:aws:",
        ),
      });
    }
    expect(send(emulator, "CreateService", { Name: "x", NamespaceId: Id })).toMatchObject({
      __type: "InvalidInput",
    });
    const Filters = [{ Name: "NAMESPACE_ID", Values: [Id] }];
    expect(send(emulator, "ListServices", { Filters })).toMatchObject({ __type: "InvalidInput" });
    expect(send(emulator, "ListTagsForResource", { ResourceARN: Id })).toMatchObject({
      __type: "ResourceNotFoundException",
    });
  });
});
