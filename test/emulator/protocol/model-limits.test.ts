/**
 * Every limit that the service's model sets to a request, from model-facts.json: one value beyond it is refused by the
 * member's name, and the last value within it is not.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { actionNames } from "../../../src/emulator/protocol/api-names.js";
import { createEmulator } from "../../../src/emulator/index.js";
import { send } from "../ask.js";

interface Shape {
  readonly type: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, Shape>>;
  readonly member?: Shape;
  readonly key?: Shape;
  readonly value?: Shape;
}

const file = fileURLToPath(new URL("model-facts.json", import.meta.url));
const { inputs } = JSON.parse(readFileSync(file, "utf8")) as {
  readonly inputs: Readonly<Record<string, Shape>>;
};

type Json = Readonly<Record<string, unknown>>;

/** A request that only the names in it can spoil, with every member there is. */
const arn = "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-0";
const tags = [{ Key: "k", Value: "v" }];
const soa = { DnsProperties: { SOA: { TTL: 60 } } };
const dnsRecords = [{ Type: "A", TTL: 60 }];
const healthCheck = { Type: "HTTP", ResourcePath: "/", FailureThreshold: 1 };
const creation = { Name: "shop.org", CreatorRequestId: "c", Description: "d", Tags: tags };
const paging = { NextToken: "t", MaxResults: 1 };
const of = { ServiceId: "srv-web", InstanceId: "i-1" };
const where = { NamespaceName: "shop", ServiceName: "web", OwnerAccount: "123456789012" };
const filter = (Name: string, Value: string) => [{ Name, Values: [Value], Condition: "EQ" }];

const whole: Readonly<Record<string, Json>> = {
  CreateHttpNamespace: creation,
  CreatePrivateDnsNamespace: { ...creation, Vpc: "vpc-1", Properties: soa },
  CreatePublicDnsNamespace: { ...creation, Properties: soa },
  CreateService: {
    ...creation,
    NamespaceId: "ns-org",
    DnsConfig: { NamespaceId: "ns-org", RoutingPolicy: "MULTIVALUE", DnsRecords: dnsRecords },
    HealthCheckConfig: healthCheck,
    HealthCheckCustomConfig: { FailureThreshold: 1 },
    Type: "HTTP",
  },
  DeleteNamespace: { Id: "ns-shop" },
  DeleteService: { Id: "srv-web" },
  DeleteServiceAttributes: { ServiceId: "srv-web", Attributes: ["a"] },
  DeregisterInstance: of,
  DiscoverInstances: {
    ...where,
    MaxResults: 1,
    QueryParameters: { a: "b" },
    OptionalParameters: { a: "b" },
    HealthStatus: "ALL",
  },
  DiscoverInstancesRevision: where,
  GetInstance: of,
  GetInstancesHealthStatus: { ServiceId: "srv-web", Instances: ["i-1"], ...paging },
  GetNamespace: { Id: "ns-shop" },
  GetOperation: { OperationId: "op-1", OwnerAccount: "123456789012" },
  GetService: { Id: "srv-web" },
  GetServiceAttributes: { ServiceId: "srv-web" },
  ListInstances: { ServiceId: "srv-web", ...paging },
  ListNamespaces: { ...paging, Filters: filter("TYPE", "HTTP") },
  ListOperations: { ...paging, Filters: filter("STATUS", "FAIL") },
  ListServices: { ...paging, Filters: filter("NAMESPACE_ID", "ns-shop") },
  ListTagsForResource: { ResourceARN: arn },
  RegisterInstance: { ...of, CreatorRequestId: "c", Attributes: { a: "b" } },
  TagResource: { ResourceARN: arn, Tags: tags },
  UntagResource: { ResourceARN: arn, TagKeys: ["k"] },
  UpdateHttpNamespace: { Id: "ns-shop", UpdaterRequestId: "u", Namespace: { Description: "d" } },
  UpdateInstanceCustomHealthStatus: { ...of, Status: "HEALTHY" },
  UpdatePrivateDnsNamespace: {
    Id: "ns-0",
    UpdaterRequestId: "u",
    Namespace: { Description: "d", Properties: soa },
  },
  UpdatePublicDnsNamespace: {
    Id: "ns-org",
    UpdaterRequestId: "u",
    Namespace: { Description: "d", Properties: soa },
  },
  UpdateService: {
    Id: "srv-web",
    Service: { Description: "d", DnsConfig: { DnsRecords: dnsRecords }, HealthCheckConfig: healthCheck },
  },
  UpdateServiceAttributes: { ServiceId: "srv-web", Attributes: { a: "b" } },
};

interface Case {
  readonly action: string;
  readonly path: string;
  readonly rule: string;
  readonly input: unknown;
}

/** All requests that one value spoils, and all that take one value to its limit. */
function casesOf(action: string): { readonly beyond: readonly Case[]; readonly within: readonly Case[] } {
  const beyond: Case[] = [];
  const within: Case[] = [];
  const visit = (
    shape: Shape,
    value: unknown,
    path: string,
    put: (value: unknown) => unknown,
    isKey = false,
  ): void => {
    const add = (cases: Case[], rule: string, changed: unknown): void => {
      cases.push({ action, path, rule, input: put(changed) });
    };
    // A key is text in JSON, whatever a client takes it for.
    const isWrong = ([rule]: Change): boolean => !(isKey && rule === "type");
    for (const [rule, changed] of breaking(shape, value).filter(isWrong)) add(beyond, rule, changed);
    for (const [rule, changed] of fitting(shape, value)) add(within, rule, changed);
    for (const name of shape.required ?? []) {
      const { [name]: _, ...rest } = value as Json;
      beyond.push({ action, path: name, rule: "required", input: put(rest) });
    }
    for (const [name, member] of Object.entries(shape.members ?? {})) {
      const inner = (value as Json)[name];
      if (inner === undefined) throw new Error(`${action}: the whole request lacks ${path}.${name}`);
      visit(member, inner, name, (changed) => put({ ...(value as Json), [name]: changed }));
    }
    if (shape.member)
      visit(shape.member, (value as readonly unknown[])[0], path, (changed) => put([changed]));
    if (shape.key) visit(shape.key, "a", path, (changed) => put({ [String(changed)]: "b" }), true);
    if (shape.value) visit(shape.value, "b", path, (changed) => put({ a: changed }));
  };
  visit(inputs[action] ?? { type: "structure" }, whole[action], "", (changed) => changed);
  return { beyond, within };
}

type Change = readonly [rule: string, value: unknown];

function breaking({ type, min, max, pattern, enum: values }: Shape, value: unknown): readonly Change[] {
  const changes: Change[] = [["type", type === "string" ? 7 : "text"]];
  if (type === "string" && max !== undefined)
    changes.push([
      `max ${max}`,
      String(value)
        .repeat(max + 1)
        .slice(0, max + 1),
    ]);
  if (type === "string" && min !== undefined && min > 0)
    changes.push([`min ${min}`, String(value).slice(0, min - 1)]);
  if (pattern !== undefined) changes.push(["pattern", " x"], ["pattern", "ä"]);
  if (values) changes.push(["enum", "nonsense"], ["enum", values[0]?.toLowerCase()]);
  if (["integer", "long"].includes(type)) {
    changes.push([`min ${min}`, (min ?? 0) - 1], [`max ${max}`, (max ?? 0) + 1], ["whole", 1.5]);
  }
  if (type === "list" && max !== undefined)
    changes.push([`max ${max}`, Array.from({ length: max + 1 }, (_, i) => itemOf(value, i))]);
  if (type === "list" && min !== undefined && min > 0) changes.push([`min ${min}`, []]);
  if (type === "map" && max !== undefined) changes.push([`max ${max}`, entries(max + 1)]);
  if (type === "map" && min !== undefined && min > 0) changes.push([`min ${min}`, {}]);
  return changes;
}

function fitting({ type, min, max, pattern }: Shape, value: unknown): readonly Change[] {
  const changes: Change[] = [];
  // A domain name of the greatest length is another matter: its labels are short.
  const isPlain = pattern === undefined || /\{1,\d+\}\$$|\+\$$|\{0,1\}\$$/.test(pattern);
  if (type === "string" && max !== undefined && isPlain) {
    changes.push([`max ${max}`, String(value).repeat(max).slice(0, max)]);
  }
  if (["integer", "long"].includes(type)) changes.push([`min ${min}`, min], [`max ${max}`, max]);
  if (type === "list" && max !== undefined)
    changes.push([`max ${max}`, Array.from({ length: max }, (_, i) => itemOf(value, i))]);
  if (type === "map" && max !== undefined) changes.push([`max ${max}`, entries(max)]);
  return changes;
}

function itemOf(list: unknown, index: number): unknown {
  const [first] = list as readonly unknown[];
  return typeof first === "string" ? `${first}${index}` : { ...(first as object), Key: `k${index}` };
}

function entries(count: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v"]));
}

const emulator = createEmulator({
  settles: "at-once",
  namespaces: [
    {
      Id: "ns-shop",
      Name: "shop",
      Services: [{ Id: "srv-web", Name: "web", Instances: [{ Id: "i-1", Attributes: {} }] }],
    },
    { Id: "ns-org", Name: "shop.org", Type: "DNS_PUBLIC" },
  ],
});
const start = emulator.snapshot();
const all = actionNames.map(casesOf);

describe("the model's limits", () => {
  test("are of every action", () => {
    expect(Object.keys(inputs)).toEqual([...actionNames]);
    expect(all.flatMap(({ beyond, within }) => [...beyond, ...within]).length).toBeGreaterThan(400);
  });

  test.each(all.flatMap(({ beyond }) => beyond))("$action $path beyond $rule is refused by name", (given) => {
    emulator.restore(start);
    const answer = send(emulator, given.action, given.input as object);
    expect(answer).toMatchObject({
      __type: expect.stringMatching(/^(InvalidInput|SerializationException)$/),
      Message: expect.stringContaining(given.path === "" ? "The value" : given.path),
    });
  });

  test.each(all.flatMap(({ within }) => within))("$action $path within $rule is let through", (given) => {
    emulator.restore(start);
    const answer = send(emulator, given.action, given.input as object);
    expect(answer["__type"]).not.toBe("SerializationException");
    // Whatever else may be wrong with such a request, its size and its characters are not.
    expect(String(answer["Message"])).not.toMatch(
      /must (have (at (least|most)|from|printable)|be (from|at)|match)/,
    );
  });
});
