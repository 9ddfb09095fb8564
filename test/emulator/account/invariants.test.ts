import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { createEmulator, type Emulator } from "../../../src/emulator/index.js";
import { send, type Answer } from "../ask.js";

/** All items of a listing, page by page. */
function listAll(
  emulator: Emulator,
  action: string,
  member: string,
  size: number,
  input: object = {},
): readonly Answer[] {
  const items: Answer[] = [];
  let token: unknown;
  do {
    const page = send(emulator, action, { ...input, MaxResults: size, NextToken: token });
    expect(page["statusCode"]).toBe(200);
    items.push(...(page[member] as readonly Answer[]));
    token = page["NextToken"];
  } while (token !== undefined);
  return items;
}

/** What a client might do next; small numbers choose among the few things there are. */
const step = fc.oneof(
  fc.record({ do: fc.constant("wait" as const), ms: fc.nat(4000) }),
  fc.record({ do: fc.constant("create" as const), kind: fc.nat(2), name: fc.nat(3) }),
  fc.record({ do: fc.constant("update" as const), namespace: fc.nat(5) }),
  fc.record({ do: fc.constant("delete" as const), namespace: fc.nat(5) }),
  fc.record({ do: fc.constant("createService" as const), namespace: fc.nat(5), name: fc.nat(2) }),
  fc.record({ do: fc.constant("deleteService" as const), service: fc.nat(5) }),
  fc.record({ do: fc.constant("register" as const), service: fc.nat(5), instance: fc.nat(3) }),
  fc.record({ do: fc.constant("deregister" as const), service: fc.nat(5), instance: fc.nat(3) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function idAt(emulator: Emulator, listing: "Namespaces" | "Services", index: number): string {
  const items = send(emulator, `List${listing}`, {})[listing] as readonly { readonly Id: string }[];
  return items[index % Math.max(1, items.length)]?.Id ?? "none";
}

function take(emulator: Emulator, taken: Step): void {
  switch (taken.do) {
    case "wait":
      return emulator.advance(taken.ms);
    case "create": {
      const action =
        ["CreateHttpNamespace", "CreatePrivateDnsNamespace", "CreatePublicDnsNamespace"][taken.kind] ?? "";
      send(emulator, action, { Name: `n${taken.name}.org`, ...(taken.kind === 1 && { Vpc: "vpc-1" }) });
      return;
    }
    case "update": {
      const Id = idAt(emulator, "Namespaces", taken.namespace);
      send(emulator, "UpdateHttpNamespace", { Id, Namespace: { Description: "new" } });
      return;
    }
    case "delete":
      send(emulator, "DeleteNamespace", { Id: idAt(emulator, "Namespaces", taken.namespace) });
      return;
    case "createService": {
      const NamespaceId = idAt(emulator, "Namespaces", taken.namespace);
      send(emulator, "CreateService", { Name: `s${taken.name}`, NamespaceId, Type: "HTTP" });
      return;
    }
    case "deleteService":
      send(emulator, "DeleteService", { Id: idAt(emulator, "Services", taken.service) });
      return;
    case "register":
    case "deregister": {
      const action = taken.do === "register" ? "RegisterInstance" : "DeregisterInstance";
      const ServiceId = idAt(emulator, "Services", taken.service);
      send(emulator, action, { ServiceId, InstanceId: `i${taken.instance}`, Attributes: { a: "b" } });
    }
  }
}

const order = ["SUBMITTED", "PENDING", "SUCCESS", "FAIL"];

describe("after any sequence of actions and waits", () => {
  property.prop(
    [fc.array(step, { minLength: 40, maxLength: 80 }), fc.nat(100), fc.integer({ min: 1, max: 7 })],
    {
      numRuns: 80,
    },
  )("the account is consistent", (steps, seed, pageSize) => {
    const emulator = createEmulator({
      seed,
      now: () => 0,
      durations: { "*": { uniform: [0, 3] } },
      failures: [{ code: "INTERNAL_FAILURE", probability: 0.2 }],
    });
    const statuses = new Map<string, string>();
    for (const taken of steps) {
      take(emulator, taken);
      for (const { operationId, status } of emulator.operations()) {
        const before = statuses.get(operationId) ?? "SUBMITTED";
        // A status only moves forward, and what has ended stays as it is.
        expect(order.indexOf(status)).toBeGreaterThanOrEqual(order.indexOf(before));
        if (before === "SUCCESS") expect(status).toBe("SUCCESS");
        statuses.set(operationId, status);
      }
    }
    expect(emulator.requests().filter(({ statusCode }) => statusCode >= 500)).toEqual([]);
    checkNamespaces(emulator, pageSize);
    checkServices(emulator, pageSize);
    checkOperations(emulator, pageSize);
  });
});

function checkNamespaces(emulator: Emulator, pageSize: number): void {
  const succeeded = (type: string) =>
    emulator
      .operations()
      .filter((operation) => operation.type === type && operation.status === "SUCCESS")
      .map(({ targets }) => targets["NAMESPACE"]);
  // What was created and not deleted is there, nothing else is, and each once.
  const created = succeeded("CREATE_NAMESPACE");
  const deleted = new Set(succeeded("DELETE_NAMESPACE"));
  const listed = listAll(emulator, "ListNamespaces", "Namespaces", pageSize);
  const ids = listed.map(({ Id }) => Id);
  expect(new Set(ids)).toEqual(new Set(created.filter((id) => !deleted.has(id))));
  expect(new Set(ids).size).toBe(ids.length);
  const services = listAll(emulator, "ListServices", "Services", 100);
  let counted = 0;
  for (const summary of listed) {
    const { Namespace } = send(emulator, "GetNamespace", { Id: summary["Id"] });
    expect(Namespace).toMatchObject(summary);
    counted += Number(summary["ServiceCount"]);
  }
  expect(counted).toBe(services.length);
}

function checkServices(emulator: Emulator, pageSize: number): void {
  const listed = listAll(emulator, "ListServices", "Services", pageSize);
  expect(new Set(listed.map(({ Id }) => Id)).size).toBe(listed.length);
  for (const summary of listed) {
    const ServiceId = summary["Id"];
    const { Service } = send(emulator, "GetService", { Id: ServiceId });
    expect(Service).toMatchObject(summary);
    // A service never outlives its namespace.
    const { NamespaceId } = Service as Answer;
    expect(send(emulator, "GetNamespace", { Id: NamespaceId })).toMatchObject({ statusCode: 200 });
    const instances = listAll(emulator, "ListInstances", "Instances", pageSize, { ServiceId });
    expect(instances).toHaveLength(Number(summary["InstanceCount"]));
    for (const { Id: InstanceId, Attributes } of instances) {
      const { Instance } = send(emulator, "GetInstance", { ServiceId, InstanceId });
      expect(Instance).toMatchObject({ Id: InstanceId, Attributes });
    }
  }
}

function checkOperations(emulator: Emulator, pageSize: number): void {
  const listed = listAll(emulator, "ListOperations", "Operations", pageSize);
  expect(listed.map(({ Id }) => Id)).toEqual(emulator.operations().map(({ operationId }) => operationId));
  for (const { Id: OperationId, Status } of listed) {
    const { Operation } = send(emulator, "GetOperation", { OperationId });
    const { CreateDate, UpdateDate, ...operation } = Operation as Answer;
    expect(operation).toMatchObject({ Id: OperationId, Status });
    expect(Number(UpdateDate)).toBeGreaterThanOrEqual(Number(CreateDate));
    expect("ErrorCode" in operation).toBe(Status === "FAIL");
  }
}

describe("operations that end together", () => {
  test("take effect in the order in which they were started", () => {
    const emulator = createEmulator({ now: () => 0, durations: { "*": 1 } });
    const names = ["a", "b", "c", "d"];
    for (const Name of names) send(emulator, "CreateHttpNamespace", { Name });
    emulator.advance(60_000);
    const listed = send(emulator, "ListNamespaces", {})["Namespaces"] as readonly Answer[];
    expect(listed.map(({ Name }) => Name)).toEqual(names);
    expect(listed.map(({ CreateDate }) => CreateDate)).toEqual([1, 1, 1, 1]);
  });
});

describe("paging", () => {
  test("gives each item once, also while others come and go", () => {
    const emulator = createEmulator({ now: () => 0, durations: { "*": 0 } });
    const create = (Name: string): Answer => send(emulator, "CreateHttpNamespace", { Name });
    for (let index = 0; index < 7; index++) create(`n${index}`);
    emulator.advance(1);
    const first = send(emulator, "ListNamespaces", { MaxResults: 3 });
    const [gone] = first["Namespaces"] as readonly { readonly Id: string }[];
    send(emulator, "DeleteNamespace", { Id: gone?.Id });
    create("new");
    emulator.advance(1);
    const rest = send(emulator, "ListNamespaces", { MaxResults: 10, NextToken: first["NextToken"] });
    const names = (rest["Namespaces"] as readonly Answer[]).map(({ Name }) => Name);
    expect(names).toEqual(["n3", "n4", "n5", "n6", "new"]);
    expect(rest).not.toHaveProperty("NextToken");
    expect(send(emulator, "ListServices", { NextToken: first["NextToken"] })).toMatchObject({
      __type: "InvalidInput",
      Message: "NextToken is not one that ListServices returned.",
    });
  });

  test("filters after the page is cut, so that a page may be empty and yet not the last", () => {
    const emulator = createEmulator({ now: () => 0, durations: { "*": 10, "*:late": 1 } });
    for (const Name of ["a", "b", "late"]) send(emulator, "CreateHttpNamespace", { Name });
    emulator.advance(2000);
    for (const word of ["SUCCESS", "SUCCEED"]) {
      const Filters = [{ Name: "STATUS", Values: [word], Condition: "EQ" }];
      const first = send(emulator, "ListOperations", { MaxResults: 2, Filters });
      expect(first).toMatchObject({ Operations: [], NextToken: expect.any(String) });
      const second = send(emulator, "ListOperations", {
        MaxResults: 2,
        Filters,
        NextToken: first["NextToken"],
      });
      expect(second).toMatchObject({ Operations: [{ Status: "SUCCESS" }] });
    }
  });
});

describe("the filters of ListNamespaces and ListServices", () => {
  const emulator = createEmulator({ now: () => 0, durations: { "*": 0 } });
  send(emulator, "CreateHttpNamespace", { Name: "shop" });
  send(emulator, "CreatePublicDnsNamespace", { Name: "shop.org" });
  emulator.advance(1);
  send(emulator, "CreatePrivateDnsNamespace", { Name: "shop", Vpc: "vpc-1" });
  emulator.advance(1);
  const [http, dns] = ["shop", "shop.org"].map((wanted) => {
    const all = send(emulator, "ListNamespaces", {})["Namespaces"] as readonly Answer[];
    return all.find(({ Name }) => Name === wanted);
  });
  send(emulator, "CreateService", { Name: "web", NamespaceId: http?.["Id"] });

  test.each([
    ["TYPE", "EQ", "HTTP", ["HTTP"]],
    ["TYPE", "BEGINS_WITH", "DNS", ["DNS_PUBLIC", "DNS_PRIVATE"]],
    ["NAME", undefined, "shop", ["HTTP", "DNS_PRIVATE"]],
    ["NAME", "BEGINS_WITH", "shop.", ["DNS_PUBLIC"]],
    ["HTTP_NAME", "EQ", "shop", ["HTTP"]],
    ["RESOURCE_OWNER", "EQ", "SELF", ["HTTP", "DNS_PUBLIC", "DNS_PRIVATE"]],
    ["RESOURCE_OWNER", "EQ", "OTHER_ACCOUNTS", []],
  ])("%s %s %s", (Name, Condition, value, expected) => {
    const answer = send(emulator, "ListNamespaces", { Filters: [{ Name, Condition, Values: [value] }] });
    const found = answer["Namespaces"] as readonly Answer[];
    expect(found.map(({ Type }) => Type)).toEqual(expected);
  });

  test.each([
    ["NAMESPACE_ID", http?.["Id"], 1],
    ["NAMESPACE_ID", http?.["Arn"], 1],
    ["NAMESPACE_ID", dns?.["Id"], 0],
    ["RESOURCE_OWNER", "SELF", 1],
    ["RESOURCE_OWNER", "OTHER_ACCOUNTS", 0],
  ])("of services: %s %s", (Name, value, count) => {
    expect(send(emulator, "ListServices", { Filters: [{ Name, Values: [value] }] })["Services"]).toHaveLength(
      count,
    );
  });

  test("an ARN stands for its id", () => {
    expect(send(emulator, "GetNamespace", { Id: http?.["Arn"] })).toMatchObject({
      Namespace: { Name: "shop" },
    });
  });
});

describe("the filters of ListOperations", () => {
  const DnsConfig = { DnsRecords: [{ Type: "A", TTL: 60 }] };
  const emulator = createEmulator({ now: () => 1_700_000_000_000, durations: { "*": 1 } });
  send(emulator, "CreatePrivateDnsNamespace", { Name: "a", Vpc: "vpc-1" });
  emulator.advance(10_000);
  const namespace = idAt(emulator, "Namespaces", 0);
  const made = send(emulator, "CreateService", {
    Name: "s",
    NamespaceId: namespace,
    DnsConfig,
  })["Service"] as {
    readonly Id: string;
  };
  send(emulator, "UpdateService", { Id: made.Id, Service: { DnsConfig } });
  emulator.advance(10_000);
  send(emulator, "UpdatePrivateDnsNamespace", { Id: namespace, Namespace: { Description: "d" } });
  const types = new Map(emulator.operations().map(({ operationId, type }) => [operationId, type]));

  test.each([
    [{ Name: "TYPE", Values: ["UPDATE_SERVICE"] }, ["UPDATE_SERVICE"]],
    [
      { Name: "TYPE", Values: ["UPDATE_SERVICE", "CREATE_NAMESPACE"], Condition: "IN" },
      ["CREATE_NAMESPACE", "UPDATE_SERVICE"],
    ],
    [{ Name: "SERVICE_ID", Values: [made.Id] }, ["UPDATE_SERVICE"]],
    [
      { Name: "NAMESPACE_ID", Values: [namespace] },
      ["CREATE_NAMESPACE", "UPDATE_SERVICE", "UPDATE_NAMESPACE"],
    ],
    [{ Name: "STATUS", Values: ["SUBMITTED"] }, ["UPDATE_NAMESPACE"]],
    [
      { Name: "UPDATE_DATE", Values: ["1700000000", "1700000005"], Condition: "BETWEEN" },
      ["CREATE_NAMESPACE"],
    ],
    [{ Name: "UPDATE_DATE", Values: ["1700000005000", "1700000015000"] }, ["UPDATE_SERVICE"]],
  ])("%o", (filter, expected) => {
    const listed = send(emulator, "ListOperations", { Filters: [filter] })["Operations"] as readonly {
      readonly Id: string;
    }[];
    expect(listed.map(({ Id }) => types.get(Id))).toEqual(expected);
  });

  test.each([
    [{ Name: "COLOR", Values: ["a"] }, /^Filters\[0\]\.Name must be one of NAMESPACE_ID/],
    [{ Name: "STATUS", Values: ["a", "b"] }, /^The filter STATUS with EQ needs exactly 1 value; got 2\.$/],
    [{ Name: "STATUS", Values: [], Condition: "IN" }, /needs at least 1 value; got 0/],
    [{ Name: "NAMESPACE_ID", Values: ["a"], Condition: "IN" }, /allows the condition EQ; got IN/],
    [{ Name: "UPDATE_DATE", Values: ["now", "then"] }, /must be dates in Unix format; got "now"/],
  ])("%o is refused", (filter, message) => {
    const answer = send(emulator, "ListOperations", { Filters: [filter] });
    expect(answer).toMatchObject({ __type: "InvalidInput", Message: expect.stringMatching(message) });
  });
});
