import { action, type Action, type Call } from "../action.js";
import { invalidInput, ServiceError } from "../errors.js";
import { once, refuseWhileChanging } from "../idempotency.js";
import { checkLimit } from "../limits.js";
import {
  description,
  filters,
  idOrArn,
  lastPart,
  maxResults,
  nextToken,
  resourceId,
  tags,
  type Filter,
  type Tag,
} from "../members.js";
import { pageOf } from "../paging.js";
import { oneOf, struct } from "../read.js";
import {
  checkServiceConfig,
  dnsRecords,
  failureThreshold,
  healthCheckConfig,
  serviceName,
} from "../service-config.js";
import { checkTagCount, tagMap } from "../tags.js";
import type { ActionName } from "../vocabulary.js";
import type { DnsConfig, DnsRecord, HealthCheckConfig, Namespace, Service } from "../world.js";
import { findNamespace, namespaceKey } from "./namespaces.js";

type ServiceAction = Extract<
  ActionName,
  "CreateService" | "UpdateService" | "DeleteService" | "GetService" | "ListServices"
>;

export const serviceActions: Readonly<Record<ServiceAction, Action>> = {
  CreateService: action(
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
      return { Service: describe(findService(id, call)) };
    },
  ),
  UpdateService: action(
    struct(
      {
        Id: idOrArn,
        Service: struct(
          {},
          {
            Description: description,
            DnsConfig: struct({ DnsRecords: dnsRecords }, {}),
            HealthCheckConfig: healthCheckConfig,
          },
        ),
      },
      {},
    ),
    update,
  ),
  DeleteService: action(struct({ Id: idOrArn }, {}), ({ Id }, call) => {
    remove(findService(Id, call), call);
    return {};
  }),
  GetService: action(struct({ Id: idOrArn }, {}), ({ Id }, call) => ({
    Service: describe(findService(Id, call)),
  })),
  ListServices: action(
    struct(
      {},
      {
        NextToken: nextToken,
        MaxResults: maxResults,
        Filters: filters({ NAMESPACE_ID: ["EQ"], RESOURCE_OWNER: ["EQ"] }),
      },
    ),
    ({ NextToken, MaxResults = 100, Filters = [] }, call) => {
      const all = call.world.services.values();
      const page = pageOf(all, ({ sequence }) => sequence, "ListServices", MaxResults, NextToken);
      const found = page.items.filter((service) => Filters.every((filter) => fits(service, filter, call)));
      return { Services: found.map(summary), NextToken: page.NextToken };
    },
  ),
};

export function findService(id: string, { world }: Call): Service {
  const service = world.services.get(id);
  if (!service) throw new ServiceError("ServiceNotFound", `No service exists with the id ${id}.`);
  return service;
}

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
  const { world, now } = call;
  const { settings } = world;
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
  const id = world.newId("srv");
  world.services.set(id, {
    sequence: world.nextSequence(),
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
  world.names.set(nameKey(input.Name, namespace), id);
  namespace.serviceCount += 1;
  return id;
}

function parentOf(input: Creation, call: Call): Namespace {
  const id = input.NamespaceId ?? input.DnsConfig?.NamespaceId;
  if (id === undefined) throw invalidInput("NamespaceId is required.");
  const namespace = findNamespace(id, call);
  // A service in a namespace that is about to go would be an orphan, so a namespace that is being deleted takes no more.
  if (call.world.operations.changing(namespaceKey(id))?.type === "DELETE_NAMESPACE") {
    throw new ServiceError("NamespaceNotFound", `The namespace ${id} is being deleted.`);
  }
  return namespace;
}

function refuseTakenName(name: string, namespace: Namespace, { world }: Call): void {
  const id = world.names.get(nameKey(name, namespace));
  const other = id === undefined ? undefined : world.services.get(id);
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

// "For services that are accessible by DNS queries, you can't create multiple services with names that differ only by
// case" (API reference, CreateService).
function nameKey(name: string, { id, type }: Namespace): string {
  return `service ${type === "HTTP" ? name : name.toLowerCase()} of ${id}`;
}

/** The service of this name. */
export function findServiceByName(name: string, namespace: Namespace, { world }: Call): Service {
  const id = world.names.get(nameKey(name, namespace));
  const service = id === undefined ? undefined : world.services.get(id);
  if (!service)
    throw new ServiceError("ServiceNotFound", `${namespace.httpName} has no service named ${name}.`);
  return service;
}

interface Change {
  readonly Id: string;
  readonly Service: {
    readonly Description?: string;
    readonly DnsConfig?: { readonly DnsRecords: readonly DnsRecord[] };
    readonly HealthCheckConfig?: HealthCheckConfig;
  };
}

// "If you omit any existing DnsRecords or HealthCheckConfig configurations from an UpdateService request, the
// configurations are deleted from the service" (API reference, UpdateService).
function update({ Id, Service: change }: Change, call: Call): object {
  const service = findService(Id, call);
  const namespace = findNamespace(service.namespaceId, call);
  const DnsRecords = change.DnsConfig?.DnsRecords;
  const RoutingPolicy = service.dnsConfig?.RoutingPolicy ?? "MULTIVALUE";
  const dnsConfig = DnsRecords && { RoutingPolicy, DnsRecords };
  const healthCheck = change.HealthCheckConfig;
  const known = new Set(service.dnsConfig?.DnsRecords.map(({ Type }) => Type));
  const odd = DnsRecords?.find(({ Type }) => !known.has(Type));
  if (odd) throw invalidInput(`DnsConfig.DnsRecords: the type ${odd.Type} can't be added to a service.`);
  checkServiceConfig(namespace.type, { dnsConfig, healthCheck, hasCustomHealth: service.hasCustomHealth });
  const key = `service ${service.id}`;
  refuseWhileChanging(call, key);
  const operation = call.world.operations.start(
    {
      action: "UpdateService",
      name: service.name,
      targets: { SERVICE: service.id },
      namespaceId: service.namespaceId,
      serviceId: service.id,
      key,
      effect() {
        if (change.Description !== undefined) service.description = change.Description;
        service.dnsConfig = dnsConfig;
        service.healthCheck = healthCheck;
        return undefined;
      },
    },
    call.now,
  );
  return { OperationId: operation.id };
}

function remove(service: Service, { world }: Call): void {
  const count = service.instances.size;
  if (count > 0) {
    const instances = count === 1 ? "an instance" : `${count} instances`;
    throw new ServiceError(
      "ResourceInUse",
      `The service ${service.id} has ${instances}: deregister them first.`,
    );
  }
  const under = world.operations.underWay().find(({ serviceId }) => serviceId === service.id);
  if (under) {
    throw new ServiceError(
      "ResourceInUse",
      `The operation ${under.id} of type ${under.type} uses ${service.id}.`,
    );
  }
  world.services.delete(service.id);
  const namespace = world.namespaces.get(service.namespaceId);
  if (!namespace) return;
  world.names.delete(nameKey(service.name, namespace));
  namespace.serviceCount -= 1;
}

function describe(service: Service): object {
  const { DnsConfig, ...rest } = summary(service);
  return {
    ...rest,
    NamespaceId: service.namespaceId,
    DnsConfig: DnsConfig && { NamespaceId: service.namespaceId, ...DnsConfig },
    CreatorRequestId: service.creatorRequestId,
  };
}

function summary(service: Service) {
  return {
    Id: service.id,
    Arn: service.arn,
    ResourceOwner: service.owner,
    Name: service.name,
    Type: service.type,
    Description: service.description,
    InstanceCount: service.instances.size,
    DnsConfig: service.dnsConfig,
    HealthCheckConfig: service.healthCheck,
    // "This parameter is no longer supported and is always set to 1" (API reference, HealthCheckCustomConfig).
    HealthCheckCustomConfig: service.hasCustomHealth ? { FailureThreshold: 1 } : undefined,
    CreateDate: service.createdAt / 1000,
    CreatedByAccount: service.owner,
  };
}

function fits(service: Service, { Name, Values }: Filter, { world }: Call): boolean {
  const [wanted = ""] = Values;
  if (Name === "NAMESPACE_ID") return service.namespaceId === lastPart(wanted);
  return (wanted === "SELF") === (service.owner === world.settings.accountId);
}
