import type { FailureKind } from "../../core/classify-error.js";
import type { CallError } from "../../core/call-error.js";
import type { Policy } from "../../core/options.js";
import { finalPollAtMs } from "../../core/poll-delay.js";
import { countFailure, noFailures, retryDelayMs } from "../../core/retry-backoff.js";
import { monotonicNow } from "../../platform/timers.js";
import type { Pacer } from "../rate/pacer.js";
import { call, type CallResult, type FailedAttempt } from "./attempts.js";
import { addToken, tokenOf } from "./idempotency-token.js";
import { type RequestOptions, type Traffic, watchResponses } from "./responses.js";
import { sendWatched } from "./sdk-client.js";
import { commandOfCopy } from "./sdk-copies.js";
import type { SdkClient, SdkCommand } from "./sdk-types.js";

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
  readonly #madeToken: string = crypto.randomUUID();
  readonly #startedAt = monotonicNow();
  /** Of attempts in progress, and of those that may have arrived: however many were refused, none of them is kept. */
  readonly #traffic = new Set<Traffic>();
  #name: string;
  #lastError: unknown;

  constructor(client: SdkClient, command: SdkCommand, options: SenderOptions) {
    this.#client = client;
    this.#command = commandOfCopy(client, command);
    this.#options = options;
    this.#name = command.constructor.name.replace(/Command$/, "");
    addToken(this.#command.middlewareStack, this.#madeToken, (name) => {
      this.#name = name;
    });
  }

  /** The action's name, such as CreateHttpNamespace. */
  get name(): string {
    return this.#name;
  }

  /** The idempotency token of all that is sent: the caller's own, or the one made here. */
  get token(): string {
    return tokenOf(this.#command.input, this.#madeToken);
  }

  /** Whether an attempt, of the SDK's own ones too, got no answer that can be read: Cloud Map may have carried it out. */
  get mayHaveArrived(): boolean {
    return [...this.#traffic].some(({ inDoubt }) => inDoubt > 0);
  }

  /** What the latest attempt that has ended was answered with, if it failed. */
  get lastError(): unknown {
    return this.#lastError;
  }

  get elapsedMs(): number {
    return monotonicNow() - this.#startedAt;
  }

  /**
   * Sends until there is an answer, or no further attempt is worth making.
   * @throws the signal's reason.
   */
  async send(signal: AbortSignal): Promise<CallResult<unknown>> {
    const { policy, pacer, unref, onRetry } = this.#options;
    let failures = noFailures;
    return await call((options) => this.#attempt(options), {
      pacer,
      unref,
      signal,
      requestTimeoutMs: policy.requestTimeout * 1000,
      untilFinalPollMs: () => finalPollAtMs(policy) - this.elapsedMs,
      untilDeadlineMs: () => policy.maxWaitTime * 1000 - this.elapsedMs,
      afterFailure: (error: CallError, kind: FailureKind) => {
        failures = countFailure(failures, kind);
        return retryDelayMs(failures, error, kind, policy, this.token);
      },
      onRetry,
    });
  }

  async #attempt(options: RequestOptions): Promise<unknown> {
    const traffic = watchResponses(this.#command.middlewareStack, options);
    this.#traffic.add(traffic);
    try {
      const output = await sendWatched(this.#client, this.#command, options, traffic);
      // The SDK has read the latest answer. A mock of `send` has sent nothing.
      if (traffic.sent > 0) traffic.inDoubt--;
      return output;
    } catch (error) {
      if (!options.abortSignal.aborted) this.#lastError = error;
      throw error;
    } finally {
      if (traffic.inDoubt === 0) this.#traffic.delete(traffic);
    }
  }
}
