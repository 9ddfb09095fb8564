import type { OperationInput } from "../core/operation.js";
import { OptionError } from "../core/options.js";
import { inSlices } from "../platform/slices.js";
import { checkOperation } from "./config.js";
import { type FleetConfig, fleetSession } from "./fleet-config.js";
import { FleetMembers } from "./fleet-members.js";
import type { Outcome } from "./result/outcome.js";

/**
 * Waits for many operations under one deadline and one request budget, and resolves with one outcome for each, in their
 * order. It rejects only for an option or an input that cannot be used, before anything is sent.
 * @throws {OptionError} naming the option or the member, the value and the rule.
 */
export async function waitForOperations(
  config: FleetConfig,
  operations: Iterable<OperationInput> & object,
): Promise<Outcome[]> {
  if (!isList(operations)) throw new OptionError("operations", "a list of operations", operations);
  const inputs = Array.from(operations, (operation) => checkOperation(operation));
  const members = new FleetMembers(fleetSession(config));
  await inSlices(inputs, (input) => void members.begin(input));
  return await members.outcomes();
}

/** A text can be iterated as well, by its letters. */
function isList(value: unknown): boolean {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}
