/** Finding what a request names, and the names that can be there only once. */
import { ServiceError } from "../protocol/service-error.js";
import type { NamespaceType } from "../protocol/service-config.js";
import type { Call, Namespace, Service } from "./account.js";

export function findNamespace(id: string, { account }: Call): Namespace {
  const namespace = account.namespaces.get(id);
  if (!namespace) throw new ServiceError("NamespaceNotFound", `No namespace exists with the id ${id}.`);
  return namespace;
}

export function findService(id: string, { account }: Call): Service {
  const service = account.services.get(id);
  if (!service) throw new ServiceError("ServiceNotFound", `No service exists with the id ${id}.`);
  return service;
}

/** The namespace that DiscoverInstances calls by this name. */
export function findNamespaceByHttpName(
  httpName: string,
  owner: string | undefined,
  { account }: Call,
): Namespace {
  const id = account.names.get(httpNameKey(httpName));
  const namespace = id === undefined ? undefined : account.namespaces.get(id);
  if (namespace?.owner === (owner ?? account.settings.accountId)) return namespace;
  throw new ServiceError("NamespaceNotFound", `No namespace has the HTTP name ${httpName}.`);
}

/** The service of this name. */
export function findServiceByName(name: string, namespace: Namespace, { account }: Call): Service {
  const id = account.names.get(serviceNameKey(name, namespace));
  const service = id === undefined ? undefined : account.services.get(id);
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
