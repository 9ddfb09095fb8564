import type { OperationInput, Targets } from "../core/operation.js";
import { checkOperation, resolveConfig, type WaitConfig } from "./config.js";
import { targetsOf } from "./result/errors.js";
import { WaitSession } from "./wait-session.js";

/**
 * Waits until an operation has ended, and resolves with its targets, such as `{ NAMESPACE: "ns-…" }`.
 * @throws {OptionError} for an option or an operation that cannot be used; nothing has been sent then.
 * @throws {OperationFailedError} when the operation ended with FAIL.
 * @throws {OperationTimeoutError} when `maxWaitTime` was over first.
 * @throws {OperationNotFoundError} when Cloud Map doesn't know the operation.
 * @throws {PollingError} when the operation could not be polled.
 * @throws the reason of `abortSignal` when it aborted.
 */
export function waitForOperation(config: WaitConfig, operation: OperationInput): Promise<Targets> {
  // Not an async function, which would hold on to more: there may be thousands.
  try {
    const session = new WaitSession(resolveConfig(config));
    return session.begin(checkOperation(operation)).ended.then(targetsOf);
  } catch (error) {
    return Promise.reject(error);
  }
}
