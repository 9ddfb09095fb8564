import { describe, expect, test } from "vitest";
import { createEmulator, ScenarioError, type InitialNamespace } from "../../../src/emulator/index.js";
import { send } from "../ask.js";

const dns = { DnsRecords: [{ Type: "A" as const, TTL: 60 }] };
const namespaces: readonly InitialNamespace[] = [
  {
    Id: "ns-shop",
    Name: "shop",
    Description: "d",
    Tags: [{ Key: "team", Value: "shop" }],
    Services: [
      {
        Id: "srv-web",
        Name: "web",
        Attributes: { owner: "me" },
        HealthCheckCustomConfig: {},
        Instances: [
          { Id: "i-1", Attributes: { AWS_INSTANCE_IPV4: "192.0.2.1" } },
          { Id: "i-2", Attributes: { AWS_INIT_HEALTH_STATUS: "UNHEALTHY" } },
        ],
      },
    ],
  },
  {
    Name: "shop.local",
    Type: "DNS_PRIVATE",
    Vpc: "vpc-1",
    Properties: { DnsProperties: { SOA: { TTL: 30 } } },
    Services: [{ Name: "api", DnsConfig: dns }],
  },
];

interface Properties {
  readonly HttpProperties: { readonly HttpName: string };
  readonly DnsProperties: { readonly HostedZoneId: string };
}

const service = (more: object) => ({ namespaces: [{ Name: "a", Services: [{ Name: "s", ...more }] }] });

describe("what is there from the start", () => {
  test("is found as if it had been created", () => {
    const emulator = createEmulator({ namespaces, now: () => 0 });
    expect(emulator.operations()).toEqual([]);
    expect(send(emulator, "GetNamespace", { Id: "ns-shop" })).toMatchObject({
      Namespace: { Name: "shop", Type: "HTTP", ServiceCount: 1, Description: "d" },
    });
    expect(send(emulator, "GetService", { Id: "srv-web" })).toMatchObject({
      Service: { NamespaceId: "ns-shop", InstanceCount: 2, HealthCheckCustomConfig: {} },
    });
    expect(send(emulator, "GetServiceAttributes", { ServiceId: "srv-web" })).toMatchObject({
      ServiceAttributes: { Attributes: { owner: "me" } },
    });
    const where = { NamespaceName: "shop", ServiceName: "web", HealthStatus: "HEALTHY" };
    expect(send(emulator, "DiscoverInstances", where)).toMatchObject({ Instances: [{ InstanceId: "i-1" }] });
    const ResourceARN = "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-shop";
    expect(send(emulator, "ListTagsForResource", { ResourceARN })).toMatchObject({
      Tags: [{ Value: "shop" }],
    });
    expect(send(emulator, "ListNamespaces", {})).toMatchObject({
      Namespaces: [{}, { Type: "DNS_PRIVATE", Properties: { DnsProperties: { SOA: { TTL: 30 } } } }],
    });
    expect(send(emulator, "CreateHttpNamespace", { Name: "shop" })).toMatchObject({
      __type: "NamespaceAlreadyExists",
      NamespaceId: "ns-shop",
    });
  });

  test("has HTTP names and zones of its own, whatever its ids are", () => {
    const named = ["ns-shop-internal-1", "ns-shop-internal-2", "ns-shop-internal-3", "p1", "p2"].map(
      (Id, index): InitialNamespace => ({ Id, Name: "shop.local", Type: "DNS_PRIVATE", Vpc: `vpc-${index}` }),
    );
    const answer = send(createEmulator({ namespaces: named }), "ListNamespaces", {});
    const found = answer["Namespaces"] as readonly { readonly Properties: Properties }[];
    const names = found.map(({ Properties }) => Properties.HttpProperties.HttpName);
    const zones = found.map(({ Properties }) => Properties.DnsProperties.HostedZoneId);
    expect(names[0]).toBe("shop.local");
    expect(new Set(names).size).toBe(named.length);
    expect(new Set(zones).size).toBe(named.length);
    // Route 53's own ids look like this, and GetHostedZone takes no others.
    for (const zone of zones) expect(zone).toMatch(/^Z[A-Z0-9]{16}$/);
  });

  test("may be large", () => {
    const Instances = Array.from({ length: 50_000 }, (_, index) => ({ Id: `i-${index}`, Attributes: {} }));
    const emulator = createEmulator(service({ Id: "srv-1", Instances }));
    expect(send(emulator, "GetService", { Id: "srv-1" })).toMatchObject({
      Service: { InstanceCount: 50_000 },
    });
  });

  test("is there again after a reset", () => {
    const emulator = createEmulator({ namespaces, settles: "at-once" });
    send(emulator, "DeregisterInstance", { ServiceId: "srv-web", InstanceId: "i-1" });
    const before = send(emulator, "ListInstances", { ServiceId: "srv-web" });
    expect(before["Instances"]).toHaveLength(1);
    emulator.reset();
    expect(send(emulator, "ListInstances", { ServiceId: "srv-web" })["Instances"]).toHaveLength(2);
  });

  test.each<[object, string]>([
    [{ namespaces: [{ Name: "a b" }] }, "namespaces[0].Name must have printable ASCII"],
    [{ namespaces: [{ Name: "a", Type: "DNS_PRIVATE" }] }, "namespaces[0].Vpc is required for DNS_PRIVATE"],
    [{ namespaces: [{ Name: "a", Vpc: "v" }] }, "namespaces[0].Vpc means nothing for HTTP"],
    [{ namespaces: [{ Name: "a", type: "HTTP" }] }, "namespaces[0].type is not a known field"],
    [
      {
        namespaces: [
          { Name: "a", Id: "x" },
          { Name: "b", Services: [{ Name: "s", Id: "x" }] },
        ],
      },
      'namespaces has the same Id twice; got "x"',
    ],
    [
      { namespaces: [{ Name: "a" }, { Name: "A" }] },
      "namespaces has the same Name of the same Type and Vpc twice",
    ],
    [
      service({ DnsConfig: dns }),
      "namespaces[0].Services[0] is refused by the service: DnsConfig can't be given",
    ],
    [
      service({ Instances: [{ Id: "i", Attributes: { AWS_INSTANCE_PORT: "x" } }] }),
      "namespaces[0].Services[0].Instances[0] is refused by the service: AWS_INSTANCE_PORT must be a port",
    ],
    [
      service({
        Instances: [
          { Id: "i", Attributes: {} },
          { Id: "i", Attributes: {} },
        ],
      }),
      "namespaces[0].Services[0].Instances has the same Id twice",
    ],
    [{ operations: [{ Id: "op-1" }, { Id: "op-1" }] }, 'operations has the same Id twice; got "op-1"'],
    [{ settles: "soon" }, "settles must be one of in-time, at-once, on-command"],
    [{ startAt: "tomorrow" }, "startAt must be epoch seconds or a date"],
    [{ keptOperations: -1 }, "keptOperations must be from 0"],
    [{ faults: [{ fault: "omit-members" }] }, "faults[0].members is required for omit-members"],
  ])("%o is refused by its path", (scenario, message) => {
    expect(() => createEmulator(scenario)).toThrow(ScenarioError);
    expect(() => createEmulator(scenario)).toThrow(message);
  });
});
