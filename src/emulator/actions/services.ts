import { action, type Action, type Call } from "../action.js";
import { invalidInput, ServiceError } from "../errors.js";
import { forgetToken, refuseWhileChanging } from "../idempotency.js";
import { findNamespace, findService, serviceNameKey } from "../lookup.js";
import { description, filters, idOrArn, lastPart, maxResults, nextToken, type Filter } from "../members.js";
import { pageOf } from "../paging.js";
import { struct } from "../read.js";
import { checkServiceConfig, dnsRecords, healthCheckConfig } from "../service-config.js";
import { describeService, serviceSummary } from "../service-view.js";
import type { ActionName } from "../vocabulary.js";
import type { DnsRecord, HealthCheckConfig, Service } from "../world.js";
import { createService } from "./create-service.js";

type ServiceAction = Extract<
  ActionName,
  "CreateService" | "UpdateService" | "DeleteService" | "GetService" | "ListServices"
>;

export const serviceActions: Readonly<Record<ServiceAction, Action>> = {
  CreateService: createService,
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
    const service = findService(Id, call);
    remove(service, call);
    forgetToken(call, "CreateService", service.creatorRequestId);
    return {};
  }),
  GetService: action(struct({ Id: idOrArn }, {}), ({ Id }, call) => ({
    Service: describeService(findService(Id, call)),
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
      return { Services: found.map(serviceSummary), NextToken: page.NextToken };
    },
  ),
};

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
  world.names.delete(serviceNameKey(service.name, namespace));
  namespace.serviceCount -= 1;
}

function fits(service: Service, { Name, Values }: Filter, { world }: Call): boolean {
  const [wanted = ""] = Values;
  if (Name === "NAMESPACE_ID") return service.namespaceId === lastPart(wanted);
  return (wanted === "SELF") === (service.owner === world.settings.accountId);
}
