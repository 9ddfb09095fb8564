import type { Outcome } from "../../waiter/result/outcome.js";
import type { Options } from "../input/command-line.js";
import type { Names } from "../input/names.js";
import { runnerFile, writeOutput } from "./github.js";
import { messageOf, outputFailed } from "./output-failure.js";
import { openSinks } from "./sinks.js";

/** Everything but stdout that a run writes to. */
export interface Outputs {
  event(line: string): void;
  /** The results, for the next steps of a GitHub workflow. */
  github(lines: readonly string[], outcomes: readonly Outcome[], names: Names): void;
  close(): void;
}

/** @throws {CommandError} with exit status 2 for an output that can't be written: nothing would be worth waiting for. */
export function openOutputs(options: Options, env: NodeJS.ProcessEnv = process.env): Outputs {
  const { githubOutput } = options;
  const file = githubOutput === undefined ? undefined : runnerFile("--github-output", "GITHUB_OUTPUT", env);
  const sinks = openSinks(options, env);
  return {
    event: (line) => sinks.event(line),
    close: () => sinks.close(),
    github(lines) {
      if (file === undefined || githubOutput === undefined) return;
      try {
        writeOutput(file, githubOutput, lines.join("\n"));
      } catch (error) {
        outputFailed(`--github-output can't be written: ${messageOf(error)}`);
      }
    },
  };
}
