import { compact, recordOf } from "../../core/json.js";
import type { OperationRef, Targets } from "../../core/operation.js";
import type { WaitOptions } from "../../core/options.js";
import { checkStart } from "../../waiter/check-start.js";
import type { ClientConfig } from "../../waiter/config.js";
import type { OnDuplicateRequest } from "../../waiter/duplicate-request.js";
import { tokenOf } from "../../waiter/request/idempotency-token.js";
import { commandOfCopy } from "../../waiter/request/sdk-copies.js";
import type { StartCommand, TargetsOf } from "../../waiter/start-operation.js";
import { checkContext, type DurableContextLike, wholeSeconds } from "./context.js";
import { referenceOf, shouldAdopt, waitForOther } from "./duplicate.js";
import { executionToken } from "./execution-token.js";
import { checkPolls, resolveDurableConfig } from "./limits.js";
import { sendOnce, type Sent, TryAgain } from "./send-once.js";
import { refusal } from "./start-errors.js";

/** How to start an operation in a durable function. */
export type DurableStartConfig = WaitOptions &
  Pick<ClientConfig, "client" | "pacer"> & {
    /** What the step is called in the execution's history. Default `start operation`. */
    readonly name?: string | undefined;
    /** What to do about a DuplicateRequest; the same choices and the same default as outside an engine. */
    readonly onDuplicateRequest?: OnDuplicateRequest | undefined;
  };

/** An operation that was started: plain data, to be passed to `waitForOperation`. */
export interface StartedOperation<T extends Targets = Targets> extends OperationRef {
  /** Whether it was already in progress, and the command was refused as its duplicate. */
  readonly adopted: boolean;
  /** What was asked for, of an operation that was adopted: what that has done is compared with this. */
  readonly request?: { readonly command: string; readonly input: object; readonly isAskedFor: boolean };
  /** Never there: what the operation makes, for the types alone. */
  readonly targets?: T;
}

/**
 * Sends a command that starts an operation, in a step of an AWS Lambda durable function. The idempotency token comes from
 * its place in the execution (yours counts, if the command has one), so a step that is run again after a crash starts nothing
 * twice.
 * Throttles and failures on the way are retried by the engine, with no function running in between.
 * @throws {OptionError} for an option that cannot be used or kept; nothing has been sent then.
 * @throws {OperationStartError} when the command was carried out, or may have been, but there is no operation to wait for.
 * @throws an Error with the name that Cloud Map gave its refusal.
 */
export async function startOperation<Input extends object, Output extends object>(
  context: DurableContextLike,
  config: DurableStartConfig,
  command: StartCommand<Input, Output>,
): Promise<StartedOperation<TargetsOf<Input>>> {
  checkContext(context);
  const settings = resolveDurableConfig(config, ["onDuplicateRequest"]);
  checkPolls(settings.policy);
  checkStart(config, command);
  const { onDuplicateRequest, name = "start operation" } = config;
  const token = tokenOf(command.input, "") || (await executionToken(context));
  const own = commandOfCopy(config.client, command);
  let leftMs = settings.policy.maxWaitTime * 1000;
  for (let round = 1; ; round++) {
    const step = round === 1 ? name : `${name} (${round})`;
    const sent = await context.step<Sent>(
      step,
      async ({ attempt }) => await sendOnce(config.client, own, { token, attempt, settings }),
      {
        retryStrategy: (error) =>
          error instanceof TryAgain
            ? { shouldRetry: true, delay: wholeSeconds(error.retryMs) }
            : { shouldRetry: false },
      },
    );
    if (sent.type === "refused") throw refusal(sent);
    if (sent.type === "started") return { ...referenceOf(sent.operationId, command.input), adopted: false };
    if (shouldAdopt(sent, command.input, onDuplicateRequest))
      return {
        ...referenceOf(sent.operationId, command.input),
        adopted: true,
        request: {
          command: sent.command,
          input: identityOf(command.input),
          isAskedFor: onDuplicateRequest === "adopt",
        },
      };
    leftMs -= await waitForOther(context, settings, sent, command.input, leftMs, `${step}: wait for another`);
  }
}

/** The members that say what a command is about. */
function identityOf(input: object): object {
  const { Name, Id, ServiceId, InstanceId } = recordOf(input);
  return compact({ Name, Id, ServiceId, InstanceId });
}
