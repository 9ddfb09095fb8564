import { describe, expect, test } from "vitest";
import { createEmulator, ScenarioError, type Emulator, type Snapshot } from "../../../src/emulator/index.js";
import { createNamespace, createService, send, start } from "../ask.js";

const now = (): number => 1_700_000_000_000;
const DnsConfig = { DnsRecords: [{ Type: "A", TTL: 60 }] };
const ipv4 = { AWS_INSTANCE_IPV4: "192.0.2.1" };

/** An account with everything in it, and an operation of each kind in progress. */
function full(): Emulator {
  const emulator = createEmulator({
    now,
    durations: { "*": 10 },
    operations: [{ Id: "op-1", OwnerAccount: null }],
  });
  const Tags = [{ Key: "team", Value: "shop" }];
  const http = createNamespace(emulator, "Http", { Name: "shop", Tags, CreatorRequestId: "token" });
  const dns = createNamespace(emulator, "PublicDns", { Name: "shop.org" });
  const gone = createNamespace(emulator, "PrivateDns", { Name: "gone.local", Vpc: "vpc-1" });
  const web = createService(emulator, { NamespaceId: http, HealthCheckCustomConfig: {}, Tags });
  const api = createService(emulator, { NamespaceId: dns, DnsConfig, HealthCheckConfig: { Type: "TCP" } });
  send(emulator, "UpdateServiceAttributes", { ServiceId: web, Attributes: { a: "b" } });
  for (const InstanceId of ["i-1", "i-2", "i-3"]) {
    emulator.settle(start(emulator, "RegisterInstance", { ServiceId: web, InstanceId, Attributes: ipv4 }));
  }
  send(emulator, "UpdateInstanceCustomHealthStatus", {
    ServiceId: web,
    InstanceId: "i-1",
    Status: "UNHEALTHY",
  });
  start(emulator, "RegisterInstance", {
    ServiceId: web,
    InstanceId: "i-4",
    Attributes: ipv4,
    CreatorRequestId: "x",
  });
  start(emulator, "DeregisterInstance", { ServiceId: web, InstanceId: "i-3" });
  start(emulator, "UpdateService", { Id: api, Service: { DnsConfig } });
  start(emulator, "DeleteNamespace", { Id: gone });
  start(emulator, "UpdateHttpNamespace", { Id: http, Namespace: { Description: "new" } });
  start(emulator, "CreatePrivateDnsNamespace", { Name: "new.local", Vpc: "vpc-1" });
  start(emulator, "CreateHttpNamespace", { Name: "elsewhere" }, "eu-west-1");
  emulator.addRules({ durations: { "*:stuck": "never" } });
  start(emulator, "CreateHttpNamespace", { Name: "stuck" });
  return emulator;
}

/** What a client sees, now and after a while. */
function seen(emulator: Emulator): readonly unknown[] {
  const view = (): readonly unknown[] => {
    const services = send(emulator, "ListServices", {})["Services"] as readonly { readonly Id: string }[];
    return [
      ...["ListNamespaces", "ListServices", "ListOperations"].map((action) => send(emulator, action, {})),
      send(emulator, "ListNamespaces", {}, "eu-west-1"),
      ...services.flatMap(({ Id: ServiceId }) => [
        send(emulator, "GetService", { Id: ServiceId }),
        send(emulator, "ListInstances", { ServiceId }),
        send(emulator, "GetInstancesHealthStatus", { ServiceId }),
        send(emulator, "GetServiceAttributes", { ServiceId }),
      ]),
      ...Array.from({ length: 3 }, () =>
        send(emulator, "DiscoverInstances", { NamespaceName: "shop", ServiceName: "web" }),
      ),
      emulator.operations(),
    ];
  };
  const first = view();
  const token = { Name: "shop", Tags: [{ Key: "team", Value: "shop" }], CreatorRequestId: "token" };
  const repeated = send(emulator, "CreateHttpNamespace", token);
  const created = send(emulator, "CreateHttpNamespace", { Name: "later" });
  emulator.advance(60_000);
  return [first, repeated, created, view(), emulator.now()];
}

const edited = (edit: (snapshot: Record<string, unknown>) => void): Snapshot => {
  const copy = JSON.parse(JSON.stringify(full().snapshot())) as Record<string, unknown>;
  edit(copy);
  return copy as unknown as Snapshot;
};

describe("a snapshot", () => {
  test("brings back everything, with all that is to come, as often as it is restored", () => {
    const emulator = full();
    const snapshot = emulator.snapshot();
    const expected = seen(emulator);
    emulator.restore(snapshot);
    expect(seen(emulator)).toEqual(expected);
    emulator.restore(snapshot);
    expect(seen(emulator)).toEqual(expected);
  });

  test("is plain JSON, and moves to another emulator", () => {
    const emulator = full();
    const snapshot = emulator.snapshot();
    const text = JSON.stringify(snapshot);
    expect(JSON.parse(text)).toEqual(snapshot);
    const expected = seen(emulator);
    const other = createEmulator({ now: () => 0, durations: { "*": 10 } });
    other.restore(JSON.parse(text) as Snapshot);
    expect(seen(other)).toEqual(expected);
  });

  test("shares nothing with what lives on", () => {
    const emulator = full();
    const snapshot = emulator.snapshot();
    const text = JSON.stringify(snapshot);
    seen(emulator);
    emulator.restore(snapshot);
    seen(emulator);
    expect(JSON.stringify(snapshot)).toBe(text);
  });

  test("leaves rules and the request log as they are", () => {
    const emulator = createEmulator();
    const snapshot = emulator.snapshot();
    const id = emulator.addRules({ faults: [{ fault: "server-error" }] });
    send(emulator, "ListServices", {});
    emulator.restore(snapshot);
    expect(emulator.rules().map((rules) => rules.id)).toEqual([id, "scenario"]);
    expect(emulator.requestCount).toBe(1);
  });

  test.each<[string, Snapshot, string]>([
    ["nothing", undefined as unknown as Snapshot, "The value must be an object"],
    ["another version", edited((snapshot) => (snapshot["version"] = 2)), "version must be 1"],
    ["no time", edited((snapshot) => delete snapshot["nowMs"]), "nowMs is required"],
    ["a time that is text", edited((snapshot) => (snapshot["nowMs"] = "5")), "nowMs must be a number"],
    ["a strange member", edited((snapshot) => (snapshot["x"] = 1)), "x is not a known field"],
    ["a strange region", edited((snapshot) => (snapshot["regions"] = { "a b": {} })), "must be a region"],
  ])("with %s is refused, and changes nothing", (_name, snapshot, message) => {
    const emulator = full();
    const before = emulator.snapshot();
    expect(() => emulator.restore(snapshot)).toThrow(ScenarioError);
    expect(() => emulator.restore(snapshot)).toThrow(message);
    expect(emulator.snapshot()).toEqual(before);
  });

  test("with a last place before one of its own is refused", () => {
    const { sequence } = full().snapshot();
    const snapshot = edited((copy) => (copy["sequence"] = sequence - 1));
    expect(() => full().restore(snapshot)).toThrow(
      `sequence must be at least ${sequence}, the last one given`,
    );
  });

  test("with operations out of their order is refused", () => {
    const snapshot = edited(({ regions }) => {
      const { "us-east-1": region } = regions as Record<string, { operations: object[] }>;
      region?.operations.reverse();
    });
    expect(() => full().restore(snapshot)).toThrow("must have ascending sequences and each id once");
  });

  test("with an operation twice is refused", () => {
    const snapshot = edited(({ regions }) => {
      const { "us-east-1": region } = regions as Record<string, { operations: object[] }>;
      region?.operations.push({ ...region.operations[0] });
    });
    expect(() => full().restore(snapshot)).toThrow(
      'regions["us-east-1"].operations must have ascending sequences and each id once',
    );
  });
});
