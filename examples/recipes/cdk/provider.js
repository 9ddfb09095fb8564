// The function behind the custom resource. What others may use, it never deletes.
import {
  CreateHttpNamespaceCommand,
  GetNamespaceCommand,
  ServiceDiscoveryClient,
} from "@aws-sdk/client-servicediscovery";
import { startOperation } from "cloudmap-waiter";

const client = new ServiceDiscoveryClient({});

export async function onEvent({ RequestType, RequestId, PhysicalResourceId, ResourceProperties }) {
  if (RequestType === "Delete") return { PhysicalResourceId };
  return { PhysicalResourceId: await createOrFind(ResourceProperties.Name, RequestId) };
}

async function createOrFind(Name, CreatorRequestId) {
  try {
    // CloudFormation may call twice with one RequestId; that makes one namespace.
    const command = new CreateHttpNamespaceCommand({ Name, CreatorRequestId });
    const operation = await startOperation({ client, maxWaitTime: 240 }, command);
    const { NAMESPACE } = await operation.wait();
    return NAMESPACE;
  } catch (error) {
    if (error.name !== "NamespaceAlreadyExists") throw error;
    const { Namespace } = await client.send(new GetNamespaceCommand({ Id: error.NamespaceId }));
    if (Namespace.Type !== "HTTP")
      throw new Error(`${Name} is of the type ${Namespace.Type}`, { cause: error });
    return Namespace.Id;
  }
}
