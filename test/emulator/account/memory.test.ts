import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { createEmulator } from "../../../src/emulator/index.js";
import { createNamespace, createService, send, start } from "../ask.js";

function heapAfterCollection(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

describe("ended operations", () => {
  test("are kept as many as keptOperations says, the latest", () => {
    const emulator = createEmulator({ settles: "at-once", keptOperations: 3 });
    const ids = Array.from({ length: 5000 }, (_, index) =>
      start(emulator, "CreateHttpNamespace", { Name: `n${index}`, CreatorRequestId: `t${index}` }),
    );
    expect(emulator.operations().map(({ operationId }) => operationId)).toEqual(ids.slice(-3));
    expect(send(emulator, "GetOperation", { OperationId: ids[0] })).toMatchObject({
      __type: "OperationNotFound",
    });
    expect(send(emulator, "ListNamespaces", { MaxResults: 1 })).toMatchObject({
      Namespaces: [{ Name: "n0" }],
    });
    // Their tokens are forgotten with them.
    const { "us-east-1": saved } = emulator.snapshot().regions as Readonly<
      Record<string, { tokens: object }>
    >;
    expect(Object.keys(saved?.tokens ?? {})).toHaveLength(3);
    expect(send(emulator, "CreateHttpNamespace", { Name: "n0", CreatorRequestId: "t0" })).toMatchObject({
      __type: "NamespaceAlreadyExists",
    });
  });

  test("take no token with them that a later operation has taken over", () => {
    const emulator = createEmulator({ settles: "at-once", keptOperations: 3 });
    const input = { Name: "again", CreatorRequestId: "token" };
    const Id = createNamespace(emulator, "Http", input);
    start(emulator, "DeleteNamespace", { Id });
    const second = start(emulator, "CreateHttpNamespace", input);
    for (const Name of ["a", "b"]) start(emulator, "CreateHttpNamespace", { Name });
    expect(start(emulator, "CreateHttpNamespace", input)).toBe(second);
  });

  test("that are in progress are never forgotten", () => {
    const emulator = createEmulator({ settles: "on-command", keptOperations: 0 });
    const first = start(emulator, "CreateHttpNamespace", { Name: "a" });
    const second = start(emulator, "CreateHttpNamespace", { Name: "b" });
    expect(emulator.settle(second)).toMatchObject({ status: "SUCCESS" });
    expect(emulator.operations()).toMatchObject([{ operationId: first, status: "SUBMITTED" }]);
  });

  test("take less than a kilobyte each, and registered instances too", () => {
    const emulator = createEmulator({ settles: "at-once", requestLogSize: 0 });
    const ServiceId = createService(emulator, {
      NamespaceId: createNamespace(emulator, "Http", { Name: "a" }),
    });
    const register = (from: number, count: number): void => {
      for (let index = from; index < from + count; index++) {
        const Attributes = { AWS_INSTANCE_IPV4: "192.0.2.1", AWS_INSTANCE_PORT: "80" };
        start(emulator, "RegisterInstance", { ServiceId, InstanceId: `i-${index}`, Attributes });
      }
    };
    register(0, 1000);
    const before = heapAfterCollection();
    register(1000, 10_000);
    const both = (heapAfterCollection() - before) / 10_000;
    expect(both).toBeLessThan(2048);
    expect(send(emulator, "GetService", { Id: ServiceId })).toMatchObject({
      Service: { InstanceCount: 11_000 },
    });
  });
});

describe("the request log", () => {
  test("keeps each request's input, and never a header", () => {
    const emulator = createEmulator();
    send(emulator, "CreateHttpNamespace", { Name: "shop", Description: "ü" });
    emulator.handle({ method: "POST", target: "Route53AutoNaming_v20170314.ListServices", body: "" });
    emulator.handle({ method: "POST", target: "Route53AutoNaming_v20170314.ListServices", body: "{" });
    expect(emulator.requests().map(({ input }) => input)).toEqual([
      { Name: "shop", Description: "ü" },
      {},
      undefined,
    ]);
  });

  test("keeps no more bytes of inputs than requestLogBytes says", () => {
    const emulator = createEmulator({ requestLogBytes: 100 });
    for (const index of [1, 2, 3]) send(emulator, "GetService", { Id: `${index}${"ü".repeat(15)}` });
    expect(emulator.requests().map(({ input }) => input)).toMatchObject([
      { Id: expect.stringMatching(/^2/) },
      { Id: expect.stringMatching(/^3/) },
    ]);
    send(emulator, "GetService", { Id: "x".repeat(1000) });
    expect(emulator.requests()).toEqual([]);
    expect(emulator.requestCount).toBe(4);
  });
});
