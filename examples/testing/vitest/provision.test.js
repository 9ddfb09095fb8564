import { ListNamespacesCommand, ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { createEmulator } from "cloudmap-waiter/emulator";
import { afterEach, expect, test, vi } from "vitest";
import { provision } from "../provision.js";

afterEach(() => {
  vi.useRealTimers();
});

test("returns the namespace's id", async () => {
  const emulator = createEmulator({ settles: "at-once" });
  const client = new ServiceDiscoveryClient(emulator.clientConfig());
  expect(await provision(client, "shop")).toMatch(/^ns-/);
});

test("says why the namespace could not be created", async () => {
  const emulator = createEmulator({ settles: "at-once", failures: [{ code: "ACCESS_DENIED" }] });
  const client = new ServiceDiscoveryClient(emulator.clientConfig());
  await expect(provision(client, "shop")).rejects.toMatchObject({ code: "ACCESS_DENIED" });
  expect(emulator.requests()[0].input).toMatchObject({ Name: "shop" });
});

test("says why it failed after a minute, in no time", async () => {
  const failures = [{ code: "ACCESS_DENIED" }];
  const emulator = createEmulator({ durations: { CREATE_NAMESPACE: 60 }, failures });
  const client = new ServiceDiscoveryClient(emulator.clientConfig());
  await client.send(new ListNamespacesCommand({})); // as below
  vi.useFakeTimers();
  // Expected before the timers run: a rejection that nothing expects yet is an unhandled one.
  await Promise.all([
    expect(provision(client, "shop")).rejects.toMatchObject({ code: "ACCESS_DENIED" }),
    vi.runAllTimersAsync(),
  ]);
});

test("waits for a minute, in no time", async () => {
  const emulator = createEmulator({ durations: { CREATE_NAMESPACE: 60 } });
  const client = new ServiceDiscoveryClient(emulator.clientConfig());
  // At its first request the SDK reads ~/.aws/config, which no fake timer can hurry.
  await client.send(new ListNamespacesCommand({}));
  vi.useFakeTimers();
  const provisioned = provision(client, "shop");
  await vi.runAllTimersAsync();
  expect(await provisioned).toMatch(/^ns-/);
  expect(emulator.operations()).toMatchObject([{ status: "SUCCESS" }]);
});
