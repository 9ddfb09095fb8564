// A small model of a wait, written apart from the code that it checks: it is told when each request was sent and what came
// back when, and says how the wait must have ended, and when. It knows nothing of how polls are timed.
import type { Answer, PolicyScript } from "./script.js";
import type { LoggedRequest } from "./service.js";

export interface Situation {
  readonly policy: PolicyScript;
  /** When the wait began. */
  readonly beganAt: number;
  /** Seconds. What was left of the time to wait when it began. */
  readonly maxWaitTime: number;
  /** When its time was up, or it was called off; infinite if neither came before its end. */
  readonly endedAt: number;
  /** How it ends then. */
  readonly ending: "aborted" | "timed-out";
  /** How many requests that were given up at that very moment count as failures; the others were cut off by the end. */
  readonly countedAtEnd: number;
  /** Milliseconds, at most 2 either way: how timers round where a request meets the final poll, */
  readonly roundingMs: number;
  /** and where an answer meets the end of a grace or of the wait. */
  readonly answerRoundingMs: number;
}

export interface Prediction {
  readonly outcome: string;
  /** When it must have settled. */
  readonly at: number;
  /** The statuses that it has seen come, each further than the one before. */
  readonly statuses: readonly string[];
  /** Attempts that failed and could be tried again. */
  readonly failures: { readonly throttled: number; readonly transient: number };
}

type Verdict = string | undefined;

/** A process whose timers come so late has stood still. */
const standstillMs = 100;

/** How a wait ends in which these requests were made. */
export function predict(requests: readonly LoggedRequest[], situation: Situation): Prediction {
  const model = new Model(situation);
  let { countedAtEnd } = situation;
  for (const request of requests) {
    const at = request.deliveredAt ?? request.abortedAt ?? Number.POSITIVE_INFINITY;
    const isCalledOff = request.deliveredAt === undefined;
    // What the end of the wait cut off tells nothing.
    if (isCalledOff && (at > situation.endedAt || (at === situation.endedAt && countedAtEnd-- === 0))) break;
    const outcome = isCalledOff ? model.calledOff(request) : model.hear(request.answer, at);
    if (outcome !== undefined) return { ...model.seen, outcome, at };
  }
  const outcome = situation.ending === "aborted" ? "aborted" : model.timeOut();
  return { ...model.seen, outcome, at: situation.endedAt };
}

const order = ["SUBMITTED", "PENDING", "SUCCESS", "FAIL"];

class Model {
  readonly #situation: Situation;
  readonly seen = { statuses: [] as string[], failures: { throttled: 0, transient: 0 } };
  #isSeen = false;
  #firstAnswerAt: number | undefined;
  #inARow = { server: 0, skewed: 0 };
  #lastError: string | undefined;

  constructor(situation: Situation) {
    this.#situation = situation;
  }

  /** A request that was given up: for lack of an answer, unless it only made way for the final poll. */
  calledOff({ sentAt, abortedAt = Number.POSITIVE_INFINITY }: LoggedRequest): Verdict {
    const { policy, beganAt, maxWaitTime, roundingMs } = this.#situation;
    const finalAt =
      beganAt + 1000 * (maxWaitTime - Math.min(1, policy.requestTimeout, maxWaitTime / 2)) + roundingMs;
    const madeWay = sentAt < finalAt && sentAt + policy.requestTimeout * 1000 > finalAt;
    // After standing still over the deadline, the process cuts off what is in progress, and polls once more: unless the
    // request had no longer to go than until that is noticed.
    const deadlineAt = beganAt + 1000 * maxWaitTime;
    const isCutOff =
      maxWaitTime > 0 &&
      abortedAt >= deadlineAt &&
      sentAt + policy.requestTimeout * 1000 > deadlineAt + standstillMs;
    return madeWay || isCutOff ? undefined : this.#failed("server");
  }

  hear(answer: Answer, at: number): Verdict {
    if (answer.type === "error") return this.#error(answer.kind, at);
    this.#answered(at);
    this.#lastError = undefined;
    if (answer.type === "status" && answer.id !== "other") return this.#status(answer.status);
    return undefined;
  }

  timeOut(): string {
    if (this.#isSeen) return "timed-out";
    if (this.#lastError === "not-found") return "not-found";
    return this.#lastError === "server" ? "unreachable" : "timed-out";
  }

  #status(status: string | undefined): Verdict {
    this.#isSeen = true;
    const furthest = order.indexOf(this.seen.statuses.at(-1) ?? "");
    if (status !== undefined && order.indexOf(status) > furthest) this.seen.statuses.push(status);
    if (status === "SUCCESS") return "succeeded";
    return status === "FAIL" ? "failed" : undefined;
  }

  #error(kind: string, at: number): Verdict {
    if (kind === "throttled" || kind === "skewed") return this.#failed(kind);
    if (kind === "server" || kind === "reset") return this.#failed("server");
    this.#lastError = kind;
    if (kind === "not-found") return this.#notFound(at);
    if (kind === "denied") return "denied";
    return kind === "untrusted" ? "unreachable" : "invalid";
  }

  #failed(kind: "throttled" | "server" | "skewed"): Verdict {
    this.#lastError = kind;
    this.seen.failures[kind === "throttled" ? "throttled" : "transient"]++;
    if (kind === "throttled") return undefined;
    const inARow = ++this.#inARow[kind];
    if (kind === "skewed") return inARow > 1 ? "denied" : undefined;
    return inARow > this.#situation.policy.transientRetries ? "unreachable" : undefined;
  }

  #notFound(at: number): Verdict {
    const { policy, beganAt, maxWaitTime, answerRoundingMs } = this.#situation;
    this.#answered(at);
    const isGraceOver = at - (this.#firstAnswerAt ?? at) + answerRoundingMs >= policy.notFoundGrace * 1000;
    const isTimeUp = at - beganAt + answerRoundingMs >= maxWaitTime * 1000;
    return this.#isSeen || isGraceOver || isTimeUp ? "not-found" : undefined;
  }

  #answered(at: number): void {
    this.#firstAnswerAt ??= at;
    this.#inARow = { server: 0, skewed: 0 };
  }
}
