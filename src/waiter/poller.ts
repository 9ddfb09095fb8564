import { recordOf } from "../core/json.js";
import type { Observation } from "../core/next-step.js";
import {
  durationMs,
  isFinalStatus,
  type Operation,
  type OperationRef,
  readOperation,
} from "../core/operation.js";
import { type Clock, monotonicNow } from "../platform/timers.js";
import type { Settings } from "./config.js";
import { call, type CallOptions, type FailedAttempt } from "./request/attempts.js";
import type { RequestOptions } from "./request/responses.js";

/** Whoever polls several operations. */
interface PollHost {
  readonly settings: Settings;
  readonly clock: Clock;
}

/** Polls one operation: sends the call, reads the answer, and learns from it how long such operations take. */
export class Poller {
  readonly input: OperationRef;
  readonly #host: PollHost;
  #requests = 0;
  #cause: unknown;
  #lastSeenAt: number | undefined;
  #aheadMs = 0;

  constructor(host: PollHost, input: OperationRef) {
    this.#host = host;
    this.input = input;
  }

  /** HTTP requests sent so far, as far as they are known. */
  get requests(): number {
    return this.#requests;
  }

  /** What was thrown at the latest attempt; undefined after one that was answered. */
  get cause(): unknown {
    return this.#cause;
  }

  /** When an answer last showed the operation. */
  get lastSeenAt(): number | undefined {
    return this.#lastSeenAt;
  }

  /** Milliseconds by which this machine's clock is ahead of the service's, as far as that is known. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /**
   * One poll. `runningMs` is the age at which the operation was last seen running, from which it is learnt.
   * @throws the signal's reason.
   */
  async poll(options: CallOptions, runningMs: number, ageMs: () => number): Promise<Observation> {
    const result = await call((request) => this.#send(request), options);
    const at = this.#host.clock.now();
    const sentAt = at - Math.round(monotonicNow() - result.sentAt);
    this.#cause = result.failure?.cause;
    if (result.failure) return { at, sentAt, error: result.failure.error };
    const operation = readOperation(recordOf(result.value)["Operation"]);
    if (operation && (operation.Id ?? this.input.OperationId) === this.input.OperationId) {
      this.#lastSeenAt = at;
      this.#learn(operation, runningMs, ageMs());
    }
    return { at, sentAt, operation };
  }

  #learn(operation: Operation, fromMs: number, ageMs: number): void {
    const { Type, Status } = operation;
    const hasEnded = isFinalStatus(Status);
    // When it ended is known by the service's own clock; between the two polls it must be by this one's.
    const tookMs = hasEnded ? (durationMs(operation) ?? fromMs) : ageMs;
    const toMs = Math.min(Math.max(fromMs, tookMs), ageMs);
    this.#host.settings.budget.learn(Type, fromMs, toMs, hasEnded);
  }

  /** An attempt has failed, and another one follows. */
  failed({ cause }: FailedAttempt): void {
    this.#cause = cause;
  }

  async #send({ abortSignal, onResponse, onUnsent }: RequestOptions): Promise<unknown> {
    this.#requests++;
    const options: RequestOptions = {
      abortSignal,
      onUnsent,
      onResponse: (response) => {
        if (response.serverTime !== undefined) this.#aheadMs = this.#host.clock.now() - response.serverTime;
        onResponse?.(response);
      },
    };
    try {
      const output = await this.#host.settings.getOperation(this.input, options);
      this.#requests += furtherRequests(output);
      return output;
    } catch (error) {
      this.#requests += furtherRequests(error);
      throw error;
    }
  }
}

/** HTTP requests beyond the first that the SDK sent for one `send`, by its own count. */
function furtherRequests(result: unknown): number {
  const attempts = recordOf(recordOf(result)["$metadata"])["attempts"];
  return typeof attempts === "number" && attempts > 1 ? attempts - 1 : 0;
}
