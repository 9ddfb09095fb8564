import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { createEmulator } from "cloudmap-waiter/emulator";
import { provision } from "../provision.js";

await test("returns the namespace's id", async () => {
  const emulator = createEmulator({ settles: "at-once" });
  const client = new ServiceDiscoveryClient(emulator.clientConfig());
  assert.match(await provision(client, "shop"), /^ns-/);
});

await test("waits until the namespace is there", async () => {
  const emulator = createEmulator({ settles: "on-command" });
  const provisioned = provision(new ServiceDiscoveryClient(emulator.clientConfig()), "shop");
  // Created, and polled once in vain. Real time passes until the next poll, about a second.
  while (emulator.requestCount < 2) await setImmediate();
  emulator.settle(emulator.operations()[0].operationId);
  assert.match(await provisioned, /^ns-/);
});
