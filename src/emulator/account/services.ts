/** Services as they come and go, which takes no operation. */
import { arnOf } from "../protocol/arn.js";
import type { ServiceConfig } from "../protocol/service-config.js";
import type { Account, Service } from "./account.js";
import { serviceNameKey } from "./find-resource.js";
import { ResourceList } from "./resource-list.js";

export interface NewService extends ServiceConfig {
  readonly id: string;
  readonly namespaceId: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly creatorRequestId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export function addService(added: NewService, account: Account, at: number): Service {
  const namespace = account.namespaces.get(added.namespaceId);
  const service: Service = {
    sequence: account.nextSequence(),
    id: added.id,
    arn: arnOf("service", added.id, account.home),
    owner: account.home.accountId,
    name: added.name,
    namespaceId: added.namespaceId,
    type: added.dnsConfig ? "DNS_HTTP" : "HTTP",
    createdAt: at,
    creatorRequestId: added.creatorRequestId,
    hasCustomHealth: added.hasCustomHealth,
    tags: new Map(Object.entries(added.tags)),
    attributes: new Map(),
    instances: new ResourceList(),
    description: added.description,
    dnsConfig: added.dnsConfig,
    healthCheck: added.healthCheck,
    revision: 1,
  };
  account.services.set(service);
  if (namespace) {
    account.names.set(serviceNameKey(service.name, namespace), service.id);
    namespace.serviceCount += 1;
  }
  return service;
}

export function removeService(service: Service, account: Account): void {
  account.services.delete(service.id);
  const namespace = account.namespaces.get(service.namespaceId);
  if (!namespace) return;
  account.names.delete(serviceNameKey(service.name, namespace));
  namespace.serviceCount -= 1;
}
