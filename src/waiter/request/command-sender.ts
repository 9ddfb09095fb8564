import type { FailureKind } from "../../core/classify.js";
import type { CallError } from "../../core/call-error.js";
import { finalPollAtMs } from "../../core/poll-delay.js";
import { countFailure, noFailures, retryDelayMs } from "../../core/retry.js";
import { monotonicNow } from "../../platform/timers.js";
import type { Settings } from "../config.js";
import { log } from "../events/logger.js";
import { call, type CallResult, type FailedAttempt } from "./attempts.js";
import { addToken } from "./idempotency-token.js";
import { type MiddlewareStack, type RequestOptions, watchResponses } from "./responses.js";
import { type SdkClient, sendWith } from "./sdk-client.js";

/** A command of the SDK, of any version. */
export interface SdkCommand {
  readonly input: object;
  readonly middlewareStack: MiddlewareStack;
}

/** Sends a command that changes something, as often as it takes, with one idempotency token over all its sends. */
export class CommandSender {
  readonly #client: SdkClient;
  readonly #command: SdkCommand;
  readonly #settings: Settings;
  readonly #token: string = crypto.randomUUID();
  readonly #startedAt = monotonicNow();
  #name: string;
  #mayHaveArrived = false;

  constructor(client: SdkClient, command: SdkCommand, settings: Settings) {
    this.#client = client;
    this.#command = command;
    this.#settings = settings;
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
    const { policy, budget, unref, logger } = this.#settings;
    let failures = noFailures;
    return await call((options) => this.#attempt(options, onError), {
      pacer: budget.starts,
      unref,
      signal,
      requestTimeoutMs: policy.requestTimeout * 1000,
      untilFinalPollMs: () => finalPollAtMs(policy) - this.elapsedMs,
      afterFailure: (error: CallError, kind: FailureKind) => {
        failures = countFailure(failures, kind);
        if (kind === "transient") this.#mayHaveArrived = true;
        return retryDelayMs(failures, error, kind, policy, this.#token);
      },
      onRetry: ({ kind, error, retryMs = 0 }: FailedAttempt) => {
        const reason = kind === "throttled" ? kind : "transient";
        if (logger) log(logger, "warn", { type: "start", reason, errorName: error.name, delayMs: retryMs });
      },
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
