import type { Outcome } from "../../waiter/result/outcome.js";
import type { Options } from "../input/command-line.js";
import { labelOf } from "../input/names.js";
import { isRedrawn } from "../progress/progress-for.js";
import { render, span } from "../progress/style.js";
import { terminalCapabilities } from "../progress/terminal-capabilities.js";
import { annotation } from "./github.js";
import type { Summary } from "./json-types.js";
import { type EndedWait, reportTable } from "./report-table.js";
import { resumeLine } from "./resume-command.js";
import { sanitize } from "./sanitize.js";
import { say } from "./say.js";
import { isUndecided, verdictOf } from "./verdict.js";

export interface Reported extends EndedWait {
  readonly summary: Summary;
  readonly notStarted?: { readonly message: string } | undefined;
  readonly existing?: string | undefined;
  readonly isAccepted?: boolean | undefined;
  readonly endsHere?: string | undefined;
}

/** Whether Cloud Map told nothing of an operation; one that it showed before, and then no longer, has ended. */
export function isRefused({ outcome, operation }: Outcome): boolean {
  return outcome === "invalid" || (outcome === "not-found" && operation === undefined);
}

/** What people must know at the end: the verdict, what did not succeed and why, and how to go on. */
export function report(reported: Reported, options: Options): void {
  const { outcomes, names, notStarted, existing } = reported;
  if (options.annotations) {
    for (const outcome of outcomes)
      if (outcome.outcome !== "succeeded" && outcome.outcome !== "aborted")
        process.stderr.write(`${annotation(labelOf(outcome.operationId, names), outcome)}\n`);
  }
  if (existing !== undefined) {
    if (!options.quiet)
      say(
        `${sanitize(existing, 255)} already exists, and is what the command asks for. Nothing was created.`,
      );
    return;
  }
  if (notStarted !== undefined) for (const line of notStarted.message.split("\n")) say(line);
  else if (isRedrawn(options)) reportTable(reported, options);
  else reportLines(reported, options);
  tellResume(reported, options);
}

/** For logs, in which each ending has been told when it came. */
function reportLines({ outcomes, elapsedMs, names }: Reported, options: Options): void {
  const capabilities = terminalCapabilities(options, process.stderr, process.env);
  if (outcomes.length > 1 && !options.quiet && options.progress !== "none")
    say(
      verdictOf(outcomes, elapsedMs)
        .map(({ text }) => text)
        .join(""),
    );
  for (const outcome of outcomes) {
    if (outcome.outcome === "succeeded" || outcome.outcome === "aborted") continue;
    const name = names.get(outcome.operationId);
    const label = name === undefined ? "" : `${sanitize(name, 255)}: `;
    const isEnd = outcome.outcome !== "timed-out";
    say(render([span(`${label}${sanitize(outcome.message, 4000)}`, isEnd ? "red" : "amber")], capabilities));
  }
}

function tellResume(reported: Reported, options: Options): void {
  const { summary, notStarted } = reported;
  const line = summary.resume === undefined ? [] : [resumeLine(summary.resume)];
  const why = notStarted === undefined ? whyResume(reported) : [];
  if (notStarted !== undefined || !isRedrawn(options)) {
    for (const text of [...why, ...line]) say(text);
    return;
  }
  const capabilities = terminalCapabilities(options, process.stderr, process.env);
  const shown = [...why, ...line.map((text) => render([span(text, "blue")], capabilities))];
  if (shown.length > 0) process.stderr.write(`\n${shown.map((text) => `${text}\n`).join("")}`);
}

/** Why there is something to resume, or nothing, where the outcomes alone don't tell it. */
function whyResume({ outcomes, summary: { signal, resume }, isAccepted, endsHere }: Reported): string[] {
  if (endsHere !== undefined && outcomes.some(isUndecided))
    return [signal === undefined ? endsHere : `Interrupted by ${signal}. ${endsHere}`];
  if (resume === undefined) return [];
  if (signal !== undefined) {
    const what = outcomes.length === 1 ? "The operation keeps" : "The operations keep";
    return [`Interrupted by ${signal}. ${what} running.`];
  }
  return isAccepted && outcomes.some(isRefused)
    ? ["Cloud Map had accepted the operation, so it may be running."]
    : [];
}
