import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import type { OperationEvent } from "../../src/waiter/events/events.js";
import type { Performance, Played } from "./play.js";
import { predict, type Situation } from "./prediction.js";
import type { Script } from "./script.js";
import type { LoggedRequest } from "./service.js";

/** A process that stood still over its deadline has this long for one more poll. */
const extensionMs = 2000;

/** Everything that must hold of every script. */
export function check(script: Script, performance: Performance): void {
  const startedAt = Math.min(...performance.operations.map(({ beganAt }) => beganAt));
  for (const played of performance.operations) {
    checkEnd(script, performance, played, startedAt);
    checkEvents(performance, played);
    checkGaps(script, performance, played, startedAt);
  }
  checkFeed(script, performance);
  checkBudget(script, performance);
  const { pacer, ...left } = performance.left;
  const { queued, inFlight } = pacer;
  equal(
    { ...left, queued, inFlight },
    { timers: 0, listenersOnSignal: 0, lateEvents: 0, queued: 0, inFlight: 0 },
  );
}

/** It settles once, in time, as the model predicts. */
function checkEnd(script: Script, performance: Performance, played: Played, startedAt: number): void {
  const { policy } = script;
  const { abortedAt, frozenMs } = performance;
  const { outcome, beganAt, settledAt = Number.NaN, requests, id } = played;
  equal(performance.events.filter((event) => event.type === "settled" && event.operationId === id).length, 1);
  // A wait of no length may take as long as its one poll may.
  const deadlineAt = startedAt + Math.round(1000 * policy.maxWaitTime);
  const cutAt = deadlineAt + (policy.maxWaitTime === 0 ? 1000 * policy.requestTimeout : 0);
  const lateMs = frozenMs > 0 ? frozenMs + extensionMs : 0;
  // A wait counts the whole milliseconds of its timers, and may be ahead of the clock by two.
  const isTimeUp = settledAt >= Math.max(deadlineAt - 2, beganAt);
  atMost(settledAt, Math.max(Math.ceil(cutAt + lateMs), beganAt));
  const situation: Common = {
    policy,
    beganAt,
    maxWaitTime: Math.max(0, (deadlineAt - beganAt) / 1000),
    endedAt: Math.min(Math.max(abortedAt, beganAt), isTimeUp ? settledAt : Number.POSITIVE_INFINITY),
  };
  // Of two things that happen at the same moment, either may come first.
  const told = {
    outcome: outcome?.outcome,
    at: settledAt,
    statuses: outcome?.transitions.map(({ to }) => to),
    failures: outcome?.retries,
  };
  const predicted = variants(situation, endings(abortedAt <= settledAt, isTimeUp)).map((variant) =>
    predict(requests, variant),
  );
  if (!predicted.some((prediction) => isDeepStrictEqual(prediction, told)))
    expect(told).toEqual(predicted[0]);
  equal(outcome?.requests, requests.length);
}

type Common = Omit<Situation, "ending" | "countedAtEnd" | "roundingMs" | "answerRoundingMs">;

function variants(common: Common, endings: readonly Situation["ending"][]): Situation[] {
  return endings.flatMap((ending) =>
    [0, 1, 2].flatMap((countedAtEnd) =>
      [-2, 2].flatMap((roundingMs) =>
        [-2, 2].map((answerRoundingMs) =>
          Object.assign({ ending, countedAtEnd, roundingMs, answerRoundingMs }, common),
        ),
      ),
    ),
  );
}

function endings(isAborted: boolean, isTimeUp: boolean): readonly Situation["ending"][] {
  if (!isAborted) return ["timed-out"];
  return isTimeUp ? ["aborted", "timed-out"] : ["aborted"];
}

/** The events of one operation tell a story that its outcome repeats. */
function checkEvents({ events }: Performance, { id, outcome }: Played): void {
  const own = events.filter(({ operationId }) => operationId === id);
  const last = own.at(-1);
  equal(last?.type === "settled" && last.outcome, outcome);
  let elapsedMs = 0;
  for (const event of own) {
    atLeast(event.elapsedMs, elapsedMs);
    ({ elapsedMs } = event);
  }
  const transitions = own.filter((event) => event.type === "transition");
  equal(
    transitions.map(({ from, to, elapsedMs, poll }) => ({ from, to, elapsedMs, poll })),
    outcome?.transitions.map(({ from, to, elapsedMs, poll }) => ({ from, to, elapsedMs, poll })),
  );
  equal(
    transitions.map(({ from }) => from),
    transitions.map((_, index) => transitions[index - 1]?.to ?? null),
  );
  const polls = own.filter((event) => event.type === "poll");
  equal(
    polls.map(({ poll }) => poll),
    polls.map((_, index) => index + 1),
  );
  equal(polls.length, outcome?.polls);
  const { throttled = 0, transient = 0 } = outcome?.retries ?? {};
  const retries = own.filter((event) => event.type === "retry").length;
  // The last failure of all is followed by no other attempt.
  atLeast(throttled + transient - retries, 0);
  atMost(throttled + transient - retries, 1);
}

/**
 * These compare a hundred thousand times, where making a matcher takes longer than all else: one is made only where there is
 * a difference, to tell it. It may find none: to a matcher, a member that is undefined is as good as missing.
 */
function equal(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

function atLeast(actual: number, least: number): void {
  if (!(actual >= least)) expect(actual).toBeGreaterThanOrEqual(least);
}

function atMost(actual: number, most: number): void {
  if (!(actual <= most)) expect(actual).toBeLessThanOrEqual(most);
}

/** All events, in the order in which they were told. */
function checkFeed(
  script: Script,
  { events, read, operations, snapshots, ...performance }: Performance,
): void {
  equal(
    events.map(({ seq }) => seq),
    events.map((_, index) => index + 1),
  );
  equal(
    events.map(({ at }) => at),
    events.map(({ at }) => at).toSorted((a, b) => a - b),
  );
  if (operations.length > 0) {
    equal(events.at(-1)?.type, "settled");
    equal(read.filter(isWorthKeeping), events.filter(isWorthKeeping));
    equal(snapshots.at(-1)?.phase, "settled");
  }
  for (const { total, done, pending } of snapshots)
    if (pending !== undefined)
      equal((done ?? 0) + Object.values(pending).reduce((sum, count) => sum + count, 0), total);
  const lastSettledAt = Math.max(0, ...operations.map(({ settledAt = 0 }) => settledAt));
  if (script.operations.length > 0)
    equal(performance.endedAt, Math.max(lastSettledAt, script.hold ? performance.freeAt : 0));
}

/** All but what a long wait may forget. */
function isWorthKeeping({ type }: OperationEvent): boolean {
  return type !== "poll" && type !== "retry";
}

/** Two requests for one operation are never closer than the policy allows, nor a lonely one's further apart. */
function checkGaps(
  script: Script,
  { frozenMs, operations }: Performance,
  { requests, beganAt }: Played,
  startedAt: number,
): void {
  const { policy } = script;
  const finalAt = finalPollAt(script, beganAt, startedAt);
  const shortestMs = Math.min(500, policy.minDelay * 1000) * (1 - policy.jitter) - 2;
  for (const [index, request] of requests.entries()) {
    const before = requests[index - 1];
    if (before === undefined) continue;
    const endedAt = endOf(before);
    // The final poll comes when it must, and a wait that time has passed over makes one more.
    if (request.sentAt < finalAt - 2) atLeast(request.sentAt - endedAt, shortestMs);
    const { answer } = before;
    const isPlain = before.deliveredAt !== undefined && answer.type !== "error";
    if (operations.length > 1 || !isPlain || frozenMs > 0) continue;
    // A throttle before may have left the bucket empty at a low rate.
    const longestMs = policy.maxDelay * 1000 + 2100;
    atMost(request.sentAt - endedAt, longestMs);
  }
  const afterFinal = requests.filter(({ sentAt }) => sentAt >= finalAt + 2).length;
  // One at the end, its retries, and one after a timer that came late; not a burst.
  if (frozenMs === 0 && finalAt > beganAt) atMost(afterFinal, 4);
}

function endOf({ deliveredAt, abortedAt }: LoggedRequest): number {
  return deliveredAt ?? abortedAt ?? Number.POSITIVE_INFINITY;
}

/**
 * However many share the pacer, no stretch of time holds more requests than its bucket and its rate allow. Those at the end
 * of a wait don't wait for their turn: they have as much again.
 */
function checkBudget(script: Script, { operations, frozenMs }: Performance): void {
  const { burst, rate, maxInFlight } = script.pacer;
  const startedAt = Math.min(...operations.map(({ beganAt }) => beganAt));
  const requests = operations.flatMap((played) => played.requests).toSorted((a, b) => a.sentAt - b.sentAt);
  const inTurn = operations.flatMap(({ requests: own, beganAt }) => {
    const finalAt = finalPollAt(script, beganAt, startedAt);
    return own.map(({ sentAt }) => sentAt).filter((sentAt) => sentAt < finalAt - 2);
  });
  // Its clock may be a little ahead after timers that fired early.
  const slack = 0.1 * rate + (frozenMs > 0 ? 1 : 0);
  atLeast(
    lowestLevel(
      inTurn.toSorted((a, b) => a - b),
      burst,
      rate,
    ),
    -slack,
  );
  const all = requests.map(({ sentAt }) => sentAt);
  atLeast(lowestLevel(all, 2 * burst, 2 * rate), -2 * slack);
  for (const { sentAt } of requests) {
    const inFlight = requests.filter((other) => other.sentAt <= sentAt && endOf(other) > sentAt);
    atMost(inFlight.length, maxInFlight);
  }
}

/** How empty a bucket gets from which a request takes one at each of these times. */
function lowestLevel(times: readonly number[], burst: number, rate: number): number {
  let [level, filledAt, lowest] = [burst, 0, burst];
  for (const at of times) {
    level = Math.min(burst, level + ((at - filledAt) / 1000) * rate) - 1;
    filledAt = at;
    lowest = Math.min(lowest, level);
  }
  return lowest;
}

/** When a wait makes its final poll, at the earliest: with all others under the deadline that is counted from the first. */
function finalPollAt({ policy }: Script, beganAt: number, startedAt: number): number {
  const { maxWaitTime, requestTimeout } = policy;
  const finalAt = startedAt + 1000 * (maxWaitTime - Math.min(1, requestTimeout, maxWaitTime / 2));
  return Math.max(beganAt, finalAt);
}
