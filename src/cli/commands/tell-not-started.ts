import { compact } from "../../core/json.js";
import type { Outcome } from "../../waiter/result/outcome.js";
import type { Options } from "../input/command-line.js";
import { namesOf } from "../input/operation-ids.js";
import type { Lifetime } from "../lifetime.js";
import type { NotStarted } from "../not-started.js";
import { EventWriter } from "../output/json-events.js";
import { openOutputs, type Outputs } from "../output/outputs.js";
import { finish } from "./finish.js";

/**
 * Tells programs and people that nothing was polled: whoever reads events gets a `settled` for each id and a summary,
 * whatever happens, and the ids may have come through a pipe, and be nowhere else.
 */
export function tellNotStarted(
  { operations, outcome, message, instead }: NotStarted,
  options: Options,
  lifetime: Lifetime,
): number {
  const outputs = openIfPossible(options);
  const names = namesOf(operations);
  const outcomes = operations.map(({ operationId }) => notPolled(operationId, outcome, message));
  const events = new EventWriter((line) => outputs.event(line), names);
  const ids = [...new Set(operations.map(({ operationId }) => operationId))];
  const { region } = options;
  events.start(ids, compact({ region, timeoutMs: lifetime.timeoutMs }));
  // The writer numbers them.
  for (const operationId of ids)
    events.event({
      type: "settled",
      seq: 0,
      at: Date.now(),
      elapsedMs: 0,
      operationId,
      outcome: notPolled(operationId, outcome, message),
    });
  const signal = lifetime.signals.received;
  return finish(
    {
      outcomes,
      names,
      region,
      signal,
      elapsedMs: lifetime.elapsedMs,
      notStarted: { outcome, message, instead },
    },
    options,
    events,
    outputs,
  );
}

/** An output that can't be opened may be why nothing has started. */
function openIfPossible(options: Options): Outputs {
  try {
    return openOutputs(options);
  } catch {
    return { event() {}, github() {}, close() {} };
  }
}

function notPolled(operationId: string, outcome: NotStarted["outcome"], message: string): Outcome {
  return {
    outcome,
    operationId,
    transitions: [],
    polls: 0,
    requests: 0,
    retries: { throttled: 0, transient: 0 },
    elapsedMs: 0,
    adopted: false,
    code: "NOT_STARTED",
    message,
  };
}
