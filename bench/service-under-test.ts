import {
  CreateHttpNamespaceCommand,
  CreateServiceCommand,
  DeregisterInstanceCommand,
  ListNamespacesCommand,
  RegisterInstanceCommand,
  ServiceDiscoveryClient,
} from "@aws-sdk/client-servicediscovery";
import type { Emulator } from "../src/emulator/index.js";

/** Counts the polls of all contenders of a run while it is on. */
export interface Meter {
  isOn: boolean;
  sent: number;
  throttled: number;
}

/** A client of the emulator with the SDK's defaults, whose requests a meter counts. */
export function meteredClient(emulator: Emulator, meter?: Meter): ServiceDiscoveryClient {
  const handler = emulator.requestHandler();
  const requestHandler: typeof handler = {
    ...handler,
    async handle(request, options) {
      if (meter?.isOn) meter.sent++;
      const answer = await handler.handle(request, options);
      // Every id is known and every input is fit: what is refused is throttled.
      const { statusCode } = answer.response;
      if (meter?.isOn && statusCode >= 400 && statusCode < 500) meter.throttled++;
      return answer;
    },
  };
  return new ServiceDiscoveryClient({
    region: "us-east-1",
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
    requestHandler,
  });
}

/** A client's first request reads files, in real time. */
export async function warmUp(clients: readonly ServiceDiscoveryClient[]): Promise<void> {
  await Promise.all(clients.map((client) => client.send(new ListNamespacesCommand())));
}

/** Starts an operation; resolves with its id. */
export type Start = (index: number) => Promise<string>;

export function startNamespaces(client: ServiceDiscoveryClient): Start {
  return async (index) => {
    const { OperationId = "" } = await client.send(new CreateHttpNamespaceCommand({ Name: `op-${index}` }));
    return OperationId;
  };
}

export async function startInstances(client: ServiceDiscoveryClient): Promise<Start> {
  const serviceId = await createService(client);
  return (index) => register(client, serviceId, index);
}

/** Instances of which so many were registered before. */
export async function startDeregistrations(client: ServiceDiscoveryClient, count: number): Promise<Start> {
  const ServiceId = await createService(client);
  for (let index = 0; index < count; index++) await register(client, ServiceId, index);
  await pause(1000);
  return async (index) => {
    const { OperationId = "" } = await client.send(
      new DeregisterInstanceCommand({ ServiceId, InstanceId: `op-${index}` }),
    );
    return OperationId;
  };
}

async function createService(client: ServiceDiscoveryClient): Promise<string | undefined> {
  await client.send(new CreateHttpNamespaceCommand({ Name: "home" }));
  await pause(1000);
  // No poll: the quota and the faults are those of GetOperation.
  const { Namespaces } = await client.send(new ListNamespacesCommand());
  const { Service } = await client.send(
    new CreateServiceCommand({ Name: "service", NamespaceId: Namespaces?.[0]?.Id }),
  );
  return Service?.Id;
}

async function register(
  client: ServiceDiscoveryClient,
  ServiceId: string | undefined,
  index: number,
): Promise<string> {
  const { OperationId = "" } = await client.send(
    new RegisterInstanceCommand({
      ServiceId,
      InstanceId: `op-${index}`,
      Attributes: { AWS_INSTANCE_IPV4: "10.0.0.1" },
    }),
  );
  return OperationId;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
