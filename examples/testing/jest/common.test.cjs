// A test file in CommonJS: what is an ES module is imported, not required, which takes the same flag.
const { ServiceDiscoveryClient } = require("@aws-sdk/client-servicediscovery");

test("returns the namespace's id", async () => {
  const { createEmulator } = await import("cloudmap-waiter/emulator");
  const { provision } = await import("../provision.js");
  const emulator = createEmulator({ settles: "at-once" });
  const client = new ServiceDiscoveryClient(emulator.clientConfig());
  expect(await provision(client, "shop")).toMatch(/^ns-/);
});
