import { sanitize } from "../output/sanitize.js";

/** The names that people gave with ids, by operation id. */
export type Names = ReadonlyMap<string, string>;

/** What people call an operation: its name, or else its id, safe to show. */
export function labelOf(operationId: string, names: Names): string {
  return sanitize(names.get(operationId) ?? operationId, 255);
}
