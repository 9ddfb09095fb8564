import type { Call } from "../account/account.js";
import { statusAt, type Operation } from "../account/operation.js";
import type { ActionName } from "../protocol/api-names.js";
import { operationTypes } from "../protocol/api-names.js";
import { pageOf } from "../protocol/paging.js";
import { struct } from "../protocol/readers.js";
import {
  accountId,
  filters,
  maxResults,
  nextToken,
  operationId,
  type Filter,
} from "../protocol/request-members.js";
import { invalidInput, ServiceError } from "../protocol/service-error.js";
import { action, type Action } from "./action.js";

type OperationAction = Extract<ActionName, "GetOperation" | "ListOperations">;

export const operationActions: Readonly<Record<OperationAction, Action>> = {
  GetOperation: action(
    struct({ OperationId: operationId }, { OwnerAccount: accountId }),
    ({ OperationId, OwnerAccount }, { account, now }) => {
      const operation = account.operations.get(OperationId);
      const owner = OwnerAccount ?? account.home.accountId;
      if (!operation || operation.visibleAt > now || operation.ownerAccount !== owner) {
        throw new ServiceError("OperationNotFound", `No operation exists with the id ${OperationId}.`);
      }
      return { Operation: describe(operation, now) };
    },
  ),
  ListOperations: action(
    struct(
      {},
      {
        NextToken: nextToken,
        MaxResults: maxResults,
        Filters: filters({
          NAMESPACE_ID: { conditions: ["EQ"] },
          SERVICE_ID: { conditions: ["EQ"] },
          // The prose of the API reference says SUCCEED, its own example SUCCESS.
          STATUS: {
            conditions: ["EQ", "IN"],
            values: ["SUBMITTED", "PENDING", "SUCCESS", "SUCCEED", "FAIL"],
          },
          TYPE: { conditions: ["EQ", "IN"], values: operationTypes },
          UPDATE_DATE: { conditions: ["BETWEEN"] },
        }),
      },
    ),
    ({ NextToken, MaxResults = 100, Filters = [] }, call) => {
      const page = pageOf(call.account.operations.all, "ListOperations", MaxResults, NextToken);
      const tests = Filters.map((filter) => testFor(filter, call));
      const found = page.items.filter(
        (operation) => isListed(operation, call) && tests.every((test) => test(operation)),
      );
      return {
        Operations: found.map((operation) => ({
          Id: operation.id,
          Status: statusAt(operation, call.now).status,
        })),
        NextToken: page.NextToken,
      };
    },
  ),
};

// ListOperations has no OwnerAccount to ask with, so it lists only the caller's own account.
function isListed(operation: Operation, { account, now }: Call): boolean {
  return operation.visibleAt <= now && operation.ownerAccount === account.home.accountId;
}

function describe(operation: Operation, now: number): object {
  const { status, since } = statusAt(operation, now);
  const failure = status === "FAIL" || operation.preset ? operation.failure : undefined;
  const members = {
    Id: operation.id,
    OwnerAccount: operation.ownerAccount,
    Type: operation.type,
    Status: status,
    ErrorMessage: failure?.message,
    ErrorCode: failure?.code,
    CreateDate: operation.createdAt / 1000,
    UpdateDate: since / 1000,
    Targets: operation.targets,
  };
  const omits = operation.preset?.omits ?? [];
  if (omits.length === 0) return members;
  return Object.fromEntries(Object.entries(members).filter(([name]) => !omits.includes(name)));
}

function testFor({ Name, Values }: Filter, { now }: Call): (operation: Operation) => boolean {
  const wanted = new Set(Values);
  switch (Name) {
    case "NAMESPACE_ID":
      return ({ namespaceId }) => namespaceId !== undefined && wanted.has(namespaceId);
    case "SERVICE_ID":
      return ({ serviceId }) => serviceId !== undefined && wanted.has(serviceId);
    case "TYPE":
      return ({ type }) => wanted.has(type);
    case "UPDATE_DATE": {
      const [from = 0, to = 0] = Values.map(milliseconds);
      return (operation) => {
        const { since } = statusAt(operation, now);
        return since >= from && since <= to;
      };
    }
    default:
      if (wanted.has("SUCCEED")) wanted.add("SUCCESS");
      return (operation) => wanted.has(statusAt(operation, now).status);
  }
}

/** "Unix format" says the API reference; clients send seconds as well as milliseconds, and no date is ambiguous. */
function milliseconds(value: string): number {
  const date = Number(value);
  if (value.trim() === "" || !Number.isFinite(date)) {
    throw invalidInput(
      `The values of the filter UPDATE_DATE must be dates in Unix format; got ${JSON.stringify(value)}.`,
    );
  }
  return date < 1e11 ? date * 1000 : date;
}
