import type { Call } from "../account/account.js";
import { action, type Action } from "./action.js";
import { invalidInput, ServiceError } from "../protocol/service-error.js";
import { once } from "../account/idempotency.js";
import { checkLimit } from "../account/limits.js";
import { findNamespace, findService, namespaceKey, serviceNameKey } from "../account/find-resource.js";
import { description, idOrArn, resourceId, tags, type Tag } from "../protocol/request-members.js";
import { oneOf, struct } from "../protocol/readers.js";
import {
  checkServiceConfig,
  dnsRecords,
  failureThreshold,
  healthCheckConfig,
  serviceName,
} from "../protocol/service-config.js";
import { describeService } from "./describe-service.js";
import { checkTagCount, tagMap } from "../account/tags.js";
import type { Namespace } from "../account/account.js";
import type { DnsConfig, DnsRecord, HealthCheckConfig } from "../protocol/service-config.js";

export const createService: Action = action(
  struct(
    { Name: serviceName },
    {
      NamespaceId: idOrArn,
      CreatorRequestId: resourceId,
      Description: description,
      DnsConfig: struct(
        { DnsRecords: dnsRecords },
        { NamespaceId: resourceId, RoutingPolicy: oneOf("MULTIVALUE", "WEIGHTED") },
      ),
      HealthCheckConfig: healthCheckConfig,
      HealthCheckCustomConfig: struct({}, { FailureThreshold: failureThreshold }),
      Tags: tags,
      Type: oneOf("HTTP"),
    },
  ),
  (input, call) => {
    const run = (): string => create(input, call);
    const id = once(call, "CreateService", input.CreatorRequestId, input, run, () =>
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
  readonly DnsConfig?: Partial<DnsConfig> & {
    readonly NamespaceId?: string;
    readonly DnsRecords: readonly DnsRecord[];
  };
  readonly HealthCheckConfig?: HealthCheckConfig;
  readonly HealthCheckCustomConfig?: object;
  readonly Tags?: readonly Tag[];
  readonly Type?: "HTTP";
}

function create(input: Creation, call: Call): string {
  const { account, now } = call;
  const { settings } = account;
  const namespace = parentOf(input, call);
  const dnsConfig = input.DnsConfig && {
    RoutingPolicy: input.DnsConfig.RoutingPolicy ?? "MULTIVALUE",
    DnsRecords: input.DnsConfig.DnsRecords,
  };
  const healthCheck = input.HealthCheckConfig;
  const hasCustomHealth = input.HealthCheckCustomConfig !== undefined;
  if (input.Type === "HTTP" && dnsConfig)
    throw invalidInput("DnsConfig can't be given for a service of the type HTTP.");
  if (namespace.type !== "HTTP" && input.Type !== "HTTP" && !dnsConfig) {
    throw invalidInput("DnsConfig is required for a service in a DNS namespace, unless its Type is HTTP.");
  }
  checkServiceConfig(namespace.type, { dnsConfig, healthCheck, hasCustomHealth });
  checkTagCount(input.Tags?.length ?? 0, input.Name);
  refuseTakenName(input.Name, namespace, call);
  checkLimit(settings.limits.servicesPerNamespace, () => namespace.serviceCount, "services in a namespace");
  const id = account.newId("srv");
  account.services.set(id, {
    sequence: account.nextSequence(),
    id,
    arn: `arn:aws:servicediscovery:${settings.region}:${settings.accountId}:service/${id}`,
    owner: namespace.owner,
    name: input.Name,
    namespaceId: namespace.id,
    type: dnsConfig ? "DNS_HTTP" : "HTTP",
    createdAt: now,
    creatorRequestId: input.CreatorRequestId,
    hasCustomHealth,
    tags: tagMap(input.Tags ?? []),
    attributes: new Map(),
    instances: new Map(),
    description: input.Description,
    dnsConfig,
    healthCheck,
    revision: 1,
  });
  account.names.set(serviceNameKey(input.Name, namespace), id);
  namespace.serviceCount += 1;
  return id;
}

function parentOf(input: Creation, call: Call): Namespace {
  const id = input.NamespaceId ?? input.DnsConfig?.NamespaceId;
  if (id === undefined) throw invalidInput("NamespaceId is required.");
  const namespace = findNamespace(id, call);
  // A service in a namespace that is about to go would be an orphan, so a namespace that is being deleted takes no more.
  if (call.account.operations.changing(namespaceKey(id))?.type === "DELETE_NAMESPACE") {
    throw new ServiceError("NamespaceNotFound", `The namespace ${id} is being deleted.`);
  }
  return namespace;
}

function refuseTakenName(name: string, namespace: Namespace, { account }: Call): void {
  const id = account.names.get(serviceNameKey(name, namespace));
  const other = id === undefined ? undefined : account.services.get(id);
  if (!other) return;
  throw new ServiceError(
    "ServiceAlreadyExists",
    `A service named ${name} exists already in ${namespace.id}.`,
    {
      ServiceId: other.id,
      ServiceArn: other.arn,
      CreatorRequestId: other.creatorRequestId,
    },
  );
}
