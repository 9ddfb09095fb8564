// A Lambda function, for the bundlers: it creates a namespace and returns its id.
import { CreateHttpNamespaceCommand, ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { startOperation } from "cloudmap-waiter";

const client = new ServiceDiscoveryClient({});

export async function handler({ name }) {
  const command = new CreateHttpNamespaceCommand({ Name: name });
  const operation = await startOperation({ client, maxWaitTime: 60, minDelay: 0.05 }, command);
  const { NAMESPACE } = await operation.wait();
  return NAMESPACE;
}
