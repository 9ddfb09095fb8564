/** A snapshot brought back. */
import { arnOf } from "../protocol/arn.js";
import type { Account, Service } from "./account.js";
import { serviceNameKey } from "./find-resource.js";
import { namesOf } from "./namespace-names.js";
import type { Regions } from "./regions.js";
import { ResourceList } from "./resource-list.js";
import type { FullSnapshot, SavedAccount, SavedNamespace, SavedService } from "./snapshot.js";

/**
 * Makes all regions what the snapshot says.
 *
 * @param snapshot as `readSnapshot` returned it: what is in it becomes part of the regions
 */
export function restoreSnapshot(snapshot: FullSnapshot, regions: Regions): void {
  regions.clear();
  for (const [region, saved] of Object.entries(snapshot.regions))
    restoreAccount(saved, regions.empty(region));
  regions.sequence = snapshot.sequence;
}

function restoreAccount(saved: SavedAccount, account: Account): void {
  const { random, operations, tokens } = account;
  random.ids.load(saved.random.ids);
  random.requestIds.load(saved.random.requestIds);
  random.latency.load(saved.random.latency);
  random.discovery.load(saved.random.discovery);
  for (const namespace of saved.namespaces) restoreNamespace(namespace, account);
  for (const service of saved.services) restoreService(service, account);
  for (const { settledAt, ...operation } of saved.operations) {
    operations.add({ ...operation, settledAt: settledAt ?? Infinity });
  }
  operations.started = saved.started;
  for (const [key, token] of Object.entries(saved.tokens)) tokens.set(key, token);
}

function restoreNamespace({ tags, ...saved }: SavedNamespace, account: Account): void {
  const namespace = {
    ...saved,
    tags: new Map(Object.entries(tags)),
    arn: arnOf("namespace", saved.id, account.home),
    owner: account.home.accountId,
    serviceCount: 0,
  };
  account.namespaces.set(namespace);
  for (const name of namesOf(namespace)) account.names.set(name, namespace.id);
}

function restoreService({ tags, attributes, instances, ...saved }: SavedService, account: Account): void {
  const service: Service = {
    ...saved,
    tags: new Map(Object.entries(tags)),
    attributes: new Map(Object.entries(attributes)),
    instances: new ResourceList(),
    arn: arnOf("service", saved.id, account.home),
    owner: account.home.accountId,
  };
  for (const instance of instances) service.instances.set(instance);
  account.services.set(service);
  const namespace = account.namespaces.get(service.namespaceId);
  if (!namespace) return;
  account.names.set(serviceNameKey(service.name, namespace), service.id);
  namespace.serviceCount += 1;
}
