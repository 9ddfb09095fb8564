import {
  CreateHttpNamespaceCommand,
  CreatePrivateDnsNamespaceCommand,
  CreateServiceCommand,
  RegisterInstanceCommand,
  ServiceDiscoveryClient,
} from "@aws-sdk/client-servicediscovery";
import { createEmulator } from "cloudmap-waiter/emulator";
import { OperationFleet, type Outcome, startOperation, type StartCommand } from "cloudmap-waiter";

type Command = StartCommand<never, { OperationId?: string | undefined; $metadata: object }>;

/** What an operation is about is known to whoever starts it: its name for people, and what it belongs to, by its id. */
export type Labels = Map<string, { readonly name: string; readonly group: string }>;

export interface Provisioning {
  readonly fleet: OperationFleet;
  readonly labels: Labels;
  readonly done: Promise<void>;
}

/** A client of an emulator on which one namespace and one instance fail, so many times as fast as the real service. */
function emulatedClient(speed: number): ServiceDiscoveryClient {
  const emulator = createEmulator({
    speed,
    durations: {
      CreateHttpNamespace: { uniform: [3, 5] },
      CreatePrivateDnsNamespace: { uniform: [9, 12] },
      REGISTER_INSTANCE: { logNormal: { median: 5, sigma: 0.5 } },
    },
    submittedShare: 0.25,
    failures: [
      {
        on: "CREATE_NAMESPACE:taken.internal",
        code: "CANNOT_CREATE_HOSTED_ZONE",
        message:
          "The VPC that you chose, <img src=x onerror=alert(1)>, has a zone with a conflicting domain.",
      },
      {
        on: "REGISTER_INSTANCE:web-4",
        code: "INVALID_CHANGE_BATCH",
        message: "The record \u001B[31mweb-4\u202E exists.",
      },
    ],
  });
  return new ServiceDiscoveryClient({
    region: "us-east-1",
    credentials: { accessKeyId: "example", secretAccessKey: "example" },
    requestHandler: emulator.requestHandler(),
  });
}

/**
 * Sets up two namespaces, a service and its instances on the emulator; one namespace and one instance fail. The whole run
 * is one fleet. `PROGRESS_SPEED` makes it quicker, for a test.
 */
export function provision(): Provisioning {
  const speed = Number(process.env["PROGRESS_SPEED"] ?? 1);
  const client = emulatedClient(speed);
  const delays = { minDelay: Math.min(1, 1 / speed), maxDelay: Math.max(0.05, 2 / speed) };
  const fleet = new OperationFleet({ client, ...delays, maxWaitTime: 120 });
  const labels: Labels = new Map();
  const release = fleet.hold();
  const follow = async (group: string, name: string, command: unknown): Promise<Outcome> => {
    const { operationId } = await startOperation({ client }, command as Command);
    labels.set(operationId, { name, group });
    return await fleet.add(operationId);
  };
  const createDns = (Name: string): Promise<Outcome> =>
    follow(Name, Name, new CreatePrivateDnsNamespaceCommand({ Name, Vpc: "vpc-0a1b2c3d4e5f67890" }));
  const register = (InstanceId: string, ServiceId: string | undefined, address: string): Promise<Outcome> => {
    const Attributes = { AWS_INSTANCE_IPV4: address };
    return follow(
      "shop-http",
      InstanceId,
      new RegisterInstanceCommand({ ServiceId, InstanceId, Attributes }),
    );
  };
  const run = async (): Promise<void> => {
    const dns = [createDns("taken.internal"), createDns("shop.internal")];
    const http = await follow(
      "shop-http",
      "shop-http",
      new CreateHttpNamespaceCommand({ Name: "shop-http" }),
    );
    if (http.outcome !== "succeeded") return;
    const { NAMESPACE: NamespaceId } = http.targets;
    const { Service } = await client.send(new CreateServiceCommand({ Name: "web", NamespaceId }));
    const instances = [1, 2, 3, 4, 5].map((number) =>
      register(`web-${number}`, Service?.Id, `10.0.0.${number}`),
    );
    await Promise.all([...dns, ...instances]);
  };
  return { fleet, labels, done: run().finally(release) };
}
