import { recordOf } from "../core/json.js";
import type { OperationRef } from "../core/operation.js";
import { OptionError } from "../core/options.js";
import { checkOperation } from "./config.js";
import { type FleetConfig, Members } from "./fleet-members.js";
import type { Outcome } from "./result/outcome.js";

/**
 * Waits for many operations under one deadline and one request budget, and resolves with one outcome for each, in their
 * order; it rejects only for an option or an input that cannot be used, before anything is sent.
 */
export async function waitForOperations(
  config: FleetConfig,
  operations: Iterable<OperationRef | string> & object,
): Promise<Outcome[]> {
  // A text can be iterated as well, by its letters.
  if (!(Symbol.iterator in recordOf(operations)))
    throw new OptionError("operations", "a list of operations", operations);
  const inputs = [...operations].map((operation) => checkOperation(operation));
  const members = new Members(config);
  for (const input of inputs) void members.add(input);
  return await members.outcomes();
}
