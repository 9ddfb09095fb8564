import type { Call, Service } from "../account/account.js";
import { findNamespace, findService } from "../account/find-resource.js";
import { refuseWhileChanging } from "../account/idempotency.js";
import { removeService } from "../account/services.js";
import { description } from "../protocol/namespace-config.js";
import { struct } from "../protocol/readers.js";
import { idOrArn } from "../protocol/request-members.js";
import {
  checkServiceConfig,
  dnsRecords,
  healthCheckConfig,
  type DnsRecord,
  type HealthCheckConfig,
} from "../protocol/service-config.js";
import { invalidInput, ServiceError } from "../protocol/service-error.js";
import { action, type Action } from "./action.js";
import { createService } from "./create-service.js";

const serviceChange = struct(
  {},
  {
    Description: description,
    DnsConfig: struct({ DnsRecords: dnsRecords }, {}),
    HealthCheckConfig: healthCheckConfig,
  },
);

export const changeServiceActions: Readonly<Record<`${"Create" | "Update" | "Delete"}Service`, Action>> = {
  CreateService: createService,
  UpdateService: action(struct({ Id: idOrArn, Service: serviceChange }, {}), update),
  DeleteService: action(struct({ Id: idOrArn }, {}), ({ Id }, call) => {
    const service = findService(Id, call);
    refuseInUse(service, call);
    removeService(service, call.account);
    return {};
  }),
};

interface Update {
  readonly Id: string;
  readonly Service: {
    readonly Description?: string;
    readonly DnsConfig?: { readonly DnsRecords: readonly DnsRecord[] };
    readonly HealthCheckConfig?: HealthCheckConfig;
  };
}

function update({ Id, Service: change }: Update, call: Call): object {
  const service = findService(Id, call);
  const namespace = findNamespace(service.namespaceId, call);
  // "You can't call UpdateService and update settings … when the service is associated with an HTTP namespace".
  if (namespace.type === "HTTP") {
    throw invalidInput(`UpdateService can't change ${service.id}: it is in an HTTP namespace.`);
  }
  const DnsRecords = change.DnsConfig?.DnsRecords;
  const RoutingPolicy = service.dnsConfig?.RoutingPolicy ?? "MULTIVALUE";
  const dnsConfig = DnsRecords && { RoutingPolicy, DnsRecords };
  const healthCheck = change.HealthCheckConfig;
  refuseFixed(service, DnsRecords ?? [], healthCheck);
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
      keys: [key],
      change: {
        kind: "update-service",
        id: service.id,
        description: change.Description,
        dnsConfig,
        healthCheck,
      },
    },
    call.now,
  );
  return { OperationId: operation.id };
}

/** Refuses to change what the API reference says stays as it is: the types of records and of the health check. */
function refuseFixed(
  { dnsConfig, healthCheck: before }: Service,
  records: readonly DnsRecord[],
  after: HealthCheckConfig | undefined,
): void {
  const known = new Set(dnsConfig?.DnsRecords.map(({ Type }) => Type));
  const odd = records.find(({ Type }) => !known.has(Type));
  if (odd) throw invalidInput(`DnsConfig.DnsRecords: the type ${odd.Type} can't be added to a service.`);
  if (before && after && before.Type !== after.Type) {
    throw invalidInput(`HealthCheckConfig.Type can't be changed from ${before.Type} to ${after.Type}.`);
  }
}

function refuseInUse({ id, instances }: Service, { account }: Call): void {
  if (instances.size > 0) {
    const count = instances.size === 1 ? "1 instance" : `${instances.size} instances`;
    const message = `Service contains registered instances: ${id} has ${count}. Deregister them first.`;
    throw new ServiceError("ResourceInUse", message);
  }
  for (const type of ["REGISTER_INSTANCE", "DEREGISTER_INSTANCE", "UPDATE_SERVICE"]) {
    for (const under of account.operations.inProgress(type, id)) {
      throw new ServiceError("ResourceInUse", `The operation ${under.id} of type ${type} uses ${id}.`);
    }
  }
}
