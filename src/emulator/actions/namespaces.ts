import type { Call } from "../account/account.js";
import { action, type Action } from "./action.js";
import { invalidInput, ServiceError } from "../protocol/service-error.js";
import { refuseWhileChanging, startOnce } from "../account/idempotency.js";
import { findNamespace, httpNameKey, namespaceKey, namespaceNameKey } from "../account/find-resource.js";
import {
  description,
  filters,
  idOrArn,
  maxResults,
  nextToken,
  resourceId,
  soa,
  type Filter,
  type Soa,
} from "../protocol/request-members.js";
import { pageOf } from "../protocol/paging.js";
import { struct } from "../protocol/readers.js";
import type { ActionName, MutatingAction } from "../protocol/api-names.js";
import type { Namespace } from "../account/account.js";
import type { NamespaceType } from "../protocol/service-config.js";

type NamespaceAction = Exclude<
  Extract<ActionName, `${string}Namespace` | "ListNamespaces">,
  `Create${string}`
>;

export const namespaceActions: Readonly<Record<NamespaceAction, Action>> = {
  UpdateHttpNamespace: action(
    struct(
      { Id: idOrArn, Namespace: struct({ Description: description }, {}) },
      { UpdaterRequestId: resourceId },
    ),
    (input, call) => update("UpdateHttpNamespace", "HTTP", input, call),
  ),
  UpdatePrivateDnsNamespace: action(
    struct(
      { Id: idOrArn, Namespace: struct({}, { Description: description, Properties: soa }) },
      { UpdaterRequestId: resourceId },
    ),
    (input, call) => update("UpdatePrivateDnsNamespace", "DNS_PRIVATE", input, call),
  ),
  UpdatePublicDnsNamespace: action(
    struct(
      { Id: idOrArn, Namespace: struct({}, { Description: description, Properties: soa }) },
      { UpdaterRequestId: resourceId },
    ),
    (input, call) => update("UpdatePublicDnsNamespace", "DNS_PUBLIC", input, call),
  ),
  DeleteNamespace: action(struct({ Id: idOrArn }, {}), ({ Id }, call) => remove(Id, call)),
  GetNamespace: action(struct({ Id: idOrArn }, {}), ({ Id }, call) => {
    const namespace = findNamespace(Id, call);
    return { Namespace: { ...summary(namespace), CreatorRequestId: namespace.creatorRequestId } };
  }),
  ListNamespaces: action(
    struct(
      {},
      {
        NextToken: nextToken,
        MaxResults: maxResults,
        Filters: filters({
          TYPE: ["EQ", "BEGINS_WITH"],
          NAME: ["EQ", "BEGINS_WITH"],
          HTTP_NAME: ["EQ", "BEGINS_WITH"],
          RESOURCE_OWNER: ["EQ"],
        }),
      },
    ),
    ({ NextToken, MaxResults = 100, Filters = [] }, call) => {
      const all = call.account.namespaces.values();
      const page = pageOf(all, ({ sequence }) => sequence, "ListNamespaces", MaxResults, NextToken);
      const found = page.items.filter((namespace) =>
        Filters.every((filter) => fits(namespace, filter, call)),
      );
      return { Namespaces: found.map(summary), NextToken: page.NextToken };
    },
  ),
};

interface Change {
  readonly Id: string;
  readonly UpdaterRequestId?: string;
  readonly Namespace: { readonly Description?: string; readonly Properties?: Soa };
}

function update(actionName: MutatingAction, type: NamespaceType, input: Change, call: Call): object {
  return startOnce(call, actionName, input.UpdaterRequestId, input, () => {
    const namespace = findNamespace(input.Id, call);
    if (namespace.type !== type) {
      throw invalidInput(
        `Id names a namespace of type ${namespace.type}, and ${actionName} changes ${type} alone.`,
      );
    }
    const { Description, Properties } = input.Namespace;
    return changeNamespace(actionName, namespace, call, () => {
      if (Description !== undefined) namespace.description = Description;
      if (Properties) namespace.soaTtl = Properties.DnsProperties.SOA.TTL;
    });
  });
}

function remove(id: string, call: Call): object {
  const namespace = findNamespace(id, call);
  if (namespace.serviceCount > 0) {
    const services = namespace.serviceCount === 1 ? "a service" : `${namespace.serviceCount} services`;
    throw new ServiceError("ResourceInUse", `The namespace ${id} has ${services}: delete them first.`);
  }
  const operationId = changeNamespace("DeleteNamespace", namespace, call, () => {
    const { names, namespaces } = call.account;
    namespaces.delete(id);
    names.delete(namespaceNameKey(namespace.type, namespace.name, namespace.vpc));
    names.delete(httpNameKey(namespace.httpName));
  });
  return { OperationId: operationId };
}

function changeNamespace(
  actionName: MutatingAction,
  namespace: Namespace,
  call: Call,
  change: () => void,
): string {
  const { id, name } = namespace;
  const key = namespaceKey(id);
  refuseWhileChanging(call, key);
  const effect = (): undefined => {
    change();
  };
  const plan = { action: actionName, name, targets: { NAMESPACE: id }, namespaceId: id, key, effect };
  return call.account.operations.start(plan, call.now).id;
}

function summary(namespace: Namespace): object {
  const { hostedZoneId, httpName, soaTtl } = namespace;
  return {
    Id: namespace.id,
    Arn: namespace.arn,
    ResourceOwner: namespace.owner,
    Name: namespace.name,
    Type: namespace.type,
    Description: namespace.description,
    ServiceCount: namespace.serviceCount,
    Properties: {
      DnsProperties:
        hostedZoneId === undefined ? undefined : { HostedZoneId: hostedZoneId, SOA: { TTL: soaTtl } },
      HttpProperties: { HttpName: httpName },
    },
    CreateDate: namespace.createdAt / 1000,
  };
}

function fits(namespace: Namespace, { Name, Values, Condition }: Filter, { account }: Call): boolean {
  const [wanted = ""] = Values;
  if (Name === "RESOURCE_OWNER")
    return (wanted === "SELF") === (namespace.owner === account.settings.accountId);
  const own = Name === "TYPE" ? namespace.type : Name === "NAME" ? namespace.name : namespace.httpName;
  return Condition === "BEGINS_WITH" ? own.startsWith(wanted) : own === wanted;
}
