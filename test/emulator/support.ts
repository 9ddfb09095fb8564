import { ServiceDiscoveryClient, type ServiceDiscoveryClientConfig } from "@aws-sdk/client-servicediscovery";
import { onTestFinished } from "vitest";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../src/emulator/index.js";

const identity = {
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
  // DiscoverInstances goes to the host "data-…" otherwise, which no loopback address has.
  disableHostPrefix: true,
} as const;

/** An emulator that a client of the real SDK reaches without a socket, with a time that moves only by `advance`. */
export function inProcess(
  options: EmulatorOptions = {},
  config: ServiceDiscoveryClientConfig = {},
): { readonly emulator: Emulator; readonly client: ServiceDiscoveryClient } {
  const emulator = createEmulator({ now: () => 1_700_000_000_000, ...options });
  const client = new ServiceDiscoveryClient({
    ...identity,
    requestHandler: emulator.requestHandler(),
    ...config,
  });
  return { emulator, client };
}

/** The same over loopback HTTP. Both ends are closed when the test ends. */
export async function overHttp(
  options: EmulatorOptions = {},
  config: ServiceDiscoveryClientConfig = {},
): Promise<{ readonly emulator: Emulator; readonly client: ServiceDiscoveryClient; readonly url: string }> {
  const emulator = createEmulator({ now: () => 1_700_000_000_000, ...options });
  const server = await emulator.listen();
  const client = new ServiceDiscoveryClient({ ...identity, endpoint: server.url, ...config });
  onTestFinished(async () => {
    client.destroy();
    await server.close();
  });
  return { emulator, client, url: server.url };
}
