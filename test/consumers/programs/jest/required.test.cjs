// Jest with CommonJS: the package is transformed, as docs/library.md says.
const { CreateHttpNamespaceCommand, ServiceDiscoveryClient } = require("@aws-sdk/client-servicediscovery");
const { startOperation } = require("cloudmap-waiter");
const { createEmulator } = require("cloudmap-waiter/emulator");

test("waits for an operation", async () => {
  const emulator = createEmulator({ settles: "at-once" });
  const client = new ServiceDiscoveryClient(emulator.clientConfig());
  const command = new CreateHttpNamespaceCommand({ Name: "shop" });
  const operation = await startOperation({ client, minDelay: 0.01 }, command);
  expect((await operation.wait()).NAMESPACE).toMatch(/^ns-/);
});
