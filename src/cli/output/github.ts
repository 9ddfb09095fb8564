import { randomUUID } from "node:crypto";
import { appendFileSync, closeSync, openSync } from "node:fs";
import type { Outcome } from "../../waiter/result/outcome.js";
import { usageError } from "../exit-status.js";
import { sanitize } from "./sanitize.js";

/** A file that GitHub's runner reads, by its variable: one that can be written, or nothing would be worth waiting for. */
export function runnerFile(flag: string, variable: string, env: NodeJS.ProcessEnv): string {
  const path = env[variable];
  if (path === undefined || path === "") {
    throw usageError(
      `${flag} needs ${variable}, which GitHub Actions sets: this is not a step of a workflow.`,
    );
  }
  try {
    closeSync(openSync(path, "a"));
  } catch (error) {
    const { message } = error as Error;
    throw usageError(`${flag} needs ${variable} to be a file that can be written: ${sanitize(message, 300)}`);
  }
  return path;
}

/** Sets an output. The delimiter is one that no value can know (see CVE-2022-35954 for fixed ones). */
export function writeOutput(path: string, name: string, value: string): void {
  const delimiter = `cloudmap_wait_${randomUUID()}`;
  appendFileSync(path, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
}

/** An annotation of a failure, as the runner's workflow command: data and properties escaped as its documentation says. */
export function annotation(label: string, outcome: Exclude<Outcome, { outcome: "succeeded" }>): string {
  const title = `${label} ${outcome.outcome}`;
  return `::error title=${escapeProperty(sanitize(title, 300))}::${escapeData(sanitize(outcome.message, 2000))}`;
}

/** What was sanitized has no line breaks, which would have to be escaped, too. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
