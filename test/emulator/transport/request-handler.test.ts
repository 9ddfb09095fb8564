import { CreatePrivateDnsNamespaceCommand, GetOperationCommand } from "@aws-sdk/client-servicediscovery";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEmulator, type FaultRule } from "../../../src/emulator/index.js";
import { installClock } from "../../support/clock.js";
import { inProcess } from "../support.js";

const Id = "op-1";
const ask = (): GetOperationCommand => new GetOperationCommand({ OperationId: Id });

function withFault(fault: FaultRule): ReturnType<typeof inProcess> {
  return inProcess({
    now: () => Date.now(),
    operations: [{ Id }],
    faults: [{ action: "GetOperation", ...fault }],
  });
}

describe("the in-process request handler, under a fake clock", () => {
  let clock: ReturnType<typeof installClock>;
  beforeEach(() => {
    clock = installClock(0);
  });
  afterEach(() => {
    clock.uninstall();
  });

  test("lets a 40-second operation be polled to its end in no real time", async () => {
    const { client } = inProcess({ now: () => Date.now(), durations: { CREATE_NAMESPACE: 40 } });
    const { OperationId } = await client.send(
      new CreatePrivateDnsNamespaceCommand({ Name: "a.local", Vpc: "vpc-1" }),
    );
    const seen: (string | undefined)[] = [];
    for (let second = 0; second <= 40; second += 10) {
      seen.push((await client.send(new GetOperationCommand({ OperationId }))).Operation?.Status);
      await clock.tickAsync(10_000);
    }
    expect(seen).toEqual(["SUBMITTED", "PENDING", "PENDING", "PENDING", "SUCCESS"]);
  });

  test("delays what is slow, by emulated seconds", async () => {
    const { client } = withFault({ fault: "slow-headers", delay: 3 });
    const answeredAt = client.send(ask()).then(() => Date.now());
    await clock.tickAsync(5000);
    expect(await answeredAt).toBe(3000);
    expect(clock.countTimers()).toBe(0);
  });

  test("takes as long as the latency says, shortened by speed", async () => {
    const { client, emulator } = inProcess({
      now: () => Date.now(),
      operations: [{ Id }],
      latency: 5,
      speed: 10,
    });
    const answeredAt = client.send(ask()).then(() => Date.now());
    await clock.tickAsync(2000);
    expect(await answeredAt).toBe(500);
    expect(emulator.now()).toBe(20_000);
  });

  test("holds back what is throttled, too, while the service stalls", async () => {
    const quotas = { GetOperation: { rate: 0, burst: 0 } };
    const { client } = inProcess({ now: () => Date.now(), quotas, faults: [{ fault: "stall", until: 4 }] });
    const refusedAt = client.send(ask()).catch(() => Date.now());
    await clock.tickAsync(10_000);
    expect(await refusedAt).toBe(4000);
  });

  test("holds everything back while the service stalls, and then answers", async () => {
    const { client } = withFault({ fault: "stall", after: 10, until: 40 });
    await client.send(ask());
    await clock.tickAsync(25_000);
    const answered = client.send(ask()).then(() => Date.now());
    await clock.tickAsync(20_000);
    expect(await answered).toBe(40_000);
    await client.send(ask());
  });

  test.each([["hang"], ["stalled-body"], ["slow-headers"]] as const)(
    "aborts while it meets %s",
    async (fault) => {
      const { client } = withFault({ fault });
      const controller = new AbortController();
      let listeners = 0;
      const { signal } = controller;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      Object.assign(signal, {
        addEventListener: (...args: Parameters<typeof add>) => {
          listeners += 1;
          add(...args);
        },
        removeEventListener: (...args: Parameters<typeof remove>) => {
          listeners -= 1;
          remove(...args);
        },
      });
      const sending = client.send(ask(), { abortSignal: signal });
      const refused = sending.then(
        () => "answered",
        (error: unknown) => (error instanceof Error ? error.name : error),
      );
      await clock.tickAsync(1000);
      controller.abort();
      await refused;
      expect(clock.countTimers()).toBe(0);
      expect(listeners).toBe(0);
    },
  );

  test("sends nothing for a signal that was aborted before", async () => {
    const { client, emulator } = inProcess();
    await expect(client.send(ask(), { abortSignal: AbortSignal.abort() })).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(emulator.requestCount).toBe(0);
  });
});

describe("a fault of the in-process request handler", () => {
  test.each([
    [{ fault: "reset" }, { name: "TimeoutError", code: "ECONNRESET" }],
    [{ fault: "server-error" }, { name: "InternalFailure", $metadata: { httpStatusCode: 500 } }],
    [{ fault: "unavailable" }, { name: "SyntaxError", $metadata: { httpStatusCode: 503 } }],
    [
      { fault: "too-many-requests" },
      { name: "TooManyRequestsException", $metadata: { httpStatusCode: 429 } },
    ],
    [{ fault: "error", name: "AccessDeniedException", statusCode: 400 }, { name: "AccessDeniedException" }],
    [{ fault: "malformed-json" }, { name: "SyntaxError" }],
    [{ fault: "truncated-body" }, { code: "ECONNRESET" }],
    [{ fault: "text-dates" }, { name: "TypeError" }],
  ] as const)("%o is what the real SDK makes of it", async (fault, error) => {
    const { client } = withFault(fault);
    await expect(client.send(ask())).rejects.toMatchObject(error);
  });

  test.each([
    [{ fault: "empty-body" }, undefined],
    [{ fault: "missing-operation" }, undefined],
    [{ fault: "unknown-status" }, "ROLLING_BACK"],
    [{ fault: "unknown-status", status: "PAUSED" }, "PAUSED"],
    [{ fault: "status-backwards" }, "PENDING"],
  ] as const)("%o is an answer", async (fault, expected) => {
    const { client } = withFault(fault);
    const { Operation } = await client.send(ask());
    expect(Operation?.Status).toBe(expected);
  });

  test("bytes are as good a request body as text", async () => {
    const handler = createEmulator({ operations: [{ Id }] }).requestHandler();
    const headers = { "x-amz-target": "Route53AutoNaming_v20170314.GetOperation" };
    const body = new TextEncoder().encode(JSON.stringify({ OperationId: Id }));
    const { response } = await handler.handle({ method: "POST", headers, body });
    expect(response.statusCode).toBe(200);
    expect(response.body).toBeInstanceOf(Uint8Array);
  });

  test("needs no global clock at all when the caller brings one", async () => {
    let now = 0;
    const emulator = createEmulator({ now: () => now, speed: 10 });
    now = 1000;
    expect(emulator.now()).toBe(10_000);
    emulator.advance(5);
    expect(emulator.now()).toBe(10_005);
  });
});
