import type { OperationRef, Targets } from "../core/operation.js";
import { targetsOf } from "./result/errors.js";
import { checkOperation, type WaitConfig } from "./config.js";
import { Waits } from "./wait-session.js";

/**
 * Waits until an operation has ended, and resolves with its targets, such as `{ NAMESPACE: "ns-…" }`.
 * Rejects as {@link OperationWaiter.wait} does, and with an {@link OptionError} before anything is sent.
 */
export async function waitForOperation(
  config: WaitConfig,
  operation: OperationRef | string,
): Promise<Targets> {
  return targetsOf(await new Waits(config).begin(checkOperation(operation), {}).ended);
}
