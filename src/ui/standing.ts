import { type OperationProgress, tookMs } from "./operation-progress.js";

/** What an operation's standing means for whoever watches, from what needs attention first to what needs none. */
export type Category = "failed" | "unfinished" | "running" | "unseen" | "succeeded";

/** How an operation stands, for people. */
export interface Standing {
  readonly category: Category;
  readonly word: string;
  readonly icon: string;
  /** Whether it takes longer than is usual. */
  readonly slow: boolean;
  /** What needs attention first has the lowest. */
  readonly rank: number;
}

const ended = {
  succeeded: ["succeeded", "Succeeded", "✔"],
  failed: ["failed", "Failed", "✖"],
  "not-found": ["failed", "Not found", "✖"],
  invalid: ["failed", "Invalid", "✖"],
  // The wait is over, and the operation goes on for all that is known.
  "timed-out": ["unfinished", "Still running", "◑"],
  aborted: ["unfinished", "Still running", "◑"],
  unreachable: ["unfinished", "No answer", "◑"],
  denied: ["unfinished", "Access denied", "◑"],
} as const;

const ranks: Readonly<Record<Category, number>> = {
  failed: 0,
  unfinished: 1,
  running: 4,
  unseen: 5,
  succeeded: 6,
};

export function standingOf(operation: OperationProgress, now: number): Standing {
  const { outcome, status, problem } = operation;
  if (outcome !== undefined) {
    const [category, word, icon] = Object.hasOwn(ended, outcome.outcome)
      ? ended[outcome.outcome]
      : (["unfinished", "Ended", "◑"] as const);
    return { category, word, icon, slow: false, rank: ranks[category] };
  }
  const slow = isSlow(operation, now);
  const category = status === null ? "unseen" : "running";
  if (problem !== undefined) return { category, word: "Retrying", icon: "↻", slow, rank: 3 };
  const word = status === null ? "Not seen yet" : status === "SUBMITTED" ? "Submitted" : "Pending";
  const icon = status === null ? "○" : "◐";
  return slow
    ? { category, word: `${word} · slow`, icon, slow, rank: 2 }
    : { category, word, icon, slow, rank: ranks[category] };
}

function isSlow(operation: OperationProgress, now: number): boolean {
  const { usualMs } = operation;
  return usualMs !== undefined && tookMs(operation, now) > usualMs.high;
}

/** Whether the wait can be resumed, since the operation has not ended for all that is known. */
export function isResumable({ outcome }: OperationProgress): boolean {
  return (
    outcome !== undefined &&
    Object.hasOwn(ended, outcome.outcome) &&
    ended[outcome.outcome][0] === "unfinished"
  );
}
