/** Finding what a request names, and the names that can be there only once. */
import type { Call } from "./action.js";
import { ServiceError } from "./errors.js";
import type { Namespace, NamespaceType, Service } from "./world.js";

export function findNamespace(id: string, { world }: Call): Namespace {
  const namespace = world.namespaces.get(id);
  if (!namespace) throw new ServiceError("NamespaceNotFound", `No namespace exists with the id ${id}.`);
  return namespace;
}

export function findService(id: string, { world }: Call): Service {
  const service = world.services.get(id);
  if (!service) throw new ServiceError("ServiceNotFound", `No service exists with the id ${id}.`);
  return service;
}

/** The namespace that DiscoverInstances calls by this name. */
export function findNamespaceByHttpName(
  httpName: string,
  owner: string | undefined,
  { world }: Call,
): Namespace {
  const id = world.names.get(httpNameKey(httpName));
  const namespace = id === undefined ? undefined : world.namespaces.get(id);
  if (namespace?.owner === (owner ?? world.settings.accountId)) return namespace;
  throw new ServiceError("NamespaceNotFound", `No namespace has the HTTP name ${httpName}.`);
}

/** The service of this name. */
export function findServiceByName(name: string, namespace: Namespace, { world }: Call): Service {
  const id = world.names.get(serviceNameKey(name, namespace));
  const service = id === undefined ? undefined : world.services.get(id);
  if (!service)
    throw new ServiceError("ServiceNotFound", `${namespace.httpName} has no service named ${name}.`);
  return service;
}

/** The key that operations on a namespace share. */
export function namespaceKey(id: string): string {
  return `namespace ${id}`;
}

// Two private zones of one name in one VPC conflict (Terraform's acceptance test of this very error). A zone and its
// subdomain do not, since Route 53 began to support overlapping private zones. Of the other types each name is there once.
export function namespaceNameKey(type: NamespaceType, name: string, vpc: string | undefined): string {
  return `${type} ${name.toLowerCase()}${vpc === undefined ? "" : ` in ${vpc}`}`;
}

export function httpNameKey(httpName: string): string {
  return `HTTP name ${httpName}`;
}

// "For services that are accessible by DNS queries, you can't create multiple services with names that differ only by
// case" (API reference, CreateService).
export function serviceNameKey(name: string, { id, type }: Namespace): string {
  return `service ${type === "HTTP" ? name : name.toLowerCase()} of ${id}`;
}
