import type { Targets } from "../core/operation.js";
import { checkStart } from "./check-start.js";
import { resolveConfig } from "./config.js";
import { type OperationWaiter, waiterOf } from "./operation-waiter.js";
import type { SdkCommand } from "./request/sdk-types.js";
import { Start, type StartConfig } from "./start.js";

/** A command that starts an operation: its output has an OperationId. A command of any version of the SDK from 3.485. */
export type StartCommand<Input extends object, Output extends object> = SdkCommand & {
  readonly input: Input;
  resolveMiddleware(...given: never[]): (...request: never[]) => Promise<{ output: Output }>;
} & ("OperationId" extends keyof Output ? unknown : never);

/** What a command's operation makes or changes: the SDK's type of its input tells the commands apart. */
export type TargetsOf<Input extends object> = Targets &
  (Input extends { InstanceId: unknown }
    ? { readonly INSTANCE: string }
    : Input extends { Service: unknown }
      ? { readonly SERVICE: string }
      : { readonly NAMESPACE: string });

/**
 * Sends a command that starts an operation, and returns the waiter for it, which has not begun yet.
 *
 * Throttles are retried until `maxWaitTime` is over, failures on the way up to `transientRetries` times, all with one
 * idempotency token (yours, or one made here), so that a retry can't create a thing twice. `maxWaitTime` counts for the
 * command, and anew for the wait.
 * @throws what the SDK threw when Cloud Map refuses the command or it surely never arrived, or the reason of `abortSignal`.
 * @throws {OptionError} for an option that cannot be used; nothing has been sent then.
 * @throws {OperationStartError} when the command was carried out, or may have been, but there is no operation to wait for.
 */
export async function startOperation<Input extends object, Output extends object>(
  config: StartConfig,
  command: StartCommand<Input, Output>,
): Promise<OperationWaiter<TargetsOf<Input>>> {
  const settings = resolveConfig(config, "onDuplicateRequest");
  checkStart(config, command);
  return waiterOf<TargetsOf<Input>>(await new Start(config, settings, command).run());
}
