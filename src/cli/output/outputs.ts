import type { Outcome } from "../../waiter/result/outcome.js";
import type { Options } from "../input/command-line.js";
import { runnerFile, writeOutput } from "./github.js";
import { appendSummary, type SummaryContext } from "./github-summary.js";
import { messageOf, outputFailed } from "./output-failure.js";
import { openSinks } from "./sinks.js";

/** Everything but stdout that a run writes to. */
export interface Outputs {
  event(line: string): void;
  /** The results, for the next steps of a GitHub workflow. */
  github(lines: readonly string[], outcomes: readonly Outcome[], context: SummaryContext): void;
  close(): void;
}

/** @throws {CommandError} with exit status 2 for an output that can't be written: nothing would be worth waiting for. */
export function openOutputs(options: Options, env: NodeJS.ProcessEnv = process.env): Outputs {
  const { githubOutput: name } = options;
  const output =
    name === undefined ? undefined : { name, file: runnerFile("--github-output", "GITHUB_OUTPUT", env) };
  const summaryFile = options.githubSummary
    ? runnerFile("--github-summary", "GITHUB_STEP_SUMMARY", env)
    : undefined;
  const sinks = openSinks(options, env);
  return {
    event: (line) => sinks.event(line),
    close: () => sinks.close(),
    github(lines, outcomes, context) {
      if (output !== undefined)
        attempt("--github-output", () => writeOutput(output.file, output.name, lines.join("\n")));
      if (summaryFile !== undefined)
        attempt("--github-summary", () => appendSummary(summaryFile, outcomes, context));
    },
  };
}

function attempt(output: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    outputFailed(`${output} can't be written: ${messageOf(error)}`);
  }
}
