import type { Action } from "./action.js";
import { discoveryActions } from "./discovery.js";
import { instanceActions } from "./instances.js";
import { createNamespaceActions } from "./create-namespace.js";
import { namespaceActions } from "./namespaces.js";
import { operationActions } from "./operations.js";
import { serviceAttributeActions } from "./service-attributes.js";
import { serviceActions } from "./services.js";
import { tagActions } from "./tags.js";
import type { ActionName } from "../protocol/api-names.js";

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
