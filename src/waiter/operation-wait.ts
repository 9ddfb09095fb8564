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
import type { Settings } from "./config.js";
import { deadlinePassed } from "./deadline.js";
import type { EventDetail } from "./events/events.js";
import type { Origin } from "./origin.js";
import { Poller, type PollRules } from "./poller.js";
import type { Permit } from "./rate/permit.js";
import type { Deferral } from "./rate/poll-queue.js";
import type { FailedAttempt } from "./request/attempts.js";
import { type Outcome, outcomeOf } from "./result/outcome.js";
import { type Problem, snapshotOf, type WaiterSnapshot } from "./result/snapshot.js";

/** After a throttle it is the pacer that slows down, for all waits, and an SDK client has waited already. */
const longestThrottleDelayMs = 1000;

/** What a wait needs from the session it belongs to. */
export interface WaitHost {
  readonly settings: Settings;
  /** Ends the wait; its reason is `deadlinePassed` or the caller's own. */
  readonly signal: AbortSignal;
  readonly clock: () => number;
  /** Called for each thing that happens, after the wait's own state has changed. */
  tell(wait: OperationWait, detail: EventDetail, elapsedMs: number): void;
  /** Called when a poll is planned anew, which only a snapshot shows. */
  replanned(): void;
}

/** One wait in this process: it owns the state, polls, and asks the core what to do next. */
export class OperationWait implements Deferral {
  readonly input: OperationRef;
  /** How it ended. The wait begins by itself, after the current call. */
  readonly ended: Promise<Outcome>;
  readonly #host: WaitHost;
  readonly #origin: Origin;
  readonly #policy: Policy;
  #state: WaitState;
  #nextPollAt: number | undefined;
  #outcome: Outcome | undefined;
  #problem: Problem | undefined;
  #sendNow: (() => void) | undefined;
  readonly #poller: Poller;
  readonly #rules: PollRules;
  /** Why the wait was given up, if it was. */
  #abandoned: { readonly reason: unknown } | undefined;

  constructor(host: WaitHost, input: OperationRef, origin: Origin, policy: Policy) {
    this.#host = host;
    this.#policy = policy;
    this.#origin = origin;
    this.input = input;
    this.#poller = new Poller(host.settings, host.signal, host.clock, input);
    this.#state = begin(input, host.clock());
    this.#rules = {
      requestTimeoutMs: policy.requestTimeout * 1000,
      untilFinalPollMs: () => finalPollAtMs(policy) - this.#elapsedMs,
      untilDeadlineMs: () => policy.maxWaitTime * 1000 - this.#elapsedMs,
      afterFailure: (error, kind) => {
        const { failuresInARow, operationId, polls } = recordFailure(this.#state, error, kind);
        const delayMs = retryDelayMs(failuresInARow, error, kind, policy, `${operationId}/${polls}`);
        if (kind !== "throttled" || delayMs === undefined) return delayMs;
        return Math.min(delayMs, Math.max(longestThrottleDelayMs, error.retryAfterMs ?? 0));
      },
      onRetry: (failure) => this.#retrying(failure),
      onQueued: (sendNow, delayMs) => this.#queued(sendNow, delayMs),
    };
    this.ended = this.#run();
  }

  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** The furthest status before the end. */
  get pendingStatus(): "UNSEEN" | "SUBMITTED" | "PENDING" {
    const { transitions } = this.#state;
    return (
      transitions.map(({ to }) => to).findLast((to) => to === "SUBMITTED" || to === "PENDING") ?? "UNSEEN"
    );
  }

  snapshot(): WaiterSnapshot {
    const { operation } = this.#state;
    return snapshotOf(this.#state, {
      phase: this.#outcome ? "settled" : "waiting",
      startedAt: this.#state.startedAt,
      createdAt:
        operation?.CreateDate === undefined ? undefined : this.#poller.localTime(operation.CreateDate),
      lastSeenAt: this.#poller.lastSeenAt,
      nextPollAt: this.#nextPollAt,
      problem: this.#problem,
      usualMs: this.#host.settings.budget.usualMs(operation?.Type),
      outcome: this.#outcome,
    });
  }

  get #elapsedMs(): number {
    return Math.max(this.#state.elapsedMs, this.#host.clock() - this.#state.startedAt);
  }

  async #run(): Promise<Outcome> {
    const { adopted = false } = this.#origin;
    // The caller must have the wait before its first event.
    await Promise.resolve();
    if (adopted) this.#tell({ type: "adopted" });
    const decision = await this.#pollUntilEnd().catch((thrown: unknown) => this.#endEarly(thrown));
    this.#state = decision.state;
    const { verify } = this.#origin;
    const outcome = outcomeOf(decision, {
      requests: this.#poller.requests,
      adopted,
      cause: this.#abandoned ? this.#abandoned.reason : this.#poller.cause,
    });
    this.#outcome = verify ? Object.freeze(await verify(outcome, this.#host.signal)) : outcome;
    this.#nextPollAt = undefined;
    this.#problem = undefined;
    this.#tell({ type: "settled", outcome: this.#outcome }, decision.state.elapsedMs);
    return this.#outcome;
  }

  /** The same loop as the core's, for a state that also changes during a poll. */
  async #pollUntilEnd(): Promise<FinalDecision> {
    // What was started just now has not ended yet.
    const untilFinalMs = finalPollAtMs(this.#policy);
    let waitMs = this.#origin.justStarted ? Math.min(this.#policy.knownMinDelay * 1000, untilFinalMs) : 0;
    for (;;) {
      const permit = await this.#turn(waitMs);
      const observation = await this.#poller.poll(
        permit,
        this.#rules,
        this.#state.elapsedMs,
        () => this.#elapsedMs,
      );
      if (observation.error === undefined) this.#problem = undefined;
      const { budget } = this.#host.settings;
      // Between two polls, it is not among those that share the budget.
      const activeWaits = budget.pacer.activeWaits + 1;
      const expectation = budget.expectation(observation.operation?.Type, this.#elapsedMs, activeWaits);
      const decision = nextStep(this.#state, observation, this.#policy, expectation);
      this.#apply(decision, observation);
      if (decision.type !== "wait") return decision;
      ({ waitMs } = decision);
    }
  }

  #endEarly(thrown: unknown): FinalDecision {
    const { signal } = this.#host;
    const state = { ...this.#state, elapsedMs: this.#elapsedMs };
    if (signal.reason === deadlinePassed) return timeOut(state);
    // Without an abort, it is a fault: of a pacer, for one. Whoever waits is told, and nothing is left running.
    this.#abandoned = { reason: signal.aborted ? signal.reason : thrown };
    return fail(state, "aborted", "ABORTED");
  }

  /** Waits for the turn that the pacer gives, which keeps the timetable of all polls. Not async: thousands may wait here. */
  #turn(delayMs: number): Promise<Permit> {
    const { signal, settings } = this.#host;
    const onQueued = (sendNow: () => void): void => this.#queued(sendNow, delayMs);
    return settings.budget.pacer.acquire({ signal, delayMs, deferral: this, onQueued });
  }

  /** A poll has joined the queue. The final poll doesn't wait for its turn, whatever made it late. */
  #queued(sendNow: () => void, delayMs: number): void {
    this.#sendNow = sendNow;
    if (delayMs <= 0 && this.#rules.untilFinalPollMs() <= 0) sendNow();
  }

  /** The time for the final poll has come: a poll that is in the queue is sent now. */
  pollNow(): void {
    this.#sendNow?.();
  }

  #retrying({ error, kind, retryMs = 0 }: FailedAttempt): void {
    this.#state = recordFailure(this.#state, error, kind);
    const { throttled, transient, healing } = this.#state.failuresInARow;
    const { name: errorName, code: errorCode, statusCode } = error;
    const facts = {
      reason: kind === "throttled" ? ("throttled" as const) : ("transient" as const),
      errorName,
      ...compact({ errorCode, statusCode }),
      attempt: throttled + transient + healing,
    };
    this.#problem = { ...facts, nextAttemptAt: this.#host.clock() + retryMs };
    this.#tell({ type: "retry", ...facts, delayMs: retryMs });
  }

  #apply(decision: Decision, { operation }: Observation): void {
    const news = decision.state.transitions.slice(this.#state.transitions.length);
    this.#state = decision.state;
    const nextPollMs = decision.type === "wait" ? decision.waitMs : undefined;
    this.#nextPollAt = nextPollMs === undefined ? undefined : this.#host.clock() + nextPollMs;
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

  /** A poll whose turn has come is put off when, by what has been learnt since it was planned, it is not worth its cost yet. */
  rescheduleMs(): number {
    const { operation, elapsedMs } = this.#state;
    const expectation = this.#host.settings.budget.expectation(operation?.Type, elapsedMs);
    return this.#untilMs(() => nextPollDelayMs(this.#state, this.#policy, expectation));
  }

  slackMs(): number {
    const { operation, elapsedMs } = this.#state;
    return this.#untilMs(() => this.#host.settings.budget.slackMs(operation?.Type, elapsedMs));
  }

  planned(delayMs: number): void {
    const nextPollAt = this.#host.clock() + Math.max(0, Math.ceil(delayMs));
    if (nextPollAt === this.#nextPollAt) return;
    this.#nextPollAt = nextPollAt;
    this.#host.replanned();
  }

  /** What is left of a delay since the last poll, or until the final poll; none for an urgent poll. */
  #untilMs(delayMs: () => number): number {
    const { startedAt, elapsedMs, lastError, polls } = this.#state;
    if (lastError || (polls === 0 && this.#origin.justStarted)) return 0;
    return startedAt + Math.min(elapsedMs + delayMs(), finalPollAtMs(this.#policy)) - this.#host.clock();
  }

  /** What a poll brought is told with the time of that poll, the same as in the outcome. */
  #tell(detail: EventDetail, elapsedMs: number = this.#elapsedMs): void {
    this.#host.tell(this, detail, elapsedMs);
  }
}
