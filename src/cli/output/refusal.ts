import { compact } from "../../core/json.js";
import type { PollingFailed } from "../../waiter/result/outcome.js";
import type { Options } from "../input/command-line.js";
import { document, EventWriter, summaryOf } from "./json-events.js";
import { CommandError } from "../exit-status.js";
import { resumeCommand, resumeLine } from "./resume-command.js";
import { openSinks, writeOut } from "./sinks.js";

/**
 * Tells programs that nothing could be looked at, for want of a region or of credentials: whoever reads events gets a
 * result for each id and a summary, whatever happens. Returns what people are to be told: the ids may have come through a
 * pipe, and be nowhere else.
 */
export function reportRefusal(ids: readonly string[], options: Options, refusal: CommandError): CommandError {
  const { message, exitCode } = refusal;
  const outcomes = ids.map((operationId): PollingFailed => ({
    outcome: "denied",
    operationId,
    transitions: [],
    polls: 0,
    requests: 0,
    retries: { throttled: 0, transient: 0 },
    elapsedMs: 0,
    adopted: false,
    code: "NOT_CONNECTED",
    message,
  }));
  const resume = ids.length === 0 ? undefined : resumeCommand(ids, options);
  const summary = summaryOf(outcomes, { exitCode, ...compact({ resume }), message });
  const sinks = openSinks(options);
  const events = new EventWriter((line) => sinks.event(line));
  events.start(ids, options.region, options.timeout === undefined ? undefined : options.timeout * 1000);
  for (const [index, outcome] of outcomes.entries()) {
    const { operationId } = outcome;
    events.event({ type: "settled", seq: index + 1, at: Date.now(), elapsedMs: 0, operationId, outcome });
  }
  events.summary(summary);
  sinks.close();
  if (options.output === "json") writeOut(`${document(outcomes, summary)}\n`);
  return resume === undefined ? refusal : new CommandError(exitCode, `${message}\n${resumeLine(resume)}`);
}
