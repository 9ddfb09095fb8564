import type { Call, Service } from "../account/account.js";
import { findService } from "../account/find-resource.js";
import { idIn } from "../protocol/arn.js";
import { pageOf } from "../protocol/paging.js";
import { struct } from "../protocol/readers.js";
import { filters, idOrArn, maxResults, nextToken, type Filter } from "../protocol/request-members.js";
import { action, type Action } from "./action.js";
import { describeService, serviceSummary } from "./describe-service.js";
import { owners } from "./read-namespaces.js";

export const readServiceActions: Readonly<Record<"GetService" | "ListServices", Action>> = {
  GetService: action(struct({ Id: idOrArn }, {}), ({ Id }, call) => ({
    Service: describeService(findService(Id, call)),
  })),
  ListServices: action(
    struct(
      {},
      {
        NextToken: nextToken,
        MaxResults: maxResults,
        Filters: filters({
          NAMESPACE_ID: { conditions: ["EQ"] },
          RESOURCE_OWNER: { conditions: ["EQ"], values: owners },
        }),
      },
    ),
    ({ NextToken, MaxResults = 100, Filters = [] }, call) => {
      const page = pageOf(call.account.services, "ListServices", MaxResults, NextToken);
      const tests = Filters.map((filter) => testFor(filter, call));
      const found = page.items.filter((service) => tests.every((test) => test(service)));
      return { Services: found.map(serviceSummary), NextToken: page.NextToken };
    },
  ),
};

function testFor({ Name, Values }: Filter, { account }: Call): (service: Service) => boolean {
  const [wanted = ""] = Values;
  if (Name === "NAMESPACE_ID") {
    const id = idIn(wanted, "namespace", account.home);
    return ({ namespaceId }) => namespaceId === id;
  }
  return ({ owner }) => (wanted === "SELF") === (owner === account.home.accountId);
}
