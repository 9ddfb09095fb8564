import type { Outcome } from "../../waiter/result/outcome.js";
import { type Span, span } from "../progress/style.js";
import { formatMs } from "./format.js";

/** Whether the wait was over before the operation had ended. */
export function isUndecided({ outcome }: Outcome): boolean {
  return outcome === "timed-out" || outcome === "aborted";
}

/** How it ended as a whole: the worst first. */
export function verdictOf(outcomes: readonly Outcome[], elapsedMs: number): Span[] {
  const total = outcomes.length;
  const running = outcomes.filter(isUndecided).length;
  const done = outcomes.filter(({ outcome }) => outcome === "succeeded").length;
  const failed = total - running - done;
  const facts = [
    ...(failed > 0 ? [`${failed} of ${total} failed`] : []),
    ...(running > 0
      ? [failed > 0 ? `${running} still running` : `${running} of ${total} still running`]
      : []),
    ...(done > 0 ? [failed + running > 0 ? `${done} done` : `${done === 1 ? "1" : `all ${done}`} done`] : []),
  ];
  const [first = "", ...rest] = facts;
  return [
    span(first, "bold"),
    span([...rest.map((fact) => ` · ${fact}`), ` · ${formatMs(elapsedMs)}`].join("")),
  ];
}

/** The mark of the whole: a cross, an ellipsis for what may succeed yet, or a check. */
export function verdictMark(outcomes: readonly Outcome[], hasUnicode: boolean): Span {
  const hasFailed = outcomes.some((one) => one.outcome !== "succeeded" && !isUndecided(one));
  if (hasFailed) return span(hasUnicode ? "✖" : "x", "red");
  return outcomes.every(({ outcome }) => outcome === "succeeded")
    ? span(hasUnicode ? "✔" : "+", "green")
    : span(hasUnicode ? "…" : "~", "amber");
}
