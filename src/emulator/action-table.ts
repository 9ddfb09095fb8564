import type { Action } from "./action.js";
import { discoveryActions } from "./actions/discovery.js";
import { instanceActions } from "./actions/instances.js";
import { createNamespaceActions } from "./actions/create-namespace.js";
import { namespaceActions } from "./actions/namespaces.js";
import { operationActions } from "./actions/operations.js";
import { serviceAttributeActions } from "./actions/service-attributes.js";
import { serviceActions } from "./actions/services.js";
import { tagActions } from "./actions/tags.js";
import type { ActionName } from "./vocabulary.js";

const table: Readonly<Record<ActionName, Action>> = {
  ...discoveryActions,
  ...instanceActions,
  ...createNamespaceActions,
  ...namespaceActions,
  ...operationActions,
  ...serviceActions,
  ...serviceAttributeActions,
  ...tagActions,
};

const byName: ReadonlyMap<string, Action> = new Map(Object.entries(table));

export function findAction(name: string): Action | undefined {
  return byName.get(name);
}
