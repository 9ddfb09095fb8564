import { explainErrorCode } from "../../core/error-codes.js";
import { asSentence } from "../../core/text.js";
import type { UsualDuration, WaiterSnapshot } from "../../waiter/result/snapshot.js";
import { labelOf, type Names } from "../input/names.js";
import { formatAge, formatMs, typeWords } from "../output/format.js";
import { primaryTarget } from "../output/result-line.js";
import { sanitize } from "../output/sanitize.js";
import { problemWords, shortProblemWords } from "./problem-words.js";
import type { Color } from "./style.js";

/** What needs attention first, first. */
export const ranks = ["failed", "problem", "slow", "running", "done"] as const;
export type Rank = (typeof ranks)[number];

/** One operation as people see it. */
export interface Row {
  readonly operationId: string;
  readonly rank: Rank;
  readonly label: string;
  /** What the operation does, such as `create namespace`. */
  readonly what: string;
  /** A word for where it stands. */
  readonly state: string;
  /** Its own age, or how long it took. */
  readonly time: string;
  readonly note: string;
  /** The same in fewer words, for where there is no room. */
  readonly shortNote?: string;
  readonly color: Color | undefined;
  /** Of an operation that did not succeed: why, in whole sentences. */
  readonly reason?: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** How an operation that is waited for, or that has ended, stands at a time. */
export function rowOf(snapshot: WaiterSnapshot, names: Names, now: number): Row {
  const { operationId, operationType, outcome } = snapshot;
  const base = {
    operationId,
    label: labelOf(operationId, names),
    what: operationType === undefined ? "" : sanitize(typeWords(operationType), 40),
  };
  return {
    ...base,
    ...(outcome === undefined ? runningRow(snapshot, now) : endedRow(snapshot, outcome, now)),
  };
}

type Rest = Omit<Row, "operationId" | "label" | "what">;

function endedRow(
  { operation, createdAt }: WaiterSnapshot,
  outcome: NonNullable<WaiterSnapshot["outcome"]>,
  now: number,
): Rest {
  const time = outcome.tookMs === undefined ? "" : formatMs(outcome.tookMs);
  switch (outcome.outcome) {
    case "succeeded": {
      const target = primaryTarget(outcome.targets, operation);
      return {
        rank: "done",
        state: "done",
        time,
        note: target === undefined ? "" : sanitize(target, 255),
        color: "green",
      };
    }
    case "failed":
      return {
        rank: "failed",
        state: "failed",
        time,
        note: sanitize(outcome.code, 60),
        color: "red",
        ...explain(outcome.code, operation?.ErrorMessage, outcome.message),
      };
    case "timed-out":
    case "aborted":
      // It may well succeed yet.
      return {
        rank: "slow",
        state: `still ${stateWord(operation?.Status)}`,
        time: createdAt === undefined ? "" : formatAge(now - createdAt),
        note: "",
        color: "amber",
      };
    case "not-found":
    case "denied":
    case "invalid":
    case "unreachable":
      return {
        rank: "failed",
        state: outcome.outcome.replace("-", " "),
        time,
        note: "",
        color: "red",
        reason: reasonOf(outcome.message),
      };
  }
}

/** What Cloud Map said, what it means, and what to do; of a code that nothing is known of, the library's own message. */
function explain(code: string, said: string | undefined, message: string): Pick<Row, "reason" | "fix"> {
  const [meaning, ...advice] = explainErrorCode(code)?.split(/(?<=[.]) /) ?? [];
  if (meaning === undefined) return { reason: reasonOf(message) };
  const reason = said === undefined ? meaning : `${asSentence(sanitize(said, 2000))} ${meaning}`;
  return { reason, fix: advice.join(" ") };
}

/** The message without the operation's name, which stands beside it. */
function reasonOf(message: string): string {
  return sanitize(message.replace(/^Operation \S+( \([^)]*\))? (failed: )?/, ""), 4000);
}

function runningRow(snapshot: WaiterSnapshot, now: number): Rest {
  const { createdAt, startedAt = now, problem, usualMs, lastSeenAt, status } = snapshot;
  const ageMs = Math.max(0, now - (createdAt ?? startedAt));
  const time = createdAt === undefined && status === null ? "" : formatAge(ageMs);
  const state = stateWord(status ?? undefined);
  if (problem !== undefined && (problem.reason === "transient" || problem.attempt > 2)) {
    const nextMs = problem.nextAttemptAt - now;
    const next = nextMs < 500 ? "trying again now" : `next in ${Math.ceil(nextMs / 1000)} s`;
    const seen = lastSeenAt === undefined ? "" : `; last seen ${state} ${formatAge(now - lastSeenAt)} ago`;
    const rest = ` (attempt ${problem.attempt}), ${next}${seen}`;
    const note = `${problemWords(problem)}${rest}`;
    const shortNote = `${shortProblemWords(problem)}${rest}`;
    return { rank: "problem", state: "", time: "", note, shortNote, color: "amber" };
  }
  const isSlow = usualMs !== undefined && ageMs > usualMs.high * 2;
  return {
    rank: isSlow ? "slow" : "running",
    state,
    time,
    note: usualMs === undefined ? "" : `${isSlow ? "slow: " : ""}usually ${usualWords(usualMs)}`,
    color: isSlow ? "amber" : undefined,
  };
}

/** `~40 s` for what hardly varies, else a range. */
export function usualWords({ low, high }: UsualDuration): string {
  const [shortest, longest] = [rounded(low), rounded(high)];
  if (shortest === longest || high < low * 1.3) return `~${rounded((low + high) / 2)}`;
  const unit = longest.slice(longest.indexOf(" "));
  return `${shortest.endsWith(unit) ? shortest.slice(0, -unit.length) : shortest}-${longest}`;
}

function rounded(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

function stateWord(status: string | undefined): string {
  return status === undefined ? "not seen" : sanitize(status.toLowerCase(), 20);
}
