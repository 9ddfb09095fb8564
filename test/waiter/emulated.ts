import { ServiceDiscoveryClient, type ServiceDiscoveryClientConfig } from "@aws-sdk/client-servicediscovery";
import { onTestFinished } from "vitest";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../src/emulator/index.js";

/** The real SDK client on an emulator over real loopback HTTP; every command's input as it went over the wire. */
export async function over(
  options: EmulatorOptions = {},
  more: ServiceDiscoveryClientConfig = {},
): Promise<{
  client: ServiceDiscoveryClient;
  emulator: Emulator;
  sent: Record<string, unknown>[];
}> {
  const emulator = createEmulator({ durations: { CREATE_NAMESPACE: 0.2 }, ...options });
  const server = await emulator.listen();
  const client = new ServiceDiscoveryClient({
    region: "us-east-1",
    endpoint: server.url,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    ...more,
  });
  const sent: Record<string, unknown>[] = [];
  client.middlewareStack.add(
    (next) => async (request) => {
      // Bytes, or text in older SDKs.
      const { body } = request.request as { body: Uint8Array | string };
      const text = typeof body === "string" ? body : new TextDecoder().decode(body);
      sent.push(JSON.parse(text) as Record<string, unknown>);
      return await next(request);
    },
    { step: "finalizeRequest", priority: "low", name: "recordBodies" },
  );
  onTestFinished(async () => {
    client.destroy();
    await server.close();
  });
  return { client, emulator, sent };
}
