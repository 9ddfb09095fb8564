import { compact } from "../core/json.js";
import {
  type Decision,
  fail,
  type FinalDecision,
  nextPollDelayMs,
  nextStep,
  type Observation,
  timeOut,
} from "../core/next-step.js";
import type { OperationRef } from "../core/operation.js";
import type { Policy } from "../core/options.js";
import { finalPollAtMs } from "../core/poll-delay.js";
import { begin, recordFailure, type WaitState } from "../core/poll-state.js";
import { retryDelayMs } from "../core/retry-backoff.js";
import { deadlinePassed } from "./deadline.js";
import type { EventDetail } from "./events/events.js";
import type { Origin } from "./origin.js";
import type { WaitHost } from "./wait-host.js";
import { PollTurn, type TurnOwner } from "./poll-turn.js";
import { Poller } from "./poller.js";
import type { Permit } from "./rate/permit.js";
import type { CallOptions, FailedAttempt } from "./request/attempts.js";
import { type Outcome, outcomeOf } from "./result/outcome.js";
import type { Problem, WaitFacts } from "./result/snapshot.js";

/** After a throttle it is the pacer that slows down, for all waits, and an SDK client has waited already. */
const longestThrottleDelayMs = 1000;

/** One wait in this process: it owns the state, polls, and asks the core what to do next. */
export class OperationWait implements TurnOwner {
  /** How it ended. */
  readonly ended: Promise<Outcome>;
  #settle!: (outcome: Outcome) => void;
  readonly #host: WaitHost<OperationWait>;
  readonly #origin: Origin;
  readonly #policy: Policy;
  #state: WaitState;
  #nextPollAt: number | undefined;
  #outcome: Outcome | undefined;
  #problem: Problem | undefined;
  readonly #poller: Poller;
  readonly turn: PollTurn;

  constructor(host: WaitHost<OperationWait>, input: OperationRef, origin: Origin, policy: Policy) {
    this.#host = host;
    this.#policy = policy;
    this.#origin = origin;
    this.#poller = new Poller(host, input);
    this.turn = new PollTurn(this, host);
    this.#state = begin(input, host.clock.now());
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  get input(): OperationRef {
    return this.#poller.input;
  }

  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** All that a snapshot is made of. */
  get facts(): WaitFacts {
    return {
      state: this.#state,
      outcome: this.#outcome,
      problem: this.#problem,
      nextPollAt: this.#nextPollAt,
      lastSeenAt: this.#poller.lastSeenAt,
      aheadMs: this.#poller.aheadMs,
      kind: this.#host.settings.budget.kind(this.#state.operation?.Type),
    };
  }

  get #elapsedMs(): number {
    return Math.max(this.#state.elapsedMs, this.#host.clock.now() - this.#state.startedAt);
  }

  /** Plans the first poll. */
  begin(): void {
    const { adopted, justStarted } = this.#origin;
    if (adopted) this.#tell({ type: "adopted" });
    // What was started just now has not ended yet.
    const untilFinalMs = finalPollAtMs(this.#policy);
    this.#plan(justStarted ? Math.min(this.#policy.knownMinDelay * 1000, untilFinalMs) : 0);
  }

  #plan(delayMs: number): void {
    if (this.#host.ending) this.giveUp(undefined);
    else this.turn.plan(delayMs);
  }

  poll(permit: Permit, signal: AbortSignal): void {
    this.#poll(permit, signal).then(
      (decision) => {
        if (decision.type !== "wait") return this.#end(decision, this.#poller.cause);
        this.turn.end();
        this.#plan(decision.waitMs);
      },
      (thrown: unknown) => this.giveUp(thrown),
    );
  }

  async #poll(permit: Permit, signal: AbortSignal): Promise<Decision> {
    const { elapsedMs } = this.#state;
    const age = (): number => this.#elapsedMs;
    const observation = await this.#poller.poll(this.#callOptions(permit, signal), elapsedMs, age);
    if (observation.error === undefined) this.#problem = undefined;
    const { budget } = this.#host.settings;
    // Between two polls, it is not among those that share the budget.
    const { load } = budget.pacer;
    const withThis = { ...load, activeWaits: load.activeWaits + 1 };
    const expectation = budget.expectation(observation.operation?.Type, this.#elapsedMs, withThis);
    const decision = nextStep(this.#state, observation, this.#policy, expectation);
    this.#apply(decision, observation);
    return decision;
  }

  #callOptions(permit: Permit, signal: AbortSignal): CallOptions {
    const policy = this.#policy;
    const { budget, unref } = this.#host.settings;
    return {
      pacer: budget.pacer,
      permit,
      signal,
      unref,
      requestTimeoutMs: policy.requestTimeout * 1000,
      untilFinalPollMs: () => this.untilFinalPollMs(),
      untilDeadlineMs: () => policy.maxWaitTime * 1000 - this.#elapsedMs,
      afterFailure: (error, kind) => {
        const { failuresInARow, operationId, polls } = recordFailure(this.#state, error, kind);
        const delayMs = retryDelayMs(failuresInARow, error, kind, policy, `${operationId}/${polls}`);
        if (kind !== "throttled" || delayMs === undefined) return delayMs;
        return Math.min(delayMs, Math.max(longestThrottleDelayMs, error.retryAfterMs ?? 0));
      },
      onRetry: (failure) => this.#retrying(failure),
      onQueued: (sendNow, delayMs) => this.turn.queued(sendNow, delayMs),
    };
  }

  untilFinalPollMs(): number {
    return finalPollAtMs(this.#policy) - this.#elapsedMs;
  }

  /** Polls now, if it is in the queue. The rest of the wait that was planned doesn't count: it has not passed. */
  finalPoll(): void {
    this.#state = { ...this.#state, waitedMs: this.#elapsedMs };
    this.turn.sendNow();
  }

  /** Ends a wait that is in the queue. Any other ends by itself, as what it does is cut off. */
  end(): void {
    if (this.turn.isQueued) this.giveUp(undefined);
  }

  giveUp(thrown: unknown): void {
    const { ending } = this.#host;
    const state = { ...this.#state, elapsedMs: this.#elapsedMs };
    if (ending?.reason === deadlinePassed) return this.#end(timeOut(state), this.#poller.cause);
    // Without an ending, it is a fault: of a pacer, for one. Whoever waits is told, and nothing is left running.
    this.#end(fail(state, "aborted", "ABORTED"), ending ? ending.reason : thrown);
  }

  #end(decision: FinalDecision, cause: unknown): void {
    this.#state = decision.state;
    const { adopted = false, verify } = this.#origin;
    const outcome = outcomeOf(decision, { requests: this.#poller.requests, adopted, cause });
    if (verify === undefined) return this.#settled(outcome);
    const signal = this.turn.begin();
    if (this.#host.ending) this.turn.cutOff(this.#host.ending.reason);
    void verify(outcome, signal).then((verified) => this.#settled(Object.freeze(verified)));
  }

  #settled(outcome: Outcome): void {
    this.turn.end();
    this.#outcome = outcome;
    this.#nextPollAt = undefined;
    this.#problem = undefined;
    this.#tell({ type: "settled", outcome }, this.#state.elapsedMs);
    this.#settle(outcome);
  }

  #retrying(failure: FailedAttempt): void {
    const { error, kind, retryMs = 0 } = failure;
    this.#poller.failed(failure);
    this.#state = recordFailure(this.#state, error, kind);
    const { throttled, transient, healing } = this.#state.failuresInARow;
    const { name: errorName, code: errorCode, statusCode } = error;
    const facts = {
      reason: kind === "throttled" ? ("throttled" as const) : ("transient" as const),
      errorName,
      ...compact({ errorCode, statusCode }),
      attempt: throttled + transient + healing,
    };
    this.#problem = { ...facts, nextAttemptAt: this.#host.clock.now() + retryMs };
    this.#tell({ type: "retry", ...facts, delayMs: retryMs });
  }

  #apply(decision: Decision, { operation }: Observation): void {
    const news = decision.state.transitions.slice(this.#state.transitions.length);
    this.#state = decision.state;
    const nextPollMs = decision.type === "wait" ? decision.waitMs : undefined;
    this.#nextPollAt = nextPollMs === undefined ? undefined : this.#host.clock.now() + nextPollMs;
    const { elapsedMs, polls, operationId } = this.#state;
    const operationType = this.#state.operation?.Type;
    for (const { from, to, poll } of news)
      this.#tell({ type: "transition", ...compact({ operationType }), from, to, poll }, elapsedMs);
    const otherId = operation?.Id === operationId ? undefined : operation?.Id;
    this.#tell(
      { type: "poll", poll: polls, ...compact({ status: operation?.Status, otherId, nextPollMs }) },
      elapsedMs,
    );
  }

  /** A poll whose turn has come is rescheduled if, by what has been learnt since, it is not worth its cost yet. */
  rescheduleMs(): number {
    const { operation, elapsedMs } = this.#state;
    const expectation = this.#host.settings.budget.expectation(operation?.Type, elapsedMs);
    return this.#untilMs(nextPollDelayMs(this.#state, this.#policy, expectation));
  }

  slackMs(): number {
    const { operation, elapsedMs } = this.#state;
    return this.#untilMs(this.#host.settings.budget.slackMs(operation?.Type, elapsedMs));
  }

  planned(delayMs: number): void {
    const nextPollAt = this.#host.clock.now() + Math.max(0, Math.ceil(delayMs));
    if (nextPollAt === this.#nextPollAt) return;
    this.#nextPollAt = nextPollAt;
    this.#host.replanned();
  }

  /** What is left of a delay since the last poll, or until the final poll; none for an urgent poll. */
  #untilMs(delayMs: number): number {
    const { startedAt, elapsedMs, lastError, polls } = this.#state;
    if (lastError || (polls === 0 && this.#origin.justStarted)) return 0;
    return startedAt + Math.min(elapsedMs + delayMs, finalPollAtMs(this.#policy)) - this.#host.clock.now();
  }

  /** What a poll brought is reported with the time of that poll, the same as in the outcome. */
  #tell(detail: EventDetail, elapsedMs: number = this.#elapsedMs): void {
    this.#host.tell(this, detail, elapsedMs);
  }
}
