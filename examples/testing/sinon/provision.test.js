// With any runner; here with Node's: node --test
import assert from "node:assert/strict";
import { test } from "node:test";
import { ListNamespacesCommand, ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { createEmulator } from "cloudmap-waiter/emulator";
import { useFakeTimers } from "sinon";
import { provision } from "../provision.js";

await test("waits for a minute, in no time", async () => {
  const emulator = createEmulator({ durations: { CREATE_NAMESPACE: 60 } });
  const client = new ServiceDiscoveryClient(emulator.clientConfig());
  // At its first request the SDK reads ~/.aws/config, which no fake timer can hurry.
  await client.send(new ListNamespacesCommand({}));
  // process.nextTick and microtasks stay real: promises, the SDK and the runner depend on them.
  const clock = useFakeTimers({ toNotFake: ["nextTick", "queueMicrotask"] });
  const provisioned = provision(client, "shop");
  await clock.runAllAsync();
  assert.match(await provisioned, /^ns-/);
  clock.restore();
});
