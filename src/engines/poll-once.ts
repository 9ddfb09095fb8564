import { readError } from "../core/call-error.js";
import { classify } from "../core/classify-error.js";
import { recordOf } from "../core/json.js";
import type { Observation } from "../core/next-step.js";
import { type OperationInput, type OperationRef, readOperation } from "../core/operation.js";
import { OptionError, type Policy, type WaitOptions } from "../core/options.js";
import { checkOperation, type ClientConfig, type FunctionConfig, resolveConfig } from "../waiter/config.js";
import type { Pacer } from "../waiter/rate/pacer.js";
import type { Permit } from "../waiter/rate/permit.js";
import { responseKind } from "../waiter/request/attempts.js";
import { watchFate } from "../waiter/request/responses.js";
import type { GetOperation } from "../waiter/request/sdk-client.js";
import { withTimeLimit } from "../waiter/request/time-limit.js";

/**
 * How an engine polls and waits. Every duration is in seconds. There is no `abortSignal`: who ends the workflow ends the
 * wait.
 */
export type EngineConfig = WaitOptions &
  (
    | Pick<ClientConfig, "client" | "getOperation" | "pacer">
    | Pick<FunctionConfig, "client" | "getOperation" | "pacer">
  );

/** An engine's configuration with every choice made. */
export interface EngineSettings {
  readonly policy: Policy;
  readonly getOperation: GetOperation;
  readonly pacer: Pacer | undefined;
}

/** Options of a wait in this process that mean nothing once a wait outlives it. */
const ofOneProcess = ["abortSignal", "logger", "unref"];

/** @throws {OptionError} naming the option, the value and the rule. */
export function resolveEngineConfig(config: EngineConfig, more: readonly string[] = []): EngineSettings {
  const { policy, getOperation } = resolveConfig(config, ...more);
  for (const option of ofOneProcess)
    if (option in config)
      throw new OptionError(
        option,
        "left out: a wait in an engine outlives the process",
        recordOf(config)[option],
      );
  return { policy, getOperation, pacer: config.pacer };
}

/**
 * Polls an operation once, as a durable engine's recorded step wants it: one request, and whatever came of it as data. The
 * answer goes to `nextStep`, or is what `observe` gives to `drive`. It rejects only for bad arguments.
 * @throws {OptionError} naming the option, the value and the rule; nothing has been sent then.
 */
export async function pollOnce(config: EngineConfig, operation: OperationInput): Promise<Observation> {
  return await poll(resolveEngineConfig(config), checkOperation(operation));
}

/** As {@link pollOnce}, for a configuration that is resolved already. */
export async function poll(
  { getOperation, pacer, policy }: EngineSettings,
  reference: OperationRef,
  permit?: Permit,
): Promise<Observation> {
  const { signal } = new AbortController();
  const current = permit ?? (await pacer?.acquire({ signal }));
  const sentAt = Date.now();
  const { fate, onUnsent } = watchFate();
  try {
    const output = await withTimeLimit(
      (abortSignal) => getOperation(reference, { abortSignal, onUnsent }),
      policy.requestTimeout * 1000,
      signal,
      false,
    );
    current?.release("served");
    return { at: Date.now(), sentAt, operation: readOperation(recordOf(output)["Operation"]) };
  } catch (thrown) {
    const error = { ...readError(thrown), ...fate };
    current?.release(responseKind(classify(error)));
    return { at: Date.now(), sentAt, error };
  }
}
