import type { Action } from "./action.js";
import { discoveryActions } from "./discovery.js";
import { instanceActions } from "./instances.js";
import { changeNamespaceActions } from "./update-or-delete-namespace.js";
import { changeServiceActions } from "./update-or-delete-service.js";
import { readNamespaceActions } from "./read-namespaces.js";
import { readServiceActions } from "./read-services.js";
import { operationActions } from "./operations.js";
import { serviceAttributeActions } from "./service-attributes.js";
import { tagActions } from "./tags.js";
import type { ActionName } from "../protocol/api-names.js";

const table: Readonly<Record<ActionName, Action>> = {
  ...discoveryActions,
  ...instanceActions,
  ...changeNamespaceActions,
  ...readNamespaceActions,
  ...operationActions,
  ...changeServiceActions,
  ...readServiceActions,
  ...serviceAttributeActions,
  ...tagActions,
};

const byName: ReadonlyMap<string, Action> = new Map(Object.entries(table));

export function findAction(name: string): Action | undefined {
  return byName.get(name);
}
