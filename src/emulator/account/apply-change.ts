/** How an operation's change is made. */
import type { Failure } from "../scenario/failures.js";
import type { Account, Instance } from "./account.js";
import type { Change, NewInstance, NewNamespace } from "./change.js";
import { addNamespace, removeNamespace, zoneConflict } from "./namespace-names.js";

/** Does the work of an operation that ends at `at`; returns why it can't be done, if it can't. */
export function applyChange(change: Change, account: Account, at: number): Failure | undefined {
  switch (change.kind) {
    case "create-namespace":
      return createNamespace(change.namespace, account, at);
    case "update-namespace":
      return updateNamespace(change, account);
    case "delete-namespace":
      return removeNamespace(change.id, account);
    case "update-service":
      return updateService(change, account);
    case "register-instance":
      return registerInstance(change.serviceId, change.instance, account);
    case "deregister-instance":
      return deregisterInstance(change.serviceId, change.id, account);
  }
}

function createNamespace(namespace: NewNamespace, account: Account, at: number): Failure | undefined {
  const conflict = zoneConflict(namespace, account);
  if (!conflict) addNamespace(namespace, account, at);
  return conflict;
}

function updateNamespace(
  change: Extract<Change, { kind: "update-namespace" }>,
  { namespaces }: Account,
): undefined {
  const namespace = namespaces.get(change.id);
  if (!namespace) return;
  if (change.description !== undefined) namespace.description = change.description;
  if (change.soaTtl !== undefined) namespace.soaTtl = change.soaTtl;
}

// "If you omit any existing DnsRecords or HealthCheckConfig configurations from an UpdateService request, the
// configurations are deleted from the service" (API reference, UpdateService).
function updateService(
  change: Extract<Change, { kind: "update-service" }>,
  { services }: Account,
): undefined {
  const service = services.get(change.id);
  if (!service) return;
  if (change.description !== undefined) service.description = change.description;
  service.dnsConfig = change.dnsConfig;
  service.healthCheck = change.healthCheck;
}

/** Adds an instance to a service, or changes the one that has its id, which keeps its place in the lists. */
export function registerInstance(serviceId: string, instance: NewInstance, account: Account): undefined {
  const service = account.services.get(serviceId);
  if (!service) return;
  const status = instance.attributes["AWS_INIT_HEALTH_STATUS"] === "UNHEALTHY" ? "UNHEALTHY" : "HEALTHY";
  const registered: Instance = {
    sequence: service.instances.get(instance.id)?.sequence ?? account.nextSequence(),
    id: instance.id,
    attributes: instance.attributes,
    creatorRequestId: instance.creatorRequestId,
    health: { status, next: undefined },
  };
  service.instances.set(registered);
  service.revision += 1;
}

function deregisterInstance(serviceId: string, id: string, { services }: Account): undefined {
  const service = services.get(serviceId);
  if (!service) return;
  service.instances.delete(id);
  service.revision += 1;
}
