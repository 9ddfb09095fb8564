import { compact } from "../../core/json.js";
import { durationMs } from "../../core/operation.js";
import type { Outcome } from "../../waiter/result/outcome.js";
import { exitCodeOf, exitCodeOfSignal } from "../exit-status.js";
import type { Options } from "../input/command-line.js";
import { type Names } from "../input/names.js";
import { namesOf } from "../input/operation-ids.js";
import type { Lifetime } from "../lifetime.js";
import { withoutResume } from "../not-started.js";
import { EventWriter, namedOperation, summaryOf } from "../output/json-events.js";
import type { StatusEntry } from "../output/json-types.js";
import { showStatus } from "../output/status-table.js";
import { openSinks } from "../output/sinks.js";
import { pollAll, type PolledAll } from "./poll-all.js";
import { connectFor, readOperations } from "./prepare.js";

/** Polls each operation once, and shows what it saw; resolves with the exit status. */
export async function status(options: Options, lifetime: Lifetime): Promise<number> {
  const operations = await withoutResume(readOperations(options, lifetime));
  const names = namesOf(operations);
  const sinks = openSinks(options);
  const writer = new EventWriter((line) => sinks.event(line), names);
  let { outcomes, createdAt }: PolledAll = { outcomes: [], createdAt: new Map() };
  if (operations.length > 0) {
    const connection = await withoutResume(connectFor(operations, options, lifetime));
    const events = {
      start: writer.start.bind(writer),
      // That the one poll is over is no end of anything.
      event: (event: Parameters<EventWriter["event"]>[0]) => {
        if (event.type !== "settled" || event.outcome.outcome !== "timed-out") writer.event(event);
      },
    };
    const silent: Options = { ...options, progress: "none" };
    ({ outcomes, createdAt } = await pollAll({ operations, names, connection, events }, silent, lifetime));
    connection.client.destroy();
  }
  const entries = outcomes.map((outcome) => entryOf(outcome, names, createdAt.get(outcome.operationId)));
  const signal = lifetime.signals.received;
  const summary = summaryOf(
    outcomes.map(({ outcome, operation }) => (outcome === "timed-out" && operation ? "running" : outcome)),
    {
      exitCode: signal === undefined ? exitCodeOf(outcomes) : exitCodeOfSignal(signal),
      ...compact({ signal }),
      message: `${entries.filter(({ status }) => status === "SUCCESS").length} of ${entries.length} succeeded`,
    },
  );
  writer.summary(summary);
  sinks.close();
  showStatus(entries, summary, options);
  return summary.exitCode;
}

/**
 * What is shown of an operation, once its one poll is over.
 * @param createdAt when it was created, by this machine's clock
 */
export function entryOf(outcome: Outcome, names: Names, createdAt: number | undefined): StatusEntry {
  const { operation, ownerAccount, operationId } = outcome;
  const isRunning = outcome.outcome === "timed-out" && operation !== undefined;
  const isAnswer = isRunning || outcome.outcome === "succeeded" || outcome.outcome === "failed";
  const problem = isRunning || outcome.outcome === "succeeded" ? undefined : outcome;
  return {
    ...namedOperation(operationId, names),
    ...compact({
      ownerAccount,
      operation,
      status: outcome.transitions.at(-1)?.to,
      ageMs: operation && ageMs(outcome, createdAt),
      outcome: isAnswer ? undefined : outcome.outcome === "timed-out" ? "unreachable" : outcome.outcome,
      code: problem?.code,
      message: problem?.message,
    }),
  };
}

/** How old the operation is; if it has ended, how long it took. */
function ageMs({ operation = {}, outcome }: Outcome, createdAt: number | undefined): number | undefined {
  if (outcome !== "timed-out") return durationMs(operation);
  return createdAt === undefined ? undefined : Math.max(0, Date.now() - createdAt);
}
