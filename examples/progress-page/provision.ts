import {
  CreateHttpNamespaceCommand,
  CreatePrivateDnsNamespaceCommand,
  CreateServiceCommand,
  RegisterInstanceCommand,
  ServiceDiscoveryClient,
} from "@aws-sdk/client-servicediscovery";
import { createEmulator } from "cloudmap-waiter/emulator";
import { OperationFleet, startOperation, type StartCommand } from "cloudmap-waiter";

type Command = StartCommand<never, { OperationId?: string | undefined; $metadata: object }>;

/** What an operation is about is known to whoever starts it: its name for people, and what it belongs to, by its id. */
export type Labels = Map<string, { readonly name: string; readonly group: string }>;

/**
 * Sets up two namespaces, a service and its instances on the emulator; one namespace and one instance fail. The whole run
 * is one fleet. `PROGRESS_SPEED` makes it quicker, for a test.
 */
export function provision(): { fleet: OperationFleet; labels: Labels; done: Promise<void> } {
  const speed = Number(process.env["PROGRESS_SPEED"] ?? 1);
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
  const client = new ServiceDiscoveryClient({
    region: "us-east-1",
    credentials: { accessKeyId: "example", secretAccessKey: "example" },
    requestHandler: emulator.requestHandler(),
  });
  const config = {
    client,
    minDelay: Math.min(1, 1 / speed),
    maxDelay: Math.max(0.05, 2 / speed),
    maxWaitTime: 120,
  };
  const fleet = new OperationFleet(config);
  const labels: Labels = new Map();
  const release = fleet.hold();
  const follow = async (group: string, name: string, command: unknown) => {
    const { operationId } = await startOperation({ client }, command as Command);
    labels.set(operationId, { name, group });
    return await fleet.add(operationId);
  };
  const run = async (): Promise<void> => {
    const vpc = { Vpc: "vpc-0a1b2c3d4e5f67890" };
    const taken = follow(
      "taken.internal",
      "taken.internal",
      new CreatePrivateDnsNamespaceCommand({ Name: "taken.internal", ...vpc }),
    );
    const dns = follow(
      "shop.internal",
      "shop.internal",
      new CreatePrivateDnsNamespaceCommand({ Name: "shop.internal", ...vpc }),
    );
    const http = await follow(
      "shop-http",
      "shop-http",
      new CreateHttpNamespaceCommand({ Name: "shop-http" }),
    );
    if (http.outcome !== "succeeded") return;
    const { Service } = await client.send(
      new CreateServiceCommand({ Name: "web", NamespaceId: http.targets.NAMESPACE }),
    );
    const instances = Array.from({ length: 5 }, (_, index) =>
      follow(
        "shop-http",
        `web-${index + 1}`,
        new RegisterInstanceCommand({
          ServiceId: Service?.Id,
          InstanceId: `web-${index + 1}`,
          Attributes: { AWS_INSTANCE_IPV4: `10.0.0.${index + 1}` },
        }),
      ),
    );
    await Promise.all([taken, dns, ...instances]);
  };
  return { fleet, labels, done: run().finally(release) };
}
