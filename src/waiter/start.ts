import { readText, recordOf } from "../core/json.js";
import type { OperationRef } from "../core/operation.js";
import { printable } from "../core/text.js";
import { verifyAdoption } from "./adoption.js";
import { checkOperation, type ClientConfig, type Settings } from "./config.js";
import { Deadline, deadlinePassed } from "./deadline.js";
import { compare, duplicateOf, type OnDuplicateRequest } from "./duplicate-request.js";
import { log } from "./events/logger.js";
import { StartedOperation } from "./operation-waiter.js";
import type { CallResult, FailedAttempt } from "./request/attempts.js";
import { CommandSender } from "./request/command-sender.js";
import { getNamespace } from "./request/get-namespace.js";
import type { SdkCommand } from "./request/sdk-types.js";
import type { Outcome } from "./result/outcome.js";
import { isEcho, isRefusedForItself, noAnswer, OperationStartError } from "./result/start-error.js";
import { WaitSession } from "./wait-session.js";

/** How to start an operation, and to wait for it. */
export interface StartConfig extends ClientConfig {
  /**
   * What to do when another operation on the same resource is in progress (DuplicateRequest). Without it, the other is
   * adopted if it is shown to do the same, a creation, deletion or deregistration; else it is waited for, and the command
   * is sent again.
   */
  readonly onDuplicateRequest?: OnDuplicateRequest | undefined;
}

/** One command on its way to an operation. */
export class Start {
  readonly #stop = new AbortController();

  readonly #config: StartConfig;
  readonly #settings: Settings;
  readonly #sender: CommandSender;
  readonly #input: object;

  constructor(config: StartConfig, settings: Settings, command: SdkCommand) {
    const { policy, budget, unref } = settings;
    this.#config = config;
    this.#settings = settings;
    this.#input = command.input;
    this.#sender = new CommandSender(config.client, command, {
      policy,
      pacer: budget.starts,
      unref,
      onRetry: (failure) => logRetry(settings, failure),
    });
  }

  async run(): Promise<StartedOperation> {
    const deadline = new Deadline(this.#settings, 0, {
      finalPoll() {},
      stop: (reason) => this.#stop.abort(reason),
    });
    try {
      for (;;) {
        const result = await this.#send();
        if (!result.failure) return this.#started(readText(recordOf(result.value)["OperationId"]));
        const { cause } = result.failure;
        const operationId = duplicateOf(cause);
        if (operationId === undefined) throw this.#whatHappened(result.failure);
        if (await this.#shouldAdopt(operationId, cause)) return this.#adopted(operationId);
        await this.#waitForOther(operationId, cause);
      }
    } finally {
      deadline.release();
    }
  }

  async #send(): Promise<CallResult<unknown>> {
    try {
      return await this.#sender.send(this.#stop.signal);
    } catch (thrown) {
      throw thrown === deadlinePassed ? this.#outOfTime() : thrown;
    }
  }

  #started(operationId = ""): StartedOperation {
    if (operationId.trim() === "" || operationId.length > 255)
      throw new OperationStartError(
        "NO_OPERATION_ID",
        `${this.#sender.name} was carried out, but its answer has ${operationId.trim() === "" ? "no OperationId" : `an OperationId that is too long (${printable(operationId, 40)})`}, ` +
          "so there is no operation to wait for. List the namespaces, services or instances to see what it did.",
      );
    return new StartedOperation(this.#settings, this.#reference(operationId), { justStarted: true });
  }

  #adopted(operationId: string): StartedOperation {
    const [settings, sender, input, config] = [this.#settings, this.#sender, this.#input, this.#config];
    return new StartedOperation(settings, this.#reference(operationId), {
      adopted: true,
      verify: (outcome, signal) =>
        verifyAdoption(
          {
            command: sender.name,
            input,
            isAskedFor: config.onDuplicateRequest === "adopt",
            readNamespace: (id) => getNamespace(config.client, id, settings, signal),
          },
          outcome,
        ),
    });
  }

  /** What is shared with this account is named by its ARN, which tells the account that owns it. */
  #reference(OperationId: string): OperationRef {
    const { Id, ServiceId } = recordOf(this.#input);
    const OwnerAccount = /^arn:[^:]*:servicediscovery:[^:]*:(\d{12}):/.exec(String(Id ?? ServiceId))?.[1];
    return checkOperation({ OperationId, OwnerAccount });
  }

  async #shouldAdopt(operationId: string, cause: unknown): Promise<boolean> {
    const { onDuplicateRequest } = this.#config;
    if (onDuplicateRequest === "reject")
      throw this.#sender.mayHaveArrived ? this.#mayBeItsOwn("is in progress", operationId, cause) : cause;
    if (onDuplicateRequest !== undefined) return onDuplicateRequest === "adopt";
    const { operation, outcome } = await this.#watch(operationId, { untilSeen: true });
    if (operation === undefined && this.#sender.mayHaveArrived)
      throw this.#mayBeItsOwn(`could not be read (${outcome})`, operationId, cause);
    if (operation === undefined)
      throw new OperationStartError(
        "OTHER_OPERATION_UNKNOWN",
        `${this.#sender.name} was not carried out: another operation on the same resource is in progress, ${printable(operationId)}, ` +
          `and it could not be read (${outcome}). Allow servicediscovery:GetOperation, or call the action again later.`,
        { cause, operationId },
      );
    const likeness = compare(this.#sender.name, this.#input, operation);
    return likeness === "same" || likeness === "same-type";
  }

  async #waitForOther(operationId: string, cause: unknown): Promise<void> {
    const { outcome, operation } = await this.#watch(operationId, { untilSeen: false });
    if (outcome === "succeeded" || outcome === "failed" || outcome === "not-found") return;
    if (this.#sender.mayHaveArrived)
      throw this.#mayBeItsOwn(`had not ended when the wait for it did (${outcome})`, operationId, cause);
    throw new OperationStartError(
      "OTHER_OPERATION_PENDING",
      `${this.#sender.name} was not carried out: another operation on the same resource, ${printable(operationId)} (${printable(operation?.Type ?? "unknown type")}), ` +
        `was still in progress when the wait for it ended (${outcome}). Wait for it, then call the action again.`,
      { cause, operationId },
    );
  }

  /** Waits for the other operation, in the time that is left: until it has ended, or only until an answer shows it. */
  async #watch(operationId: string, { untilSeen }: { readonly untilSeen: boolean }): Promise<Outcome> {
    const [settings, sender] = [this.#settings, this.#sender];
    const maxWaitTime = Math.max(0, settings.policy.maxWaitTime - sender.elapsedMs / 1000);
    const policy = { ...settings.policy, maxWaitTime };
    const session: WaitSession = new WaitSession(
      { ...settings, policy, logger: undefined, abortSignal: this.#stop.signal },
      (_event, wait) => {
        if (untilSeen && wait.facts.state.operation) session.stop();
      },
    );
    const outcome = await session.begin(this.#reference(operationId)).ended;
    settings.abortSignal?.throwIfAborted();
    return outcome;
  }

  /** What to say when no answer has come in time. A command that may have been carried out is never told as refused. */
  #outOfTime(): unknown {
    const { name, mayHaveArrived, lastError } = this.#sender;
    const isAnswered = lastError !== undefined && !mayHaveArrived;
    if (isAnswered) return lastError;
    return new OperationStartError(
      "NO_ANSWER",
      `${name} got no answer within maxWaitTime, so it may or may not have been carried out. ` +
        "Check the resource itself, or call the action again with the same request id.",
      lastError === undefined ? {} : { cause: lastError },
    );
  }

  /** A command that may have been carried out, perhaps by the operation in the way. */
  #mayBeItsOwn(what: string, operationId: string, cause: unknown): OperationStartError {
    return new OperationStartError(
      "NO_ANSWER",
      `${this.#sender.name} may or may not have been carried out: an attempt got no answer that can be read, and an operation ` +
        `on the same resource, ${printable(operationId)}, which may be its own, ${what}. Wait for that operation, then check the resource itself.`,
      { cause, operationId },
    );
  }

  /** What to say when a command was refused, or its retries are used up. */
  #whatHappened({ cause, error }: FailedAttempt): unknown {
    const sender = this.#sender;
    if (!sender.mayHaveArrived) return cause;
    // A refusal after an attempt that got no answer may be the echo of that attempt's success.
    if (isEcho(sender, cause)) return this.#carriedOut(cause);
    return isRefusedForItself(error) ? cause : noAnswer(sender.name, error, cause);
  }

  #carriedOut(cause: unknown): OperationStartError {
    const { name, NamespaceId } = recordOf(cause);
    const made = typeof NamespaceId === "string" ? ` The namespace is ${printable(NamespaceId)}.` : "";
    return new OperationStartError(
      "PROBABLY_CARRIED_OUT",
      `${this.#sender.name} was probably carried out: an earlier attempt got no answer, and now Cloud Map says ${printable(String(name))}.${made} ` +
        "There is no operation id to wait for. Check the resource itself.",
      { cause },
    );
  }
}

function logRetry({ logger }: Settings, { kind, error, retryMs = 0 }: FailedAttempt): void {
  const reason = kind === "throttled" ? kind : "transient";
  if (logger) log(logger, "warn", { type: "start", reason, errorName: error.name, delayMs: retryMs });
}
