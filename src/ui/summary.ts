import { type OperationProgress, tookMs } from "./operation-progress.js";
import { type Category, standingOf } from "./standing.js";

/** How many operations stand how, and what that comes to. */
export interface Summary {
  readonly total: number;
  readonly ended: number;
  readonly counts: Readonly<Record<Category, number>>;
  /** Whether no event will follow. */
  readonly isOver: boolean;
}

export function summarize(operations: Iterable<OperationProgress>, isOver: boolean, now: number): Summary {
  const counts = { failed: 0, unfinished: 0, running: 0, unseen: 0, succeeded: 0 };
  let total = 0;
  for (const operation of operations) {
    counts[standingOf(operation, now).category]++;
    total++;
  }
  return { total, ended: total - counts.running - counts.unseen, counts, isOver };
}

/** What all of it comes to, in a few words; `tone` is what to colour it by. */
export interface Verdict {
  readonly text: string;
  readonly icon: string;
  readonly tone: "good" | "bad" | "warn" | "busy";
}

export function verdictOf({ total, ended, counts, isOver }: Summary): Verdict {
  const { failed, unfinished, succeeded } = counts;
  const failures = failed > 0 ? [`${failed} failed`] : [];
  if (total === 0) return { text: isOver ? "No operations" : "No operation yet", icon: "○", tone: "busy" };
  const goesOn = !isOver || ended < total;
  if (goesOn) {
    const text = [...failures, ended < total ? "running" : "more to come"];
    return { text: sentence(text), icon: failed > 0 ? "✖" : "◐", tone: failed > 0 ? "bad" : "busy" };
  }
  if (failed === 0 && unfinished === 0)
    return { text: total === 1 ? "Succeeded" : `All ${total} succeeded`, icon: "✔", tone: "good" };
  const running = unfinished > 0 ? [`${unfinished} still running or unknown`] : [];
  const text = sentence([...failures, ...running, ...(succeeded > 0 ? [`${succeeded} succeeded`] : [])]);
  return failed > 0 ? { text, icon: "✖", tone: "bad" } : { text, icon: "◑", tone: "warn" };
}

function sentence(parts: readonly string[]): string {
  const text = parts.join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** How long all that runs will usually take from now on; undefined where nothing usual is known of some of it. */
export function usualTimeLeft(
  operations: Iterable<OperationProgress>,
  now: number,
): { readonly low: number; readonly high: number } | "longer" | undefined {
  let [low, high, running] = [0, 0, 0];
  let isLonger = false;
  for (const operation of operations) {
    if (operation.outcome !== undefined) continue;
    const { usualMs } = operation;
    if (usualMs === undefined) return undefined;
    const ageMs = tookMs(operation, now);
    running++;
    if (ageMs > usualMs.high) isLonger = true;
    low = Math.max(low, usualMs.low - ageMs);
    high = Math.max(high, usualMs.high - ageMs);
  }
  if (running === 0) return undefined;
  return isLonger ? "longer" : { low, high };
}
