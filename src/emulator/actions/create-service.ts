import type { Call, Namespace } from "../account/account.js";
import { findNamespace, findService, namespaceKey, serviceNameKey } from "../account/find-resource.js";
import { once } from "../account/idempotency.js";
import { checkLimit } from "../account/limits.js";
import { addService } from "../account/services.js";
import { checkTagCount, tagRecord } from "../account/tags.js";
import { description, tags, type Tag } from "../protocol/namespace-config.js";
import { oneOf, struct } from "../protocol/readers.js";
import { idOrArn, resourceId } from "../protocol/request-members.js";
import {
  checkNewService,
  dnsConfig,
  healthCheckConfig,
  healthCheckCustomConfig,
  serviceConfigOf,
  serviceName,
  type DnsConfig,
  type HealthCheckConfig,
} from "../protocol/service-config.js";
import { invalidInput, ServiceError } from "../protocol/service-error.js";
import { action, type Action } from "./action.js";
import { describeService } from "./describe-service.js";

export const createService: Action = action(
  struct(
    { Name: serviceName },
    {
      NamespaceId: idOrArn,
      CreatorRequestId: resourceId,
      Description: description,
      DnsConfig: dnsConfig,
      HealthCheckConfig: healthCheckConfig,
      HealthCheckCustomConfig: healthCheckCustomConfig,
      Tags: tags,
      Type: oneOf("HTTP"),
    },
  ),
  (input, call) => {
    const namespace = parentOf(input, call);
    // The namespace has been found: an id, an ARN and the older place of the id mean the same.
    const request = {
      ...input,
      NamespaceId: namespace.id,
      DnsConfig: { ...input.DnsConfig, NamespaceId: null },
    };
    const token = { value: input.CreatorRequestId, scope: `CreateService ${namespace.id}`, request };
    const id = once(
      call,
      token,
      () => create(input, namespace, call),
      (created) => call.account.services.has(created),
      () =>
        invalidInput(`CreatorRequestId ${input.CreatorRequestId} was used by another CreateService request.`),
    );
    return { Service: describeService(findService(id, call)) };
  },
);

interface Creation {
  readonly Name: string;
  readonly NamespaceId?: string;
  readonly CreatorRequestId?: string;
  readonly Description?: string;
  readonly DnsConfig?: Partial<DnsConfig> & Pick<DnsConfig, "DnsRecords"> & { readonly NamespaceId?: string };
  readonly HealthCheckConfig?: HealthCheckConfig;
  readonly HealthCheckCustomConfig?: object;
  readonly Tags?: readonly Tag[];
  readonly Type?: "HTTP";
}

function create(input: Creation, namespace: Namespace, call: Call): string {
  const { account, now } = call;
  const config = serviceConfigOf(input);
  checkNewService(namespace.type, config);
  checkTagCount(input.Tags?.length ?? 0, input.Name);
  refuseTakenName(input.Name, namespace, call);
  const limit = account.settings.limits.servicesPerNamespace;
  checkLimit(limit, namespace.serviceCount, "services in a namespace");
  const id = account.newId("srv");
  const added = {
    ...config,
    id,
    namespaceId: namespace.id,
    name: input.Name,
    description: input.Description,
    creatorRequestId: input.CreatorRequestId,
    tags: tagRecord(input.Tags ?? []),
  };
  return addService(added, account, now).id;
}

function parentOf(input: Creation, call: Call): Namespace {
  const id = input.NamespaceId ?? input.DnsConfig?.NamespaceId;
  if (id === undefined) throw invalidInput("NamespaceId is required.");
  const namespace = findNamespace(id, call);
  // A service in a namespace that is about to go would be an orphan, so a namespace that is being deleted takes no more.
  if (call.account.operations.changing(namespaceKey(namespace.id))?.type === "DELETE_NAMESPACE") {
    throw new ServiceError("NamespaceNotFound", `The namespace ${namespace.id} is being deleted.`);
  }
  return namespace;
}

function refuseTakenName(name: string, namespace: Namespace, { account }: Call): void {
  const id = account.names.get(serviceNameKey(name, namespace));
  const other = id === undefined ? undefined : account.services.get(id);
  if (!other) return;
  const message = `A service named ${name} exists already in ${namespace.id}.`;
  throw new ServiceError("ServiceAlreadyExists", message, {
    ServiceId: other.id,
    ServiceArn: other.arn,
    CreatorRequestId: other.creatorRequestId,
  });
}
