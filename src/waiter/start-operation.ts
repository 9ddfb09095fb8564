import { readText, recordOf } from "../core/json.js";
import type { Targets } from "../core/operation.js";
import { OptionError } from "../core/options.js";
import { printable } from "../core/text.js";
import { checkOperation, type ClientConfig, resolveConfig, type Settings } from "./config.js";
import { deadlinePassed, onEnd } from "./deadline.js";
import { doesTheSame, duplicateOf, type OnDuplicateRequest, verifyAdoption } from "./duplicate-request.js";
import { log } from "./events/logger.js";
import { type OperationWaiter, StartedOperation, waiterOf } from "./operation-waiter.js";
import type { FailedAttempt } from "./request/attempts.js";
import { CommandSender } from "./request/command-sender.js";
import { readNamespaceWith } from "./request/sdk-client.js";
import type { SdkCommand } from "./request/sdk-types.js";
import type { Outcome } from "./result/outcome.js";
import { OperationStartError } from "./result/start-error.js";
import { WaitSession } from "./wait-session.js";

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

/** How to start an operation, and to wait for it. */
export interface StartConfig extends ClientConfig {
  /**
   * What to do when another operation on the same resource is under way (DuplicateRequest). Without it, the other is
   * adopted if it is shown to do the same, a creation, deletion or deregistration; else it is waited for, and the command
   * is sent again.
   */
  readonly onDuplicateRequest?: OnDuplicateRequest | undefined;
}

/**
 * Sends a command that starts an operation, and returns the waiter for it, which has not begun yet.
 *
 * Throttles are retried until `maxWaitTime` is over, failures on the way up to `transientRetries` times, all with one
 * idempotency token (yours, or one made here), so that a retry can't create a thing twice. `maxWaitTime` counts for the
 * command, and anew for the wait.
 * @throws what the SDK threw when Cloud Map refuses the command, or the reason of `abortSignal`.
 * @throws {OptionError} for an option that cannot be used; nothing has been sent then.
 * @throws {OperationStartError} when the command was carried out, or may have been, but there is no operation to wait for.
 */
export async function startOperation<Input extends object, Output extends object>(
  config: StartConfig,
  command: StartCommand<Input, Output>,
): Promise<OperationWaiter<TargetsOf<Input>>> {
  const settings = resolveConfig(config, ["onDuplicateRequest"]);
  const { onDuplicateRequest } = config;
  if (onDuplicateRequest !== undefined && !["adopt", "reject", "resend"].includes(onDuplicateRequest))
    throw new OptionError("onDuplicateRequest", '"adopt", "reject" or "resend"', onDuplicateRequest);
  if (typeof recordOf(recordOf(command)["middlewareStack"])["add"] !== "function")
    throw new OptionError(
      "command",
      "a command of the SDK, such as new CreateHttpNamespaceCommand(…)",
      command,
    );
  const { policy, budget, unref } = settings;
  const sender = new CommandSender(config.client, command, {
    policy,
    pacer: budget.starts,
    unref,
    onRetry: (failure) => logRetry(settings, failure),
  });
  return waiterOf<TargetsOf<Input>>(await new Start(config, settings, sender, command.input).run());
}

function logRetry({ logger }: Settings, { kind, error, retryMs = 0 }: FailedAttempt): void {
  const reason = kind === "throttled" ? kind : "transient";
  if (logger) log(logger, "warn", { type: "start", reason, errorName: error.name, delayMs: retryMs });
}

/** One command on its way to an operation. */
class Start {
  readonly #stop = new AbortController();
  /** What to say when time is up: the latest refusal, if there was one. */
  #refusal: unknown = new DOMException("The command got no answer within maxWaitTime", "TimeoutError");

  constructor(
    readonly config: StartConfig,
    readonly settings: Settings,
    readonly sender: CommandSender,
    readonly input: object,
  ) {}

  async run(): Promise<StartedOperation> {
    const release = onEnd(this.settings, 0, (reason) =>
      this.#stop.abort(reason === deadlinePassed ? this.#refusal : reason),
    );
    try {
      for (;;) {
        const result = await this.sender.send(this.#stop.signal, (error) => {
          this.#refusal = error;
        });
        if (!result.failure) return this.#started(readText(recordOf(result.value)["OperationId"]));
        const { cause } = result.failure;
        const operationId = duplicateOf(cause);
        if (operationId === undefined) throw this.#whatHappened(cause);
        if (await this.#shouldAdopt(operationId, cause)) return this.#adopted(operationId);
        await this.#waitForOther(operationId, cause);
      }
    } finally {
      release();
    }
  }

  #started(operationId = ""): StartedOperation {
    if (operationId === "" || operationId.length > 255)
      throw new OperationStartError(
        "NO_OPERATION_ID",
        `${this.sender.name} was carried out, but answered with ${operationId === "" ? "no OperationId" : `the OperationId ${printable(operationId, 40)}, which is too long`}: ` +
          "there is no operation to wait for. List the namespaces, services or instances to see what it did.",
      );
    return new StartedOperation(this.settings, this.#reference(operationId), { justStarted: true });
  }

  #adopted(operationId: string): StartedOperation {
    const { client } = this.config;
    return new StartedOperation(this.settings, this.#reference(operationId), {
      adopted: true,
      verify: (outcome) =>
        verifyAdoption(
          this.sender.name,
          this.input,
          outcome,
          readNamespaceWith(client, this.settings.policy),
        ),
    });
  }

  /** What is shared with this account is named by its ARN, which tells the account that owns it. */
  #reference(OperationId: string): ReturnType<typeof checkOperation> {
    const { Id, ServiceId } = recordOf(this.input);
    const OwnerAccount = /^arn:[^:]*:servicediscovery:[^:]*:(\d{12}):/.exec(String(Id ?? ServiceId))?.[1];
    return checkOperation({ OperationId, OwnerAccount });
  }

  async #shouldAdopt(operationId: string, cause: unknown): Promise<boolean> {
    const { onDuplicateRequest } = this.config;
    if (onDuplicateRequest === "reject") throw cause;
    if (onDuplicateRequest !== undefined) return onDuplicateRequest === "adopt";
    const { operation } = await this.#poll(operationId, 0);
    // Nothing can be told of an operation that can't be read, and nothing was started.
    if (operation === undefined) throw cause;
    return doesTheSame(this.sender.name, this.input, operation);
  }

  async #waitForOther(operationId: string, cause: unknown): Promise<void> {
    const left = this.settings.policy.maxWaitTime - this.sender.elapsedMs / 1000;
    const { outcome, operation } = await this.#poll(operationId, Math.max(0, left));
    if (outcome === "succeeded" || outcome === "failed" || outcome === "not-found") return;
    this.#stop.signal.throwIfAborted();
    throw new OperationStartError(
      "OTHER_OPERATION_PENDING",
      `${this.sender.name} was not carried out: another operation on the same resource, ${printable(operationId)} (${printable(operation?.Type ?? "unknown type")}), ` +
        `had not ended when the time to wait was up (${outcome}). Wait for it, then call the action again.`,
      { cause, operationId },
    );
  }

  async #poll(operationId: string, maxWaitTime: number): Promise<Outcome> {
    const policy = { ...this.settings.policy, maxWaitTime };
    const session = new WaitSession({ ...this.settings, policy, abortSignal: this.#stop.signal });
    const outcome = await session.begin(this.#reference(operationId)).ended;
    this.#stop.signal.throwIfAborted();
    return outcome;
  }

  /** A refusal after an attempt that got no answer may be the echo of that attempt's success. */
  #whatHappened(cause: unknown): unknown {
    const { name, CreatorRequestId } = recordOf(cause);
    const isOwnEcho =
      (/^Delete|^Deregister/.test(this.sender.name) &&
        /^(Namespace|Instance|Service)NotFound/.test(String(name))) ||
      (name === "NamespaceAlreadyExists" && CreatorRequestId === this.sender.token);
    if (!this.sender.mayHaveArrived || !isOwnEcho) return cause;
    return new OperationStartError(
      "PROBABLY_CARRIED_OUT",
      `${this.sender.name} was probably carried out: an earlier attempt got no answer, and now Cloud Map says ${printable(String(name))}. ` +
        "There is no operation id to wait for. Check the resource itself.",
      { cause },
    );
  }
}
