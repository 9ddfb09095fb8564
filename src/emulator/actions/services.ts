import type { Call } from "../account/account.js";
import { action, type Action } from "./action.js";
import { invalidInput, ServiceError } from "../protocol/service-error.js";
import { forgetToken, refuseWhileChanging } from "../account/idempotency.js";
import { findNamespace, findService, serviceNameKey } from "../account/find-resource.js";
import {
  description,
  filters,
  idOrArn,
  lastPart,
  maxResults,
  nextToken,
  type Filter,
} from "../protocol/request-members.js";
import { pageOf } from "../protocol/paging.js";
import { struct } from "../protocol/readers.js";
import { checkServiceConfig, dnsRecords, healthCheckConfig } from "../protocol/service-config.js";
import { describeService, serviceSummary } from "./describe-service.js";
import type { ActionName } from "../protocol/api-names.js";
import type { Service } from "../account/account.js";
import type { DnsRecord, HealthCheckConfig } from "../protocol/service-config.js";
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
      const all = call.account.services.values();
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
  const operation = call.account.operations.start(
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

function remove(service: Service, { account }: Call): void {
  const count = service.instances.size;
  if (count > 0) {
    const instances = count === 1 ? "an instance" : `${count} instances`;
    throw new ServiceError(
      "ResourceInUse",
      `The service ${service.id} has ${instances}: deregister them first.`,
    );
  }
  const under = account.operations.underWay().find(({ serviceId }) => serviceId === service.id);
  if (under) {
    throw new ServiceError(
      "ResourceInUse",
      `The operation ${under.id} of type ${under.type} uses ${service.id}.`,
    );
  }
  account.services.delete(service.id);
  const namespace = account.namespaces.get(service.namespaceId);
  if (!namespace) return;
  account.names.delete(serviceNameKey(service.name, namespace));
  namespace.serviceCount -= 1;
}

function fits(service: Service, { Name, Values }: Filter, { account }: Call): boolean {
  const [wanted = ""] = Values;
  if (Name === "NAMESPACE_ID") return service.namespaceId === lastPart(wanted);
  return (wanted === "SELF") === (service.owner === account.settings.accountId);
}
