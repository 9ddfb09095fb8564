import { compact } from "../../core/json.js";
import type { Outcome } from "../../waiter/result/outcome.js";
import type { Connection } from "../input/aws-client.js";
import type { Options } from "../input/command-line.js";
import { CommandError } from "../exit-status.js";
import { namesOf, type Requested } from "../input/operation-ids.js";
import type { Lifetime } from "../lifetime.js";
import { NotStarted } from "../not-started.js";
import { EventWriter } from "../output/json-events.js";
import { openOutputs, type Outputs } from "../output/outputs.js";
import { finish } from "./finish.js";
import { pollAll } from "./poll-all.js";
import { connectFor, readOperations } from "./prepare.js";

/** Waits for operations and tells how they ended; resolves with the exit status. */
export async function wait(options: Options, lifetime: Lifetime): Promise<number> {
  let operations: readonly Requested[] = [];
  let outputs: Outputs | undefined;
  try {
    operations = await readOperations(options, lifetime);
    outputs = openFor(operations, options);
    return await waitFor(operations, options, lifetime, outputs);
  } catch (error) {
    if (!(error instanceof NotStarted)) throw error;
    return tellNotStarted(error, options, lifetime, outputs);
  }
}

/** The same for operations that are known already, over a connection that there may be. */
export async function waitFor(
  operations: readonly Requested[],
  options: Options,
  lifetime: Lifetime,
  outputs: Outputs = openFor(operations, options),
  connected?: Connection,
): Promise<number> {
  const names = namesOf(operations);
  const events = new EventWriter((line) => outputs.event(line), names);
  const { signals } = lifetime;
  if (operations.length === 0) {
    events.start([], compact({ timeoutMs: lifetime.timeoutMs }));
    return finish(
      { outcomes: [], names, region: options.region, signal: undefined },
      options,
      events,
      outputs,
    );
  }
  const connection = connected ?? (await connectFor(operations, options, lifetime));
  try {
    const outcomes = await pollAll({ operations, names, connection, events }, options, lifetime);
    const { region } = connection;
    return finish({ outcomes, names, region, signal: signals.received }, options, events, outputs);
  } finally {
    connection.client.destroy();
  }
}

/** An output that can't be opened must not cost the ids that stdin had. */
function openFor(operations: readonly Requested[], options: Options): Outputs {
  try {
    return openOutputs(options);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new NotStarted(operations, "invalid", error.message);
  }
}

/**
 * Tells programs and people that nothing was polled: whoever reads events gets a `settled` for each id and a summary,
 * whatever happens, and the ids may have come through a pipe, and be nowhere else.
 */
function tellNotStarted(
  { operations, outcome, message }: NotStarted,
  options: Options,
  lifetime: Lifetime,
  outputs: Outputs = { event() {}, github() {}, close() {} },
): number {
  const names = namesOf(operations);
  const outcomes = operations.map(({ operationId }) => notPolled(operationId, outcome, message));
  const events = new EventWriter((line) => outputs.event(line), names);
  const ids = [...new Set(operations.map(({ operationId }) => operationId))];
  const { region } = options;
  events.start(ids, compact({ region, timeoutMs: lifetime.timeoutMs }));
  for (const [index, operationId] of ids.entries()) {
    const ended = outcomes.find((one) => one.operationId === operationId);
    if (ended !== undefined)
      events.event({
        type: "settled",
        seq: index + 1,
        at: Date.now(),
        elapsedMs: 0,
        operationId,
        outcome: ended,
      });
  }
  const signal = lifetime.signals.received;
  return finish({ outcomes, names, region, signal, notStarted: message }, options, events, outputs);
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
