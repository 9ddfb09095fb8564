import type { OperationInput, Targets } from "../../core/operation.js";
import { checkOperation } from "../../waiter/config.js";
import { verifyAdoption } from "../../waiter/adoption.js";
import { getNamespaceWith } from "../../waiter/request/sdk-client.js";
import { withTimeLimit } from "../../waiter/request/time-limit.js";
import { targetsOf } from "../../waiter/result/errors.js";
import type { Outcome } from "../../waiter/result/outcome.js";
import { outcomeOfDecision } from "../outcome.js";
import type { EngineConfig } from "../poll-once.js";
import { checkContext, type DurableContextLike } from "./context.js";
import { checkPolls, resolveDurableConfig } from "./limits.js";
import type { StartedOperation } from "./start-operation.js";
import { waitInContext } from "./wait-in-context.js";

/** How to poll and wait in a durable function. */
export type DurableConfig = EngineConfig & {
  /** What the wait is called in the execution's history. Default `wait for <operation id>`. */
  readonly name?: string | undefined;
};

/**
 * Waits for an operation in an AWS Lambda durable function: one `waitForCondition`, between whose polls no function runs.
 * A failure travels through the engine as data, and is thrown here, once. Set the SDK client's `maxAttempts` to 1: the wait
 * does the retrying.
 * @throws {OptionError} for an option that cannot be used or kept; nothing has been sent then.
 * @throws {OperationWaitError} and its kinds, as `waitForOperation` of the package's root does.
 * @throws {StateError} when another version of this package began the wait.
 */
export async function waitForOperation<T extends Targets = Targets>(
  context: DurableContextLike,
  config: DurableConfig,
  operation: StartedOperation<T> | OperationInput,
): Promise<T> {
  checkContext(context);
  const settings = resolveDurableConfig(config);
  checkPolls(settings.policy);
  const reference = checkOperation(operation);
  const name = config.name ?? `wait for ${reference.OperationId}`;
  const end = await waitInContext(context, settings, reference, name);
  const request = typeof operation === "object" && "request" in operation ? operation.request : undefined;
  const outcome = outcomeOfDecision(end, request !== undefined);
  const { client } = config;
  if (request === undefined || client === undefined) return targetsOf(outcome) as T;
  const readNamespace = async (id: string): Promise<unknown> =>
    await withTimeLimit(
      async (abortSignal) => await getNamespaceWith(client, id, { abortSignal }),
      settings.policy.requestTimeout * 1000,
      new AbortController().signal,
      false,
    );
  const verified = await context.step<Outcome>(
    `${name}: what it created`,
    async () => await verifyAdoption({ ...request, readNamespace }, outcome),
    { retryStrategy: () => ({ shouldRetry: false }) },
  );
  // An operation that succeeded names what its command makes.
  return targetsOf(verified) as T;
}
