import type { OperationEvent } from "../../waiter/events/events.js";
import type { Outcome } from "../../waiter/result/outcome.js";
import type { OperationFleet } from "../../waiter/operation-fleet.js";
import type { Options } from "../input/command-line.js";
import type { Connection } from "../input/aws-client.js";
import { longestSeconds } from "../input/duration.js";
import { document, EventWriter, summaryOf, type Summary } from "../output/json-events.js";
import { exitCodeOf, exitCodeOfSignal, usageError } from "../exit-status.js";
import { annotation, outputFile, writeOutput } from "../output/github.js";
import { plainProgress } from "../progress/plain.js";
import { type Progress, silence, type Watched } from "../progress/progress.js";
import { resultText } from "../output/result-line.js";
import { resumeCommand, resumeLine } from "../output/resume-command.js";
import { sanitize } from "../output/sanitize.js";
import { dieBy, listenForSignals } from "../signals.js";
import { openSinks, writeOut } from "../output/sinks.js";
import { canRedraw, terminalCapabilities, styleFor } from "../progress/terminal-capabilities.js";
import { ttyProgress } from "../progress/tty.js";

/** Waits for operations and tells how they ended; resolves with the exit status. After a signal, the process dies by it. */
export async function runWait(
  ids: readonly string[],
  options: Options,
  { client, region }: Connection,
): Promise<number> {
  const file = options.githubOutput === undefined ? undefined : outputFile(process.env);
  const delays = delaysOf(options);
  const sinks = openSinks(options);
  const { OperationFleet } = await import("../../waiter/operation-fleet.js");
  let progress: Progress = silence;
  const signals = listenForSignals(() => progress.stop());
  const fleet = new OperationFleet({
    client,
    maxWaitTime: options.timeout ?? longestSeconds,
    ...delays,
    failFast: options.failFast,
    abortSignal: signals.abortSignal,
  });
  const timeoutMs = options.timeout === undefined ? undefined : options.timeout * 1000;
  const events = new EventWriter((line) => sinks.event(line));
  events.start([...new Set(ids)], region, timeoutMs);
  const hear = (event: OperationEvent): void => {
    events.event(event);
    progress.event(event);
  };
  for (const type of ["adopted", "transition", "poll", "retry", "settled"] as const) fleet.on(type, hear);
  const outcomes = ids.map((OperationId) => fleet.add({ OperationId, OwnerAccount: options.ownerAccount }));
  const startedAt = performance.now();
  progress = progressFor(options, { fleet, timeoutMs, elapsedMs: () => performance.now() - startedAt });
  const ended = await Promise.all(outcomes);
  progress.stop();
  signals.release();
  for (const outcome of ended)
    if (outcome.outcome === "aborted" && !isAbort(outcome.cause)) throw outcome.cause;

  const distinct = [...new Map(ended.map((outcome) => [outcome.operationId, outcome])).values()];
  const summary = summarize(distinct, options, region, signals.received, fleet);
  events.summary(summary);
  sinks.close();
  report(distinct, summary, options);
  const lines = ended.map((outcome) => resultText(outcome, options.print));
  if (options.output === "json") writeOut(`${document(ended, summary)}\n`);
  if (options.output === "text" && options.print !== "none")
    writeOut(lines.map((line) => `${line}\n`).join(""));
  if (file !== undefined && options.githubOutput !== undefined)
    writeOutput(file, options.githubOutput, lines.join("\n"));
  if (signals.received !== undefined) dieBy(signals.received);
  return summary.exitCode;
}

function delaysOf({ interval, maxInterval }: Options): { minDelay?: number; maxDelay?: number } {
  if (interval !== undefined && maxInterval !== undefined && interval > maxInterval) {
    throw usageError(`--interval (${interval} s) must be at most --max-interval (${maxInterval} s).`);
  }
  // One that is given moves the other along, so that neither default is in its way.
  return {
    ...(interval !== undefined && { minDelay: interval }),
    ...(interval === undefined && maxInterval !== undefined && maxInterval < 1 && { minDelay: maxInterval }),
    ...(maxInterval !== undefined && { maxDelay: maxInterval }),
    ...(maxInterval === undefined && interval !== undefined && interval > 10 && { maxDelay: interval }),
  };
}

function progressFor(options: Options, watched: Watched): Progress {
  const { quiet, color, heartbeat, verbose } = options;
  const mode = quiet ? "none" : options.progress;
  if (mode === "none") return silence;
  const { stderr, env } = process;
  if (mode === "tty" || (mode === "auto" && !verbose && canRedraw(stderr, env))) {
    return ttyProgress(watched, stderr, terminalCapabilities(color, stderr, env));
  }
  return plainProgress(watched, say, { heartbeatMs: heartbeat * 1000, isVerbose: verbose });
}

function summarize(
  outcomes: readonly Outcome[],
  options: Options,
  region: string,
  signal: NodeJS.Signals | undefined,
  fleet: OperationFleet,
): Summary {
  const open = outcomes.filter(({ outcome }) => isOpen(outcome)).map(({ operationId }) => operationId);
  const exitCode = signal === undefined ? exitCodeOf(outcomes) : exitCodeOfSignal(signal);
  const { total, outcomes: counts } = fleet.getSnapshot();
  return summaryOf(outcomes, {
    exitCode,
    ...(signal !== undefined && { signal }),
    ...(open.length > 0 && { resume: resumeCommand(open, { ...options, region }) }),
    message: `${counts.succeeded} of ${total} succeeded`,
  });
}

/** A signal's or fail-fast's reason; anything else that ends a wait before its time is a fault. */
function isAbort(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === "AbortError";
}

/** Whether the operation may go on after the wait is over. */
function isOpen(outcome: Outcome["outcome"]): boolean {
  return outcome !== "succeeded" && outcome !== "failed" && outcome !== "not-found" && outcome !== "invalid";
}

/** What people must know at the end: what did not succeed and why, and how to go on. */
function report(outcomes: readonly Outcome[], { resume, signal }: Summary, options: Options): void {
  const style = styleFor(terminalCapabilities(options.color, process.stderr, process.env));
  for (const outcome of outcomes) {
    if (outcome.outcome === "succeeded" || outcome.outcome === "aborted") continue;
    if (options.annotations) process.stderr.write(`${annotation(outcome)}\n`);
    say(style("red", sanitize(outcome.message, 4000)));
  }
  if (resume === undefined) return;
  if (signal !== undefined) say(`Interrupted by ${signal}. Cloud Map goes on with what it was doing.`);
  say(resumeLine(resume));
}

function say(line: string): void {
  process.stderr.write(`cloudmap-wait: ${line}\n`);
}
