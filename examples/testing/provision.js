// The code under test: creates a namespace, and returns its id once it is there.
import { CreateHttpNamespaceCommand } from "@aws-sdk/client-servicediscovery";
import { waitForOperation } from "cloudmap-waiter";

export async function provision(client, Name) {
  const started = await client.send(new CreateHttpNamespaceCommand({ Name }));
  const { NAMESPACE } = await waitForOperation({ client, maxWaitTime: 300 }, started);
  return NAMESPACE;
}
