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

/**
 * Waits for operations and tells how they ended; resolves with the exit status.
 * @throws {NotStarted}
 */
export async function wait(options: Options, lifetime: Lifetime): Promise<number> {
  const operations = await readOperations(options, lifetime);
  return await waitFor(operations, options, lifetime);
}

/** What a wait can be given beside its operations. */
interface Given {
  /** A connection that there is already. */
  readonly connection?: Connection;
  /** Checks the outcomes before they are reported. */
  readonly amend?: (outcomes: readonly Outcome[]) => Amended | Promise<Amended>;
  /** Cloud Map has just accepted the operations: nobody can have mistyped their ids. */
  readonly isAccepted?: boolean;
  /** What is said in place of the command that resumes, where the operations end with this one. */
  readonly endsHere?: string;
}

export interface Amended {
  readonly outcomes: readonly Outcome[];
  /** The id of what existed already, which is as good as a success. */
  readonly existing?: string;
}

/**
 * Waits for operations that are known; resolves with the exit status.
 * @throws {NotStarted}
 */
export async function waitFor(
  operations: readonly Requested[],
  options: Options,
  lifetime: Lifetime,
  { connection: connected, amend, isAccepted, endsHere }: Given = {},
): Promise<number> {
  const outputs = openFor(operations, options);
  const names = namesOf(operations);
  const events = new EventWriter((line) => outputs.event(line), names);
  const { signals, timeoutMs } = lifetime;
  if (operations.length === 0) {
    events.start([], compact({ timeoutMs }));
    return finish(
      { outcomes: [], names, region: options.region, signal: undefined, elapsedMs: lifetime.elapsedMs },
      options,
      events,
      outputs,
    );
  }
  const connection = connected ?? (await connectFor(operations, options, lifetime));
  try {
    const { outcomes, createdAt } = await pollAll(
      { operations, names, connection, events },
      options,
      lifetime,
    );
    const amended = (await amend?.(outcomes)) ?? { outcomes };
    const { region } = connection;
    const { elapsedMs } = lifetime;
    return finish(
      { ...amended, createdAt, isAccepted, endsHere, names, region, signal: signals.received, elapsedMs },
      options,
      events,
      outputs,
    );
  } finally {
    connection.client.destroy();
  }
}

/** Reports something that exists already as if it had just been made. */
export function tellExisting(existing: string, options: Options, lifetime: Lifetime): number {
  const outputs = openOutputs(options);
  const names = new Map<string, string>();
  const events = new EventWriter((line) => outputs.event(line), names);
  events.start([], compact({ region: options.region, timeoutMs: lifetime.timeoutMs }));
  const ended = {
    outcomes: [],
    names,
    region: options.region,
    signal: undefined,
    elapsedMs: lifetime.elapsedMs,
    existing,
  };
  return finish(ended, options, events, outputs);
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
