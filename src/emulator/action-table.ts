import type { Action } from "./action.js";
import { namespaceActions } from "./actions/namespaces.js";
import { operationActions } from "./actions/operations.js";
import type { ActionName } from "./vocabulary.js";

const table: Readonly<Record<ActionName, Action>> = { ...namespaceActions, ...operationActions };

const byName: ReadonlyMap<string, Action> = new Map(Object.entries(table));

export function findAction(name: string): Action | undefined {
  return byName.get(name);
}
