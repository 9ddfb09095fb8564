// ES modules in Jest: NODE_OPTIONS=--experimental-vm-modules npx jest
import { ListNamespacesCommand, ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { afterEach, expect, jest, test } from "@jest/globals";
import { createEmulator } from "cloudmap-waiter/emulator";
import { provision } from "../provision.js";

afterEach(() => {
  jest.useRealTimers();
});

test("returns the namespace's id", async () => {
  const emulator = createEmulator({ settles: "at-once" });
  const client = new ServiceDiscoveryClient(emulator.clientConfig());
  expect(await provision(client, "shop")).toMatch(/^ns-/);
});

test("waits for a minute, in no time", async () => {
  const emulator = createEmulator({ durations: { CREATE_NAMESPACE: 60 } });
  const client = new ServiceDiscoveryClient(emulator.clientConfig());
  // At its first request the SDK reads ~/.aws/config, which no fake timer can hurry.
  await client.send(new ListNamespacesCommand({}));
  // Jest would fake process.nextTick and microtasks too, on which promises and the SDK depend.
  jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask"] });
  const provisioned = provision(client, "shop");
  await jest.runAllTimersAsync();
  expect(await provisioned).toMatch(/^ns-/);
});
