import { CreateHttpNamespaceCommand, ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { onTestFinished } from "vitest";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../../src/emulator/index.js";

export interface Service {
  readonly emulator: Emulator;
  readonly url: string;
  readonly client: ServiceDiscoveryClient;
  /** Starts the creation of HTTP namespaces, and returns the operations' ids. */
  readonly create: (...names: readonly string[]) => Promise<readonly string[]>;
}

/** An emulator over HTTP that ends with the test, and a client as it should be under an engine: it sends once. */
export async function service(options: EmulatorOptions = {}): Promise<Service> {
  const emulator = createEmulator({ requestLogSize: 1_000_000, ...options });
  const server = await emulator.listen();
  const client = new ServiceDiscoveryClient({
    region: "us-east-1",
    endpoint: server.url,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await server.close();
  });
  return {
    emulator,
    url: server.url,
    client,
    create: async (...names) => {
      const ids: string[] = [];
      for (let first = 0; first < names.length; first += 25) {
        const started = names.slice(first, first + 25).map(async (Name) => {
          const { OperationId = "" } = await client.send(new CreateHttpNamespaceCommand({ Name }));
          return OperationId;
        });
        ids.push(...(await Promise.all(started)));
      }
      return ids;
    },
  };
}

/** How often an action was sent. */
export function requestsOf(emulator: Emulator, action: string): number {
  return emulator.requests().filter((request) => request.action === action).length;
}
