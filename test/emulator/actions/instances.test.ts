import { describe, expect, test } from "vitest";
import { createEmulator, type Emulator } from "../../../src/emulator/index.js";
import { send, type Answer } from "../ask.js";

interface Account {
  readonly emulator: Emulator;
  readonly ServiceId: string;
  readonly NamespaceId: string;
}

/** A service of this configuration, in a namespace of this kind. */
function account(kind: "Http" | "PrivateDns" | "PublicDns", service: object, seed = "cloudmap"): Account {
  const emulator = createEmulator({ now: () => 0, seed });
  send(emulator, `Create${kind}Namespace`, {
    Name: "shop.org",
    ...(kind === "PrivateDns" && { Vpc: "vpc-1" }),
  });
  emulator.advance(600_000);
  const [namespace] = send(emulator, "ListNamespaces", {})["Namespaces"] as readonly {
    readonly Id: string;
  }[];
  const NamespaceId = namespace?.Id ?? "";
  const answer = send(emulator, "CreateService", { Name: "web", NamespaceId, ...service });
  expect(answer).toMatchObject({ statusCode: 200 });
  return { emulator, NamespaceId, ServiceId: (answer["Service"] as { readonly Id: string }).Id };
}

function register({ emulator, ServiceId }: Account, InstanceId: string, Attributes: object): Answer {
  const answer = send(emulator, "RegisterInstance", { ServiceId, InstanceId, Attributes });
  emulator.advance(10_000);
  return answer;
}

const records = (...types: readonly string[]) => ({
  DnsConfig: { DnsRecords: types.map((Type) => ({ Type, TTL: 60 })) },
});
const weighted = (Type: string) => ({
  DnsConfig: { RoutingPolicy: "WEIGHTED", DnsRecords: [{ Type, TTL: 60 }] },
});
const ipv4 = { AWS_INSTANCE_IPV4: "192.0.2.1" };

function many(count: number, length: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v".repeat(length)]));
}

/** The ids of the instances that are found, in alphabetical order: the service returns them in a random one. */
function discover({ emulator }: Account, input: object = {}): readonly unknown[] {
  const answer = send(emulator, "DiscoverInstances", {
    NamespaceName: "shop.org",
    ServiceName: "web",
    ...input,
  });
  return foundIn(answer).toSorted((a, b) => (a < b ? -1 : 1));
}

function foundIn(answer: Answer): readonly string[] {
  const instances = answer["Instances"] as readonly { readonly InstanceId: string }[];
  return instances.map(({ InstanceId }) => InstanceId);
}

describe("the attributes of an instance", () => {
  test.each([
    ["A", records("A"), ipv4],
    ["A and AAAA", records("A", "AAAA"), { ...ipv4, AWS_INSTANCE_IPV6: "2001:db8::1" }],
    ["SRV", records("SRV"), { ...ipv4, AWS_INSTANCE_PORT: "80" }],
    ["CNAME", weighted("CNAME"), { AWS_INSTANCE_CNAME: "example.com" }],
    ["an alias", weighted("A"), { AWS_ALIAS_DNS_NAME: "lb.example.com" }],
    [
      "a health check",
      { ...records("A"), HealthCheckConfig: { Type: "TCP" } },
      { ...ipv4, AWS_INSTANCE_PORT: "80" },
    ],
    [
      "custom health",
      { ...records("A"), HealthCheckCustomConfig: {} },
      { ...ipv4, AWS_INIT_HEALTH_STATUS: "UNHEALTHY" },
    ],
  ])("fit a service with %s", (_name, service, attributes) => {
    expect(register(account("PublicDns", service), "i-1", attributes)).toMatchObject({ statusCode: 200 });
  });

  test.each([
    [records("A"), {}, "Attributes must have AWS_INSTANCE_IPV4 for a service with the record A."],
    [
      records("A", "AAAA"),
      ipv4,
      "Attributes must have AWS_INSTANCE_IPV6 for a service with the record AAAA.",
    ],
    [
      records("SRV"),
      { AWS_INSTANCE_PORT: "80" },
      "Attributes must have AWS_INSTANCE_IPV4 or AWS_INSTANCE_IPV6",
    ],
    [
      records("A"),
      { AWS_INSTANCE_IPV4: "256.1.1.1" },
      "AWS_INSTANCE_IPV4 must be an IPv4 address; got 256.1.1.1.",
    ],
    [records("AAAA"), { AWS_INSTANCE_IPV6: "1.2.3.4" }, "AWS_INSTANCE_IPV6 must be an IPv6 address"],
    [records("AAAA"), { AWS_INSTANCE_IPV6: "::::" }, "AWS_INSTANCE_IPV6 must be an IPv6 address"],
    [records("AAAA"), { AWS_INSTANCE_IPV6: "1:2:3" }, "AWS_INSTANCE_IPV6 must be an IPv6 address"],
    [records("AAAA"), { AWS_INSTANCE_IPV6: "2001:db8::1%eth0" }, "AWS_INSTANCE_IPV6 must be an IPv6 address"],
    [
      records("SRV"),
      { ...ipv4, AWS_INSTANCE_PORT: "65536" },
      "AWS_INSTANCE_PORT must be a port from 0 to 65535",
    ],
    [
      records("A"),
      { AWS_ALIAS_DNS_NAME: "lb" },
      "AWS_ALIAS_DNS_NAME needs a service with an A or AAAA record",
    ],
    [weighted("A"), { AWS_ALIAS_DNS_NAME: "lb", ...ipv4 }, "can't be given together with AWS_INSTANCE_IPV4"],
    [
      records("A"),
      { ...ipv4, AWS_EC2_INSTANCE_ID: "i" },
      "AWS_EC2_INSTANCE_ID can be given in HTTP namespaces only.",
    ],
    [
      records("A"),
      { ...ipv4, AWS_INIT_HEALTH_STATUS: "HEALTHY" },
      "needs a service with HealthCheckCustomConfig",
    ],
    [{ ...records("A"), HealthCheckConfig: { Type: "TCP" } }, ipv4, "must have AWS_INSTANCE_PORT"],
    [records("A"), { ...ipv4, key: "a ".repeat(600) }, "must have at most 1024 characters (it has 1200)"],
    [
      records("A"),
      { ...ipv4, ä: "x" },
      'the key "ä" of Attributes must have printable ASCII characters only',
    ],
    [records("A"), { ...ipv4, key: " x" }, "and not start with a space"],
  ])("of a service with %o: %o is refused", (service, attributes, message) => {
    const answer = register(account("PublicDns", service), "i-1", attributes);
    expect(answer).toMatchObject({ __type: "InvalidInput", Message: expect.stringContaining(message) });
  });

  test("may have a name that JavaScript finds special", () => {
    const http = account("Http", {});
    register(http, "i-1", JSON.parse('{"__proto__":"x","constructor":"y"}') as object);
    const { Instance } = send(http.emulator, "GetInstance", { ServiceId: http.ServiceId, InstanceId: "i-1" });
    expect(JSON.stringify(Instance)).toContain('{"__proto__":"x","constructor":"y"}');
  });

  test("are at most 30 of one's own, and 5,000 characters", () => {
    const http = account("Http", {});
    expect(register(http, "i-1", many(30, 1))).toMatchObject({ statusCode: 200 });
    expect(register(http, "i-2", many(31, 1))).toMatchObject({
      Message: expect.stringContaining("30 custom attributes"),
    });
    expect(register(http, "i-3", many(10, 500))).toMatchObject({
      Message: expect.stringContaining("5000 characters"),
    });
    expect(register(http, "i-4", { AWS_EC2_INSTANCE_ID: "i", other: "x" })).toMatchObject({
      __type: "InvalidInput",
    });
  });
});

describe("the configuration of a service", () => {
  test.each([
    ["Http", records("A"), "DnsConfig can't be given for a service in an HTTP namespace."],
    ["PublicDns", {}, "DnsConfig is required for a service in a DNS namespace, unless its Type is HTTP."],
    [
      "PublicDns",
      { Type: "HTTP", ...records("A") },
      "DnsConfig can't be given for a service of the type HTTP.",
    ],
    ["PublicDns", records("A", "SRV"), "must have the types A; AAAA; A and AAAA; SRV; CNAME; got A, SRV."],
    ["PublicDns", records(), "got none"],
    ["PublicDns", records("CNAME"), "RoutingPolicy must be WEIGHTED for a CNAME record"],
    [
      "PublicDns",
      { ...weighted("CNAME"), HealthCheckConfig: { Type: "TCP" } },
      "together with a CNAME record",
    ],
    [
      "PrivateDns",
      { ...records("A"), HealthCheckConfig: { Type: "TCP" } },
      "in public DNS and HTTP namespaces only",
    ],
    ["Http", { HealthCheckConfig: { Type: "TCP" }, HealthCheckCustomConfig: {} }, "can't both be given"],
    [
      "Http",
      { HealthCheckConfig: { Type: "TCP", ResourcePath: "/" } },
      "ResourcePath can't be given for the type TCP",
    ],
    ["Http", { Name: "-a" }, "Name must be labels of at most 63 letters"],
    ["Http", { Name: "a".repeat(64) }, "Name must be labels of at most 63 letters"],
    [
      "Http",
      { CreatorRequestId: "used" },
      "CreatorRequestId used was used by another CreateService request.",
    ],
  ] as const)("in a namespace of the kind %s: %o is refused", (kind, service, message) => {
    const first = kind === "Http" ? {} : records("A");
    const { emulator, NamespaceId } = account(kind, { ...first, CreatorRequestId: "used" });
    const answer = send(emulator, "CreateService", { Name: "other", NamespaceId, ...service });
    expect(answer).toMatchObject({ __type: "InvalidInput", Message: expect.stringContaining(message) });
  });

  test("has a name that is taken in any case where DNS is asked, and in its own where it is not", () => {
    for (const [kind, service, expected] of [
      ["PublicDns", records("A"), "ServiceAlreadyExists"],
      ["Http", {}, undefined],
    ] as const) {
      const { emulator, NamespaceId } = account(kind, service);
      const answer = send(emulator, "CreateService", { Name: "WEB", NamespaceId, ...service });
      expect(answer["__type"]).toBe(expected);
    }
  });

  test("is answered again for the same request id", () => {
    const { emulator, NamespaceId, ServiceId } = account("Http", { CreatorRequestId: "same" });
    const again = send(emulator, "CreateService", { Name: "web", NamespaceId, CreatorRequestId: "same" });
    expect(again).toMatchObject({ Service: { Id: ServiceId } });
    send(emulator, "DeleteService", { Id: ServiceId });
    const anew = send(emulator, "CreateService", { Name: "web", NamespaceId, CreatorRequestId: "same" });
    expect(anew).toMatchObject({ statusCode: 200, Service: { Name: "web" } });
    expect(anew["Service"]).not.toMatchObject({ Id: ServiceId });
  });

  test("loses what an update leaves out, but never its custom health", () => {
    const { emulator, ServiceId } = account("PublicDns", {
      ...records("A", "AAAA"),
      HealthCheckConfig: { Type: "TCP" },
    });
    const change = { DnsConfig: { DnsRecords: [{ Type: "A", TTL: 5 }] } };
    send(emulator, "UpdateService", { Id: ServiceId, Service: change });
    emulator.advance(10_000);
    const { Service } = send(emulator, "GetService", { Id: ServiceId });
    expect(Service).toMatchObject({
      DnsConfig: { RoutingPolicy: "MULTIVALUE", DnsRecords: [{ Type: "A", TTL: 5 }] },
    });
    expect(Service).not.toHaveProperty("HealthCheckConfig");
  });

  test("stands while an operation uses it, and its namespace takes no more once it is being deleted", () => {
    const { emulator, NamespaceId, ServiceId } = account("Http", {});
    send(emulator, "RegisterInstance", { ServiceId, InstanceId: "i-1", Attributes: {} });
    expect(send(emulator, "DeleteService", { Id: ServiceId })).toMatchObject({ __type: "ResourceInUse" });
    expect(send(emulator, "DeleteNamespace", { Id: NamespaceId })).toMatchObject({ __type: "ResourceInUse" });
    emulator.advance(10_000);
    send(emulator, "DeregisterInstance", { ServiceId, InstanceId: "i-1" });
    emulator.advance(10_000);
    expect(send(emulator, "DeleteService", { Id: ServiceId })).toMatchObject({ statusCode: 200 });
    expect(send(emulator, "DeleteNamespace", { Id: NamespaceId })).toMatchObject({ statusCode: 200 });
    const late = send(emulator, "CreateService", { Name: "late", NamespaceId });
    expect(late).toMatchObject({
      __type: "NamespaceNotFound",
      Message: `The namespace ${NamespaceId} is being deleted.`,
    });
  });
});

describe("discovery", () => {
  test("finds by attributes, and prefers those that fit the optional ones", () => {
    const http = account("Http", {});
    register(http, "i-1", { stage: "live", zone: "a" });
    register(http, "i-2", { stage: "live", zone: "b" });
    register(http, "i-3", { stage: "test" });
    expect(discover(http, { QueryParameters: { stage: "live" } })).toEqual(["i-1", "i-2"]);
    expect(discover(http, { QueryParameters: { stage: "live" }, OptionalParameters: { zone: "b" } })).toEqual(
      ["i-2"],
    );
    expect(
      discover(http, { QueryParameters: { stage: "live" }, OptionalParameters: { zone: "c" } }),
    ).toHaveLength(2);
    expect(discover(http, { MaxResults: 1 })).toHaveLength(1);
  });

  test("returns a random list, the same for the same seed", () => {
    const ids = Array.from({ length: 6 }, (_, index) => `i-${index}`);
    const lists = (seed: string): readonly (readonly string[])[] => {
      const http = account("Http", {}, seed);
      for (const id of ids) register(http, id, {});
      const where = { NamespaceName: "shop.org", ServiceName: "web" };
      return Array.from({ length: 20 }, () => foundIn(send(http.emulator, "DiscoverInstances", where)));
    };
    const first = lists("a");
    for (const list of first) expect(new Set(list)).toEqual(new Set(ids));
    expect(new Set(first.map((list) => list.join())).size).toBeGreaterThan(10);
    expect(new Set(first.map(([one]) => one)).size).toBeGreaterThan(3);
    expect(lists("a")).toEqual(first);
    expect(lists("b")).not.toEqual(first);
  });

  test("goes by custom health, 30 seconds after it was reported, and fails open", () => {
    const http = account("Http", { HealthCheckCustomConfig: {} });
    register(http, "i-1", {});
    register(http, "i-2", { AWS_INIT_HEALTH_STATUS: "UNHEALTHY" });
    const { emulator, ServiceId } = http;
    const report = (Status: string): Answer =>
      send(emulator, "UpdateInstanceCustomHealthStatus", { ServiceId, InstanceId: "i-1", Status });
    expect(discover(http)).toEqual(["i-1"]);
    expect(discover(http, { HealthStatus: "UNHEALTHY" })).toEqual(["i-2"]);
    report("UNHEALTHY");
    emulator.advance(20_000);
    report("UNHEALTHY");
    emulator.advance(9_999);
    expect(discover(http, { HealthStatus: "HEALTHY" })).toEqual(["i-1"]);
    emulator.advance(1);
    expect(discover(http, { HealthStatus: "HEALTHY" })).toEqual([]);
    expect(discover(http)).toEqual(["i-1", "i-2"]);
    const status = send(emulator, "GetInstancesHealthStatus", { ServiceId, Instances: ["i-1"] });
    expect(status).toMatchObject({ Status: { "i-1": "UNHEALTHY" } });
    report("HEALTHY");
    emulator.advance(10_000);
    report("UNHEALTHY");
    emulator.advance(60_000);
    expect(discover(http, { HealthStatus: "HEALTHY" })).toEqual([]);
  });

  test("tells UNKNOWN where nothing checks, HEALTHY where Route 53 does, and a revision that grows", () => {
    const http = account("Http", {});
    const revision = (): unknown =>
      send(http.emulator, "DiscoverInstancesRevision", { NamespaceName: "shop.org", ServiceName: "web" })[
        "InstancesRevision"
      ];
    const before = Number(revision());
    register(http, "i-1", {});
    expect(Number(revision())).toBeGreaterThan(before);
    const { ServiceId } = http;
    expect(send(http.emulator, "GetInstancesHealthStatus", { ServiceId })).toMatchObject({
      Status: { "i-1": "UNKNOWN" },
    });
    const checked = account("PublicDns", { ...records("A"), HealthCheckConfig: { Type: "TCP" } });
    register(checked, "i-1", { ...ipv4, AWS_INSTANCE_PORT: "80" });
    expect(
      send(checked.emulator, "GetInstancesHealthStatus", { ServiceId: checked.ServiceId }),
    ).toMatchObject({
      Status: { "i-1": "HEALTHY" },
    });
  });

  test("is of the account that is asked for, and by the HTTP name, which no two namespaces share", () => {
    const { emulator } = account("Http", {});
    const where = { NamespaceName: "shop.org", ServiceName: "web" };
    const elsewhere = send(emulator, "DiscoverInstances", { ...where, OwnerAccount: "999999999999" });
    expect(elsewhere).toMatchObject({ __type: "NamespaceNotFound" });
    send(emulator, "CreatePrivateDnsNamespace", { Name: "shop.org", Vpc: "vpc-1" });
    emulator.advance(600_000);
    const names = (send(emulator, "ListNamespaces", {})["Namespaces"] as readonly Answer[]).map(
      ({ Properties }) => Properties,
    );
    expect(names).toMatchObject([
      { HttpProperties: { HttpName: "shop.org" } },
      { HttpProperties: { HttpName: expect.stringMatching(/^shop\.org-[a-z2-7]{8}$/) } },
    ]);
  });
});

describe("an instance", () => {
  test("that is registered again is changed, and keeps its place", () => {
    const http = account("Http", {});
    for (const id of ["i-1", "i-2"]) register(http, id, { version: "1" });
    register(http, "i-1", { version: "2" });
    const { ServiceId } = http;
    expect(send(http.emulator, "ListInstances", { ServiceId })["Instances"]).toMatchObject([
      { Id: "i-1", Attributes: { version: "2" } },
      { Id: "i-2", Attributes: { version: "1" } },
    ]);
    const first = send(http.emulator, "ListInstances", { ServiceId, MaxResults: 1 });
    const second = send(http.emulator, "ListInstances", { ServiceId, NextToken: first["NextToken"] });
    expect([first["Instances"], second["Instances"]]).toMatchObject([[{ Id: "i-1" }], [{ Id: "i-2" }]]);
  });
});
