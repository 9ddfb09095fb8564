import type { FailureKind } from "../../core/classify.js";
import type { CallError } from "../../core/call-error.js";
import type { Policy } from "../../core/options.js";
import { finalPollAtMs } from "../../core/poll-delay.js";
import { countFailure, noFailures, retryDelayMs } from "../../core/retry.js";
import { monotonicNow } from "../../platform/timers.js";
import type { Pacer } from "../rate/pacer.js";
import { call, type CallResult, type FailedAttempt } from "./attempts.js";
import { addToken } from "./idempotency-token.js";
import { type RequestOptions, watchResponses } from "./responses.js";
import { type SdkClient, type SdkCommand, sendWith } from "./sdk-types.js";

/** How a command is sent. */
export interface SenderOptions {
  readonly policy: Policy;
  readonly pacer: Pacer;
  readonly unref: boolean;
  readonly onRetry: (failure: FailedAttempt) => void;
}

/** Sends a command that changes something, as often as it takes, with one idempotency token over all its sends. */
export class CommandSender {
  readonly #client: SdkClient;
  readonly #command: SdkCommand;
  readonly #options: SenderOptions;
  readonly #token: string = crypto.randomUUID();
  readonly #startedAt = monotonicNow();
  #name: string;
  #mayHaveArrived = false;

  constructor(client: SdkClient, command: SdkCommand, options: SenderOptions) {
    this.#client = client;
    this.#command = command;
    this.#options = options;
    this.#name = command.constructor.name.replace(/Command$/, "");
    addToken(command.middlewareStack, this.#token, (name) => {
      this.#name = name;
    });
  }

  /** The action's name, such as CreateHttpNamespace. */
  get name(): string {
    return this.#name;
  }

  get token(): string {
    return this.#token;
  }

  /** Whether an attempt got no answer, so that Cloud Map may have carried it out. */
  get mayHaveArrived(): boolean {
    return this.#mayHaveArrived;
  }

  get elapsedMs(): number {
    return monotonicNow() - this.#startedAt;
  }

  /**
   * Sends until there is an answer, or no further attempt is worth making.
   * @throws the signal's reason.
   */
  async send(signal: AbortSignal, onError: (error: unknown) => void): Promise<CallResult<unknown>> {
    const { policy, pacer, unref, onRetry } = this.#options;
    let failures = noFailures;
    return await call((options) => this.#attempt(options, onError), {
      pacer,
      unref,
      signal,
      requestTimeoutMs: policy.requestTimeout * 1000,
      untilFinalPollMs: () => finalPollAtMs(policy) - this.elapsedMs,
      afterFailure: (error: CallError, kind: FailureKind) => {
        failures = countFailure(failures, kind);
        if (kind === "transient") this.#mayHaveArrived = true;
        return retryDelayMs(failures, error, kind, policy, this.#token);
      },
      onRetry,
    });
  }

  async #attempt(options: RequestOptions, onError: (error: unknown) => void): Promise<unknown> {
    try {
      watchResponses(this.#command.middlewareStack, options);
      return await sendWith(this.#client, this.#command, options.abortSignal);
    } catch (error) {
      if (!options.abortSignal.aborted) onError(error);
      throw error;
    }
  }
}
