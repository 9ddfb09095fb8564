import type { Call, Namespace } from "../account/account.js";
import { findNamespace } from "../account/find-resource.js";
import type { ActionName } from "../protocol/api-names.js";
import { pageOf } from "../protocol/paging.js";
import { struct } from "../protocol/readers.js";
import { filters, idOrArn, maxResults, nextToken, type Filter } from "../protocol/request-members.js";
import { action, type Action } from "./action.js";

export const owners = ["SELF", "OTHER_ACCOUNTS"] as const;

export const readNamespaceActions: Readonly<
  Record<Extract<ActionName, "GetNamespace" | "ListNamespaces">, Action>
> = {
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
          TYPE: { conditions: ["EQ", "BEGINS_WITH"], values: ["HTTP", "DNS_PRIVATE", "DNS_PUBLIC"] },
          NAME: { conditions: ["EQ", "BEGINS_WITH"] },
          HTTP_NAME: { conditions: ["EQ", "BEGINS_WITH"] },
          RESOURCE_OWNER: { conditions: ["EQ"], values: owners },
        }),
      },
    ),
    ({ NextToken, MaxResults = 100, Filters = [] }, call) => {
      const page = pageOf(call.account.namespaces, "ListNamespaces", MaxResults, NextToken);
      const found = page.items.filter((namespace) =>
        Filters.every((filter) => fits(namespace, filter, call)),
      );
      return { Namespaces: found.map(summary), NextToken: page.NextToken };
    },
  ),
};

function summary(namespace: Namespace): object {
  return {
    Id: namespace.id,
    Arn: namespace.arn,
    ResourceOwner: namespace.owner,
    Name: namespace.name,
    Type: namespace.type,
    Description: namespace.description,
    ServiceCount: namespace.serviceCount,
    Properties: {
      DnsProperties: dnsProperties(namespace),
      HttpProperties: { HttpName: namespace.httpName },
    },
    CreateDate: namespace.createdAt / 1000,
  };
}

/** As in the published samples: empty for an HTTP namespace, and an SOA without a TTL where none was ever given. */
function dnsProperties({ hostedZoneId, soaTtl }: Namespace): object {
  if (hostedZoneId === undefined) return {};
  return { HostedZoneId: hostedZoneId, SOA: soaTtl === undefined ? {} : { TTL: soaTtl } };
}

function fits(namespace: Namespace, { Name, Values, Condition }: Filter, { account }: Call): boolean {
  const [wanted = ""] = Values;
  if (Name === "RESOURCE_OWNER") return (wanted === "SELF") === (namespace.owner === account.home.accountId);
  const own = Name === "TYPE" ? namespace.type : Name === "NAME" ? namespace.name : namespace.httpName;
  return Condition === "BEGINS_WITH" ? own.startsWith(wanted) : own === wanted;
}
