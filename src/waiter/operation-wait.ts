import { drive, type DriveIo } from "../core/poll-loop.js";
import { compact, recordOf } from "../core/json.js";
import { durationMs, type Operation, type OperationRef, readOperation } from "../core/operation.js";
import { finalPollAtMs, type Policy } from "../core/options.js";
import {
  addRetries,
  begin,
  type Decision,
  type Expectation,
  fail,
  type FinalDecision,
  nextPollDelayMs,
  type Observation,
  retriesOf,
  timeOut,
  type WaitState,
} from "../core/next-step.js";
import { call } from "./request/attempts.js";
import type { Settings } from "./config.js";
import { deadlinePassed } from "./deadline.js";
import type { EventDetail } from "./events/events.js";
import { type Outcome, outcomeOf } from "./result/outcome.js";
import type { Deferral, Permit } from "./rate/pacer.js";
import type { RequestOptions } from "./request/sdk-client.js";

/** How the operation came to be known. */
export interface Origin {
  /** This process started it just now, so the first look can wait for `minDelay`. */
  readonly justStarted?: boolean;
  /** It was under way already when its start was refused as a duplicate. */
  readonly adopted?: boolean;
}

/** What a wait needs from whoever owns it. */
export interface WaitOwner {
  readonly settings: Settings;
  /** Ends the wait; its reason is `deadlinePassed` or the caller's own. */
  readonly signal: AbortSignal;
  readonly clock: () => number;
  /** Hears of each thing that happens, after the wait's own state has changed. */
  hear(wait: Wait, news: EventDetail, elapsedMs: number): void;
}

/** One wait in this process: it drives the core, and tells its owner what happens. */
export class Wait implements DriveIo, Deferral {
  readonly input: OperationRef;
  /** How it ended. It begins by itself, as soon as its maker is done. */
  readonly ended: Promise<Outcome>;
  readonly #owner: WaitOwner;
  readonly #origin: Origin;
  readonly #policy: Policy;
  state: WaitState;
  nextPollAt: number | undefined;
  outcome: Outcome | undefined;
  /** The leave for the next look, once its turn has come. */
  #permit: Permit | undefined;
  #requests = 0;
  #cause: unknown;

  constructor(owner: WaitOwner, input: OperationRef, origin: Origin, policy: Policy) {
    const now = owner.clock();
    this.#owner = owner;
    this.#policy = policy;
    this.#origin = origin;
    this.input = input;
    this.state = begin(input, now);
    this.ended = this.#run();
  }

  /** What was started just now is not done yet. */
  get #firstDelayMs(): number {
    return this.#origin.justStarted ? Math.min(this.#policy.minDelay * 1000, finalPollAtMs(this.#policy)) : 0;
  }

  get elapsedMs(): number {
    return Math.max(this.state.elapsedMs, this.#owner.clock() - this.state.startedAt);
  }

  async #run(): Promise<Outcome> {
    const { signal } = this.#owner;
    const { adopted = false } = this.#origin;
    // The owner is to know of the wait before it hears of it.
    await Promise.resolve();
    if (adopted) this.#tell({ type: "adopted" });
    let decision: FinalDecision;
    try {
      decision = await drive(this, this.input, this.#policy, this.state);
    } catch (thrown) {
      const state = { ...this.state, elapsedMs: this.elapsedMs };
      if (signal.reason === deadlinePassed) decision = timeOut(state);
      else {
        // Without an abort, it is a fault: of a pacer, for one. Whoever waits is told, and nothing is left running.
        this.#cause = signal.aborted ? signal.reason : thrown;
        decision = fail(state, "aborted", "ABORTED");
      }
    }
    this.state = decision.state;
    this.outcome = outcomeOf(decision, { requests: this.#requests, adopted, cause: this.#cause });
    this.nextPollAt = undefined;
    this.#tell({ type: "settled", outcome: this.outcome }, decision.state.elapsedMs);
    return this.outcome;
  }

  /**
   * Waits for the turn that the pacer gives, which keeps the timetable of all looks. Not an async function: a hundred
   * thousand may wait here.
   */
  sleep(ms: number): Promise<void> {
    const { signal, settings } = this.#owner;
    const turn = settings.budget.pacer.acquire({ signal, delayMs: ms, deferral: this });
    return turn.then((permit) => {
      this.#permit = permit;
    });
  }

  async observe(): Promise<Observation> {
    const { signal, settings, clock } = this.#owner;
    if (this.#permit === undefined) await this.sleep(this.#firstDelayMs);
    const permit = this.#permit;
    this.#permit = undefined;
    const { pacer } = settings.budget;
    const result = await call((options) => this.#send(options), {
      policy: this.#policy,
      pacer,
      permit,
      signal,
      unref: settings.unref,
      key: `${this.input.OperationId}/${this.state.polls}`,
      onRetry: ({ reason, error, cause, delayMs }) => {
        this.#cause = cause;
        const one = retriesOf(reason);
        const { retries, retriesInARow } = this.state;
        this.state = {
          ...this.state,
          retries: addRetries(retries, one),
          retriesInARow: addRetries(retriesInARow, one),
          lastError: error,
        };
        const { name: errorName, statusCode } = error;
        this.#tell({ type: "retry", reason, errorName, ...compact({ statusCode }), delayMs });
      },
    });
    const { retries } = result;
    const at = clock();
    if ("error" in result) {
      this.#cause = result.cause;
      return { at, error: result.error, retries };
    }
    this.#cause = undefined;
    const operation = readOperation(recordOf(result.value)["Operation"]);
    if (operation) this.#learn(operation);
    return { at, operation, retries };
  }

  expect({ operation }: Observation): Expectation {
    const { budget } = this.#owner.settings;
    // Between two looks, it is not among those who share the budget.
    return budget.expectation(operation?.Type, this.elapsedMs, budget.pacer.activeWaits + 1);
  }

  decided(decision: Decision, { operation }: Observation): void {
    const news = decision.state.transitions.slice(this.state.transitions.length);
    this.state = decision.state;
    const nextPollMs = decision.type === "wait" ? decision.waitMs : undefined;
    this.nextPollAt = nextPollMs === undefined ? undefined : this.#owner.clock() + nextPollMs;
    const { elapsedMs, polls } = this.state;
    const operationType = this.state.operation?.Type;
    for (const { from, to } of news)
      this.#tell({ type: "transition", ...compact({ operationType }), from, to }, elapsedMs);
    this.#tell(
      { type: "poll", poll: polls, ...compact({ status: operation?.Status, nextPollMs }) },
      elapsedMs,
    );
  }

  /** A look whose turn has come is put off when, by what has been learnt since it was planned, it is not worth its price yet. */
  rescheduleMs(): number {
    const { operation, elapsedMs } = this.state;
    const expectation = this.#owner.settings.budget.expectation(operation?.Type, elapsedMs);
    return this.#untilMs(() => nextPollDelayMs(this.state, this.#policy, expectation));
  }

  slackMs(): number {
    const { operation, elapsedMs } = this.state;
    return this.#untilMs(() => this.#owner.settings.budget.slackMs(operation?.Type, elapsedMs));
  }

  /** What is left of a delay since the last look, or until the last look before the deadline; none for an urgent look. */
  #untilMs(delayMs: () => number): number {
    const { startedAt, elapsedMs, lastError, polls } = this.state;
    if (lastError || (polls === 0 && this.#origin.justStarted)) return 0;
    this.nextPollAt = startedAt + Math.min(elapsedMs + delayMs(), finalPollAtMs(this.#policy));
    return this.nextPollAt - this.#owner.clock();
  }

  #learn(operation: Operation): void {
    const { Type, Status } = operation;
    const hasEnded = Status === "SUCCESS" || Status === "FAIL";
    const { elapsedMs: fromMs } = this.state;
    // When it ended is known by the service's own clock; between the two looks it must be by this one's.
    const tookMs = hasEnded ? (durationMs(operation) ?? fromMs) : this.elapsedMs;
    const toMs = Math.min(Math.max(fromMs, tookMs), this.elapsedMs);
    this.#owner.settings.budget.learn(Type, fromMs, toMs, hasEnded);
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

  /** What a look brought is told with the time of that look, the same as in the outcome. */
  #tell(news: EventDetail, elapsedMs: number = this.elapsedMs): void {
    this.#owner.hear(this, news, elapsedMs);
  }
}

/** HTTP requests beyond the first that the SDK sent for one `send`, by its own count. */
function furtherRequests(result: unknown): number {
  const attempts = recordOf(recordOf(result)["$metadata"])["attempts"];
  return typeof attempts === "number" && attempts > 1 ? attempts - 1 : 0;
}
