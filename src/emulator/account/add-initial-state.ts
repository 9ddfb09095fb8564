import { serviceConfigOf } from "../protocol/service-config.js";
import type { InitialNamespace, InitialService } from "../scenario/initial-state.js";
import type { Account } from "./account.js";
import { registerInstance } from "./apply-change.js";
import { addNamespace } from "./namespace-names.js";
import { addService } from "./services.js";
import { tagRecord } from "./tags.js";

/** Puts the scenario's namespaces, services and instances into an account. */
export function addInitialState(account: Account, at: number): void {
  for (const namespace of account.settings.namespaces) add(namespace, account, at);
}

function add(initial: InitialNamespace, account: Account, at: number): void {
  const { Id: id = account.newId("ns"), Type: type = "HTTP", Services = [] } = initial;
  const namespace = {
    id,
    name: initial.Name,
    type,
    vpc: initial.Vpc,
    description: initial.Description,
    soaTtl: initial.Properties?.DnsProperties.SOA.TTL,
    creatorRequestId: undefined,
    tags: tagRecord(initial.Tags ?? []),
  };
  addNamespace(namespace, account, at);
  for (const service of Services) addOne(service, id, account, at);
}

function addOne(initial: InitialService, namespaceId: string, account: Account, at: number): void {
  const { Id: id = account.newId("srv"), Attributes = {}, Instances = [] } = initial;
  const service = addService(
    {
      ...serviceConfigOf(initial),
      id,
      namespaceId,
      name: initial.Name,
      description: initial.Description,
      creatorRequestId: undefined,
      tags: tagRecord(initial.Tags ?? []),
    },
    account,
    at,
  );
  for (const [key, value] of Object.entries(Attributes)) service.attributes.set(key, value);
  for (const { Id, Attributes: attributes } of Instances) {
    registerInstance(id, { id: Id, attributes, creatorRequestId: undefined }, account);
  }
}
