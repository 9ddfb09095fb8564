import type { ServiceInputTypes, ServiceOutputTypes } from "@aws-sdk/client-servicediscovery";
import { readText, recordOf } from "../core/json.js";
import { call } from "./request/attempts.js";
import { type ClientConfig, resolveConfig } from "./config.js";
import { deadlinePassed, onEnd } from "./deadline.js";
import { log } from "./events/logger.js";
import { type ClientCommand, type RequestOptions, watchResponses } from "./request/sdk-client.js";
import { OperationWaiter } from "./operation-waiter.js";

/** A command that starts an operation: its output has an OperationId. */
export type StartCommand<Input extends ServiceInputTypes, Output extends StartOutput> = ClientCommand<
  Input,
  Output
> &
  // It may be absent, so an output of another kind would do as well, were it not asked for by its name.
  ("OperationId" extends keyof Output ? unknown : never);

type StartOutput = ServiceOutputTypes & { OperationId?: string | undefined };

/**
 * Sends a command that starts an operation, and returns the waiter for it, which has not begun yet.
 *
 * Throttles are retried until `maxWaitTime` is over, failures on the way up to `transientRetries` times, all with one
 * idempotency token (yours, or one made here), so that a retry can't create a thing twice. If Cloud Map answers that the
 * same operation is under way already (DuplicateRequest), the waiter is for that one, and its `adopted` is true.
 * `maxWaitTime` counts for the command, and anew for the wait.
 * @throws what the SDK threw when Cloud Map refuses the command, or the reason of `abortSignal`.
 * @throws {OptionError} for an option that cannot be used; nothing has been sent then.
 * @throws {TypeError} when the command was carried out and answered without an OperationId.
 */
export async function startOperation<Input extends ServiceInputTypes, Output extends StartOutput>(
  config: ClientConfig,
  command: StartCommand<Input, Output>,
): Promise<OperationWaiter> {
  const settings = resolveConfig(config);
  const { policy, budget, logger, unref } = settings;
  const token = crypto.randomUUID();
  sendWithToken(command, token);
  const OwnerAccount = ownerOf(command.input);

  const stop = new AbortController();
  let refusal: unknown = new DOMException("The command got no answer within maxWaitTime", "TimeoutError");
  const release = onEnd(settings, 0, (reason) => stop.abort(reason === deadlinePassed ? refusal : reason));
  const send = async (options: RequestOptions): Promise<Output> => {
    try {
      watchResponses(command, options);
      return await config.client.send(command, { abortSignal: options.abortSignal });
    } catch (error) {
      if (!options.abortSignal.aborted) refusal = error;
      throw error;
    }
  };
  try {
    const result = await call(send, {
      policy,
      pacer: budget.starts,
      unref,
      signal: stop.signal,
      key: token,
      onRetry: ({ reason, error, delayMs }) => {
        if (logger) log(logger, "warn", { type: "start", reason, errorName: error.name, delayMs });
      },
    });
    const adopted = "error" in result;
    const OperationId = adopted ? duplicateOf(result.cause) : result.value.OperationId;
    if (OperationId !== undefined)
      return new OperationWaiter(config, { OperationId, OwnerAccount }, { adopted, justStarted: !adopted });
    throw adopted
      ? result.cause
      : new TypeError(
          `${command.constructor.name} was carried out, and answered without an OperationId: there is nothing to wait for`,
        );
  } finally {
    release();
  }
}

/** The SDK makes a token for each `send`; this one stays the same over all of them. The input itself is left alone. */
function sendWithToken<Input extends ServiceInputTypes, Output extends StartOutput>(
  command: StartCommand<Input, Output>,
  token: string,
): void {
  command.middlewareStack.add(
    (next, { commandName }) =>
      async (request) => {
        const member = tokenMember(commandName);
        const input: Record<string, unknown> = { ...request.input };
        if (member !== undefined) input[member] ??= token;
        return await next({ ...request, input: input as unknown as Input });
      },
    { step: "initialize", name: "cloudmapWaiterToken", override: true },
  );
}

/** Which member of a command's input is its idempotency token, if it has one. Source: the API's model. */
function tokenMember(commandName: unknown): string | undefined {
  const command = /^(?:(Cre|Upd)ate\w+Namespace|RegisterInstance)Command$/.exec(String(commandName));
  return command === null ? undefined : command[1] === "Upd" ? "UpdaterRequestId" : "CreatorRequestId";
}

/** What is shared with this account is named by its ARN, which tells the account that owns it. */
function ownerOf(input: unknown): string | undefined {
  const { Id, ServiceId } = recordOf(input);
  return /^arn:[^:]*:servicediscovery:[^:]*:(\d{12}):/.exec(String(Id ?? ServiceId))?.[1];
}

function duplicateOf(error: unknown): string | undefined {
  const { name, DuplicateOperationId } = recordOf(error);
  return (name === "DuplicateRequest" && readText(DuplicateOperationId)) || undefined;
}
