/** Finding what a request names. */
import { idIn } from "../protocol/arn.js";
import { ServiceError } from "../protocol/service-error.js";
import type { Call, Namespace, Service } from "./account.js";
import { httpNameKey } from "./namespace-names.js";

/** The namespace with this id or ARN. */
export function findNamespace(idOrArn: string, { account }: Call): Namespace {
  const namespace = account.namespaces.get(idIn(idOrArn, "namespace", account.home));
  if (namespace) return namespace;
  throw new ServiceError("NamespaceNotFound", `No namespace exists with the id ${idOrArn}.`);
}

/** The service with this id or ARN. */
export function findService(idOrArn: string, { account }: Call): Service {
  const service = account.services.get(idIn(idOrArn, "service", account.home));
  if (service) return service;
  throw new ServiceError("ServiceNotFound", `No service exists with the id ${idOrArn}.`);
}

/** The namespace that DiscoverInstances calls by this name. */
export function findNamespaceByHttpName(
  httpName: string,
  owner: string | undefined,
  { account }: Call,
): Namespace {
  const id = account.names.get(httpNameKey(httpName));
  const namespace = id === undefined ? undefined : account.namespaces.get(id);
  if (namespace?.owner === (owner ?? account.home.accountId)) return namespace;
  throw new ServiceError("NamespaceNotFound", `No namespace has the HTTP name ${httpName}.`);
}

/** The service of this name. */
export function findServiceByName(name: string, namespace: Namespace, { account }: Call): Service {
  const id = account.names.get(serviceNameKey(name, namespace));
  const service = id === undefined ? undefined : account.services.get(id);
  if (service) return service;
  throw new ServiceError("ServiceNotFound", `${namespace.httpName} has no service named ${name}.`);
}

/** The key that operations on a namespace share. */
export function namespaceKey(id: string): string {
  return `namespace ${id}`;
}

/** The key that operations on an instance share. */
export function instanceKey(id: string, serviceId: string): string {
  return `instance ${id} of ${serviceId}`;
}

// "For services that are accessible by DNS queries, you can't create multiple services with names that differ only by
// case" (API reference, CreateService).
export function serviceNameKey(name: string, { id, type }: Pick<Namespace, "id" | "type">): string {
  return `service ${type === "HTTP" ? name : name.toLowerCase()} of ${id}`;
}
