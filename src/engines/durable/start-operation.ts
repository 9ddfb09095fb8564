import type { CallError } from "../../core/call-error.js";
import { compact, recordOf } from "../../core/json.js";
import type { OperationRef, Targets } from "../../core/operation.js";
import { OptionError, type WaitOptions } from "../../core/options.js";
import { printable } from "../../core/text.js";
import type { ClientConfig } from "../../waiter/config.js";
import { doesTheSame, type OnDuplicateRequest } from "../../waiter/duplicate-request.js";
import { OperationStartError } from "../../waiter/result/start-error.js";
import type { StartCommand, TargetsOf } from "../../waiter/start-operation.js";
import type { EngineSettings } from "../poll-once.js";
import { checkContext, type DurableContextLike, wholeSeconds } from "./context.js";
import { executionToken } from "./execution-token.js";
import { checkPolls, resolveDurableConfig } from "./limits.js";
import { noOperationId, sendOnce, type Sent, TryAgain } from "./send-once.js";
import { waitInContext } from "./wait-in-context.js";

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
  /** Whether it was under way already, and the command was refused as its duplicate. */
  readonly adopted: boolean;
  /** What was asked for, of an operation that was adopted: once it has succeeded, its namespace is compared with this. */
  readonly request?: { readonly command: string; readonly input: { readonly Name?: unknown } };
  /** Never there: what the operation makes, for the types alone. */
  readonly targets?: T;
}

/**
 * Sends a command that starts an operation, in a step of an AWS Lambda durable function. The idempotency token comes from
 * the execution (yours counts, if the command has one), so a step that is run again after a crash starts nothing twice.
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
  const { onDuplicateRequest, name = "start operation" } = config;
  const settings = resolveDurableConfig(config, ["onDuplicateRequest"]);
  checkPolls(settings.policy);
  if (onDuplicateRequest !== undefined && !["adopt", "reject", "resend"].includes(onDuplicateRequest))
    throw new OptionError("onDuplicateRequest", '"adopt", "reject" or "resend"', onDuplicateRequest);
  if (typeof recordOf(recordOf(command)["middlewareStack"])["add"] !== "function")
    throw new OptionError(
      "command",
      "a command of the SDK, such as new CreateHttpNamespaceCommand(…)",
      command,
    );
  const token = await executionToken(context, name, command.input);
  let leftMs = settings.policy.maxWaitTime * 1000;
  for (let round = 1; ; round++) {
    const step = round === 1 ? name : `${name} (${round})`;
    const sent = await context.step<Sent>(
      step,
      async ({ attempt }) => await sendOnce(config.client, command, { token, attempt, settings }),
      {
        retryStrategy: (error) =>
          error instanceof TryAgain
            ? { shouldRetry: true, delay: wholeSeconds(error.retryMs) }
            : { shouldRetry: false },
      },
    );
    if (sent.type === "refused") throw refusal(sent);
    if (sent.type === "started") return { ...reference(sent.operationId, command.input), adopted: false };
    if (shouldAdopt(sent, command.input, onDuplicateRequest))
      return {
        ...reference(sent.operationId, command.input),
        adopted: true,
        request: { command: sent.command, input: { Name: recordOf(command.input)["Name"] } },
      };
    leftMs -= await waitForOther(context, settings, sent, command.input, leftMs, `${step}: wait for another`);
  }
}

/** What is shared with this account is named by its ARN, which tells the account that owns it. */
function reference(OperationId: string, input: object): OperationRef {
  const { Id, ServiceId } = recordOf(input);
  const OwnerAccount = /^arn:[^:]*:servicediscovery:[^:]*:(\d{12}):/.exec(String(Id ?? ServiceId))?.[1];
  return { OperationId, ...compact({ OwnerAccount }) };
}

type Duplicate = Extract<Sent, { type: "duplicate" }>;

function shouldAdopt(
  { error, command, operation }: Duplicate,
  input: object,
  choice: OnDuplicateRequest | undefined,
): boolean {
  if (choice === "reject") throw errorOf(error);
  if (choice !== undefined) return choice === "adopt";
  // Nothing can be told of an operation that can't be read, and nothing was started.
  if (operation === undefined) throw errorOf(error);
  return doesTheSame(command, input, operation);
}

/** Waits until the operation in the way has ended; returns the milliseconds that it took. */
async function waitForOther(
  context: DurableContextLike,
  settings: EngineSettings,
  { operationId, command, error }: Duplicate,
  input: object,
  leftMs: number,
  name: string,
): Promise<number> {
  const policy = { ...settings.policy, maxWaitTime: Math.max(0, leftMs / 1000) };
  const end = await waitInContext(context, { ...settings, policy }, reference(operationId, input), name);
  const outcome = end.type === "done" ? "succeeded" : end.error.outcome;
  if (outcome === "succeeded" || outcome === "failed" || outcome === "not-found")
    // A wait that ended at its first poll must still bring the loop nearer to its end.
    return Math.max(1000, end.state.elapsedMs);
  throw new OperationStartError(
    "OTHER_OPERATION_PENDING",
    `${command} was not carried out: another operation on the same resource, ${printable(operationId)}, had not ended when the time to wait was up (${outcome}). ` +
      "Wait for it, then call the action again.",
    { cause: errorOf(error), operationId },
  );
}

function refusal({ error, command, isEcho }: Extract<Sent, { type: "refused" }>): Error {
  if (error.name === noOperationId) return new OperationStartError("NO_OPERATION_ID", error.message);
  if (!isEcho) return errorOf(error);
  return new OperationStartError(
    "PROBABLY_CARRIED_OUT",
    `${command} was probably carried out: an earlier attempt got no answer, and now Cloud Map says ${printable(error.name)}. ` +
      "There is no operation id to wait for. Check the resource itself.",
    { cause: errorOf(error) },
  );
}

/** An error that travelled as data: what Cloud Map called it counts. */
function errorOf({ name, message, code, statusCode }: CallError): Error {
  const details = compact({ code, $metadata: statusCode && { httpStatusCode: statusCode } });
  return Object.assign(new Error(message), { name, ...details });
}
