import type { OperationRef } from "../core/operation.js";
import { type FleetConfig, inputOf, Members } from "./members.js";
import type { Outcome } from "./outcome.js";

/**
 * Waits for many operations under one deadline and one request budget, and resolves with one outcome for each, in their
 * order; it rejects only for an option or an input that cannot be used, before anything is sent.
 */
export async function waitForOperations(
  config: FleetConfig,
  operations: Iterable<OperationRef | string>,
): Promise<Outcome[]> {
  const inputs = [...operations].map(inputOf);
  const members = new Members(config);
  for (const input of inputs) void members.add(input);
  return await members.outcomes();
}
