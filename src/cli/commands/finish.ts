import { compact } from "../../core/json.js";
import type { Outcome } from "../../waiter/result/outcome.js";
import { exitCodeOf, exitCodeOfSignal, exitCodes } from "../exit-status.js";
import type { Options } from "../input/command-line.js";
import type { NotStarted } from "../not-started.js";
import { type EventWriter, namedOperation, summaryOf, waitDocument } from "../output/json-events.js";
import type { Summary } from "../output/json-types.js";
import type { Outputs } from "../output/outputs.js";
import { isRefused, report } from "../output/report.js";
import type { EndedWait } from "../output/report-table.js";
import { resultText } from "../output/result-line.js";
import { resumeCommand } from "../output/resume-command.js";
import { sanitize } from "../output/sanitize.js";
import { writeResult } from "../output/stdout.js";

export interface Ended extends EndedWait {
  readonly signal: NodeJS.Signals | undefined;
  /** The id of what existed already, so that nothing had to be made. */
  readonly existing?: string | undefined;
  /** Cloud Map has just accepted the operations, so one that it doesn't find or refuses to show may be running. */
  readonly isAccepted?: boolean | undefined;
  /** What is said in place of the command that resumes, where the operations end with this one. */
  readonly endsHere?: string | undefined;
  /** Why nothing was polled, if nothing was; then there is no result. */
  readonly notStarted?: Pick<NotStarted, "outcome" | "message" | "instead"> | undefined;
}

/** Tells the end of a wait to programs and to people; returns the exit status. */
export function finish(ended: Ended, options: Options, events: EventWriter, outputs: Outputs): number {
  const { outcomes, names } = ended;
  const distinct = [...new Map(outcomes.map((outcome) => [outcome.operationId, outcome])).values()];
  const summary = summarize(distinct, ended, options);
  events.summary(summary);
  outputs.close();
  report({ ...ended, outcomes: distinct, summary }, options);
  const lines = linesOf(ended, options);
  const text = lines.map((line) => `${line}\n`).join("");
  if (options.output === "json") writeResult(`${waitDocument(outcomes, names, summary)}\n`, text);
  else writeResult(options.output === "text" ? text : "", text);
  outputs.github(lines, distinct, ended);
  return summary.exitCode;
}

function linesOf({ outcomes, existing, notStarted }: Ended, options: Options): string[] {
  if (notStarted !== undefined) return [];
  if (existing === undefined) return resultLines(outcomes, options);
  return options.print === "none" ? [] : [sanitize(existing, 300)];
}

/**
 * A single id that did not succeed has no line, so that `${NS:?}` guards a script; of several, each has one, and where
 * there is no result a dash.
 */
function resultLines(outcomes: readonly Outcome[], { print = "target" }: Options): string[] {
  if (print === "none") return [];
  const [only, ...others] = outcomes;
  if (only !== undefined && others.length === 0 && only.outcome !== "succeeded" && print === "target")
    return [];
  return outcomes.map((outcome) => resultText(outcome, print) ?? "-");
}

function summarize(outcomes: readonly Outcome[], ended: Ended, options: Options): Summary {
  const { region, signal, names, notStarted, existing, isAccepted, endsHere } = ended;
  const open = outcomes.filter(
    (outcome) => notStarted !== undefined || mayBeRunning(outcome) || (isAccepted && isRefused(outcome)),
  );
  const succeeded = outcomes.filter(({ outcome }) => outcome === "succeeded").length;
  return summaryOf(
    outcomes.map(({ outcome }) => outcome),
    {
      exitCode: exitCodeFor(outcomes, ended),
      ...compact({ signal }),
      ...(open.length > 0 &&
        endsHere === undefined && {
          resume: resumeCommand(
            open.map(({ operationId }) => namedOperation(operationId, names)),
            { ...options, ...compact({ region }), ...notStarted?.instead },
          ),
        }),
      ...(existing !== undefined && { existing: { NAMESPACE: existing } }),
      message:
        notStarted?.message ??
        (existing === undefined ? undefined : `${existing} exists already`) ??
        `${succeeded} of ${outcomes.length} succeeded`,
    },
  );
}

function exitCodeFor(outcomes: readonly Outcome[], { signal, existing, notStarted }: Ended): number {
  if (signal !== undefined) return exitCodeOfSignal(signal);
  if (existing !== undefined) return exitCodes.success;
  return exitCodeOf(notStarted === undefined ? outcomes : [notStarted]);
}

function mayBeRunning({ outcome }: Outcome): boolean {
  return outcome !== "succeeded" && outcome !== "failed" && outcome !== "not-found" && outcome !== "invalid";
}
