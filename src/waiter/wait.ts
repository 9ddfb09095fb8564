import { type CallError } from "../core/classify.js";
import { drive } from "../core/drive.js";
import { compact, isRecord, type OperationRef, readOperation } from "../core/operation.js";
import { firstLookDelayMs, type Policy } from "../core/policy.js";
import { begin, type Decision, type Observation, type Retries, type WaitState } from "../core/wait.js";
import { call, CallFailure } from "./call.js";
import type { Settings } from "./config.js";
import type { News } from "./events.js";
import { abortedOutcome, type Circumstances, type Outcome, outcomeOf } from "./outcome.js";
import { sleep } from "./time.js";

/** How the operation came to be known. */
export interface Origin {
  /** This process started it just now, so the first look can wait for `minDelay`. */
  readonly justStarted?: boolean;
  /** It was under way already when its start was refused as a duplicate. */
  readonly adopted?: boolean;
}

/** What a signal is aborted with to say that the time to wait is up; it never leaves the waiter. */
export const deadlinePassed: Error = new Error("the time to wait is up");

/** A wait of no length looks once, for as long as that look may take. */
export function deadlineMs({ maxWaitTime, requestTimeout }: Policy): number {
  return (maxWaitTime === 0 ? requestTimeout : maxWaitTime) * 1000;
}

/** What a wait needs from whoever owns it. */
export interface WaitOwner {
  readonly settings: Settings;
  /** Ends the wait; its reason is `deadlinePassed` or the caller's own. */
  readonly signal: AbortSignal;
  readonly clock: () => number;
  /** Hears of each thing that happens, after the wait's own state has changed. */
  hear(wait: Wait, news: News): void;
}

/** One wait in this process: it drives the core, and tells its owner what happens. */
export class Wait {
  readonly input: OperationRef;
  readonly origin: Origin;
  readonly #owner: WaitOwner;
  readonly #policy: Policy;
  state: WaitState;
  nextPollAt: number | undefined;
  outcome: Outcome | undefined;
  #requests = 0;
  #cause: unknown;

  constructor(owner: WaitOwner, input: OperationRef, origin: Origin, policy: Policy) {
    this.#owner = owner;
    this.#policy = policy;
    this.input = input;
    this.origin = origin;
    this.state = begin(input, owner.clock());
  }

  get elapsedMs(): number {
    return Math.max(this.state.elapsedMs, this.#owner.clock() - this.state.startedAt);
  }

  async run(): Promise<Outcome> {
    const { signal } = this.#owner;
    if (this.origin.adopted === true) this.#tell({ type: "adopted" });
    try {
      signal.throwIfAborted();
      if (this.origin.justStarted === true) await this.#sleep(firstLookDelayMs(this.#policy));
      const decision = await drive(
        {
          observe: () => this.#look(),
          sleep: (ms) => this.#sleep(ms),
          decided: (decided, observation) => this.#report(decided, observation),
        },
        this.input,
        this.#policy,
        this.state,
      );
      return this.#settle(outcomeOf(decision, this.#circumstances()));
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
      this.state = { ...this.state, elapsedMs: this.elapsedMs };
      return this.#settle(abortedOutcome(this.state, signal.reason, this.#circumstances()));
    }
  }

  async #sleep(ms: number): Promise<void> {
    const { signal, settings } = this.#owner;
    try {
      await sleep(ms, signal, settings.unref);
    } catch (reason) {
      // The core ends the wait, at the look that follows.
      if (reason !== deadlinePassed) throw reason;
    }
  }

  async #look(): Promise<Observation> {
    const { signal, settings, clock } = this.#owner;
    const { pacer, unref } = settings;
    let retries: Retries | undefined;
    let error: CallError | undefined;
    const cutOff = (): Observation => {
      // A timer may fire a fraction early.
      const at = Math.max(clock(), this.state.startedAt + deadlineMs(this.#policy));
      return { at, unanswered: true, error, retries };
    };
    if (signal.reason === deadlinePassed) return cutOff();
    try {
      const answer = await call((abortSignal) => this.#send(abortSignal), {
        policy: this.#policy,
        pacer,
        signal,
        unref,
        key: `${this.input.OperationId}/${this.state.polls}`,
        onRetry: (notice) => {
          ({ retries, error } = notice);
          const { name, statusCode } = notice.error;
          const { reason, delayMs } = notice;
          this.#tell({ type: "retry", reason, errorName: name, ...compact({ statusCode }), delayMs });
        },
      });
      const output = isRecord(answer.value) ? answer.value : {};
      return { at: clock(), operation: readOperation(output["Operation"]), retries: answer.retries };
    } catch (thrown) {
      if (thrown === deadlinePassed) return cutOff();
      if (!(thrown instanceof CallFailure)) throw thrown;
      this.#cause = thrown.cause;
      return { at: clock(), error: thrown.error, retries: thrown.retries };
    }
  }

  async #send(abortSignal: AbortSignal): Promise<unknown> {
    this.#requests++;
    try {
      const output = await this.#owner.settings.getOperation(this.input, { abortSignal });
      this.#requests += furtherRequests(output);
      return output;
    } catch (error) {
      this.#requests += furtherRequests(error);
      throw error;
    }
  }

  #report(decision: Decision, { unanswered, operation }: Observation): void {
    const news = decision.state.transitions.slice(this.state.transitions.length);
    this.state = decision.state;
    const nextPollMs = decision.type === "wait" ? decision.waitMs : undefined;
    this.nextPollAt = nextPollMs === undefined ? undefined : this.#owner.clock() + nextPollMs;
    const operationType = this.state.operation?.Type;
    for (const { from, to } of news)
      this.#tell({ type: "transition", ...compact({ operationType }), from, to });
    if (unanswered === true) return;
    this.#tell({
      type: "poll",
      poll: this.state.polls,
      ...compact({ status: operation?.Status, nextPollMs }),
    });
  }

  #settle(outcome: Outcome): Outcome {
    this.outcome = outcome;
    this.nextPollAt = undefined;
    this.#tell({ type: "settled", outcome });
    return outcome;
  }

  #tell(news: News): void {
    this.#owner.hear(this, news);
  }

  #circumstances(): Circumstances {
    return { requests: this.#requests, adopted: this.origin.adopted ?? false, cause: this.#cause };
  }
}

/** HTTP requests beyond the first that the SDK sent for one `send`, by its own count. */
function furtherRequests(result: unknown): number {
  const metadata = isRecord(result) ? result["$metadata"] : undefined;
  const attempts = isRecord(metadata) ? metadata["attempts"] : undefined;
  return typeof attempts === "number" && attempts > 1 ? attempts - 1 : 0;
}
