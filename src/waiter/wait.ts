import type { CallError } from "../core/classify.js";
import { drive } from "../core/drive.js";
import {
  compact,
  durationMs,
  type Operation,
  type OperationRef,
  readOperation,
  recordOf,
} from "../core/operation.js";
import { firstLookDelayMs, lastLookLeadMs, type Policy } from "../core/policy.js";
import {
  begin,
  type Decision,
  lookDelayMs,
  type Observation,
  type Retries,
  type WaitState,
} from "../core/wait.js";
import { call, CallFailure } from "./call.js";
import type { Settings } from "./config.js";
import type { News } from "./events.js";
import { abortedOutcome, type Circumstances, type Outcome, outcomeOf } from "./outcome.js";
import type { Patience } from "./pacer.js";
import type { RequestOptions } from "./sdk.js";

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
export class Wait implements Patience {
  readonly input: OperationRef;
  readonly origin: Origin;
  readonly #owner: WaitOwner;
  readonly #policy: Policy;
  state: WaitState;
  nextPollAt: number | undefined;
  outcome: Outcome | undefined;
  #ended: Promise<Outcome> | undefined;
  #dueAt = 0;
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

  /** Begins the wait, once; resolves with how it ended. */
  run(): Promise<Outcome> {
    this.#ended ??= this.#drive();
    return this.#ended;
  }

  async #drive(): Promise<Outcome> {
    const { signal } = this.#owner;
    if (this.origin.adopted === true) this.#tell({ type: "adopted" });
    try {
      if (signal.reason !== deadlinePassed) signal.throwIfAborted();
      await this.#plan(this.#firstDelayMs());
      const decision = await drive(
        {
          observe: () => this.#look(),
          sleep: (ms) => this.#plan(ms),
          expect: ({ operation }) => this.#owner.settings.budget.expectation(operation?.Type),
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

  #firstDelayMs(): number {
    if (this.origin.justStarted === true) return firstLookDelayMs(this.#policy);
    return lookDelayMs(this.state, this.#policy, this.#owner.settings.budget.expectation(undefined));
  }

  /** Waiting is left to the pacer, which keeps the timetable of all looks: the next one is only planned here. */
  #plan(delayMs: number): Promise<void> {
    this.#dueAt = this.#owner.clock() + delayMs;
    return Promise.resolve();
  }

  async #look(): Promise<Observation> {
    const { signal, settings, clock } = this.#owner;
    const { pacer } = settings.budget;
    let retries: Retries | undefined;
    let error: CallError | undefined;
    try {
      const permit = await pacer.acquire({
        signal,
        delayMs: this.#dueAt - clock(),
        patience: this,
      });
      const answer = await call((options) => this.#send(options), {
        policy: this.#policy,
        pacer,
        permit,
        signal,
        unref: settings.unref,
        key: `${this.input.OperationId}/${this.state.polls}`,
        onRetry: (notice) => {
          ({ retries, error } = notice);
          const { name, statusCode } = notice.error;
          const { reason, delayMs } = notice;
          this.#tell({ type: "retry", reason, errorName: name, ...compact({ statusCode }), delayMs });
        },
      });
      const operation = readOperation(recordOf(answer.value)["Operation"]);
      this.#learn(operation);
      return { at: clock(), operation, retries: answer.retries };
    } catch (thrown) {
      // A timer may fire a fraction early.
      const overtime = Math.max(clock(), this.state.startedAt + this.#policy.maxWaitTime * 1000);
      if (thrown === deadlinePassed) return { at: overtime, unanswered: true, error, retries };
      if (!(thrown instanceof CallFailure)) throw thrown;
      this.#cause = thrown.cause;
      return { at: clock(), error: thrown.error, retries: thrown.retries };
    }
  }

  /** A look whose turn has come is put off when, by what has been learnt since it was planned, it is not worth its price yet. */
  postponeMs(): number {
    if (this.#isUrgent) return 0;
    const { state } = this;
    const expectation = this.#owner.settings.budget.expectation(state.operation?.Type);
    return this.#untilMs(lookDelayMs(state, this.#policy, expectation));
  }

  reserveMs(isSpare: boolean): number {
    if (this.#isUrgent) return 0;
    const { operation, elapsedMs } = this.state;
    return this.#untilMs(this.#owner.settings.budget.reserveMs(operation?.Type, elapsedMs, isSpare));
  }

  get #isUrgent(): boolean {
    const { lastError, polls } = this.state;
    return lastError !== undefined || (polls === 0 && this.origin.justStarted === true);
  }

  /** What is left of a delay since the last look, or until the last look before the deadline. */
  #untilMs(delayMs: number): number {
    const { startedAt, elapsedMs } = this.state;
    const lastChanceAt = startedAt + this.#policy.maxWaitTime * 1000 - lastLookLeadMs(this.#policy);
    const dueAt = Math.min(startedAt + elapsedMs + delayMs, lastChanceAt);
    this.nextPollAt = dueAt;
    return dueAt - this.#owner.clock();
  }

  #learn(operation: Operation | undefined): void {
    const hasEnded = operation?.Status === "SUCCESS" || operation?.Status === "FAIL";
    if (!hasEnded && operation?.Status !== "PENDING" && operation?.Status !== "SUBMITTED") return;
    const { elapsedMs: fromMs } = this.state;
    // When it ended is known by the service's own clock; between the two looks it must be by this one's.
    const toMs = hasEnded
      ? Math.min(Math.max(fromMs, durationMs(operation) ?? fromMs), this.elapsedMs)
      : this.elapsedMs;
    this.#owner.settings.budget.learn(operation.Type, fromMs, toMs, hasEnded);
  }

  async #send(options: RequestOptions): Promise<unknown> {
    this.#requests++;
    try {
      const output = await this.#owner.settings.getOperation(this.input, options);
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
  const attempts = recordOf(recordOf(result)["$metadata"])["attempts"];
  return typeof attempts === "number" && attempts > 1 ? attempts - 1 : 0;
}
