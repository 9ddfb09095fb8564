import type { Outcome } from "../../waiter/result/outcome.js";
import type { Options } from "../input/command-line.js";
import { labelOf, type Names } from "../input/names.js";
import { styleFor, terminalCapabilities } from "../progress/terminal-capabilities.js";
import { annotation } from "./github.js";
import type { Summary } from "./json-types.js";
import { resumeLine } from "./resume-command.js";
import { sanitize } from "./sanitize.js";
import { say } from "./say.js";

export interface Reported {
  readonly outcomes: readonly Outcome[];
  readonly names: Names;
  readonly summary: Summary;
  readonly notStarted?: string | undefined;
  readonly existing?: string | undefined;
}

/** What people must know at the end: what did not succeed and why, and how to go on. */
export function report({ outcomes, names, summary, notStarted, existing }: Reported, options: Options): void {
  if (existing !== undefined) {
    if (!options.quiet)
      say(`${sanitize(existing, 255)} exists already, and is what was asked for: nothing was created.`);
    return;
  }
  const style = styleFor(terminalCapabilities(options.color, process.stderr, process.env));
  const { resume, signal } = summary;
  for (const line of notStarted?.split("\n") ?? []) say(line);
  for (const outcome of outcomes) {
    if (outcome.outcome === "succeeded" || outcome.outcome === "aborted") continue;
    if (options.annotations)
      process.stderr.write(`${annotation(labelOf(outcome.operationId, names), outcome)}\n`);
    if (notStarted === undefined) say(style("red", sanitize(outcome.message, 4000)));
  }
  if (resume === undefined) return;
  if (signal !== undefined && notStarted === undefined)
    say(`Interrupted by ${signal}. The operations keep running.`);
  say(resumeLine(resume));
}
