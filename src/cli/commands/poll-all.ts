import { compact } from "../../core/json.js";
import type { FleetConfig } from "../../waiter/fleet-config.js";
import type { OperationEvent } from "../../waiter/events/events.js";
import type { OperationFleet } from "../../waiter/operation-fleet.js";
import type { Outcome } from "../../waiter/result/outcome.js";
import type { Connection } from "../input/aws-client.js";
import type { Options } from "../input/command-line.js";
import { longestSeconds } from "../input/duration.js";
import type { Names } from "../input/names.js";
import type { Requested } from "../input/operation-ids.js";
import type { Lifetime } from "../lifetime.js";
import type { EventWriter } from "../output/json-events.js";
import { type Progress, silence } from "../progress/progress.js";
import { servePage } from "../progress/served-page.js";
import { progressFor } from "../progress/progress-for.js";

export interface Polled {
  readonly operations: readonly Requested[];
  readonly names: Names;
  readonly connection: Connection;
  readonly events: Pick<EventWriter, "start" | "event">;
}

export interface PolledAll {
  /** One for each operation that was asked for. */
  readonly outcomes: readonly Outcome[];
  /** When each was created, by this machine's clock. */
  readonly createdAt: ReadonlyMap<string, number>;
}

/** Polls until every operation has ended, the time is up or a signal comes. */
export async function pollAll(
  { operations, names, connection, events }: Polled,
  options: Options,
  lifetime: Lifetime,
): Promise<PolledAll> {
  const library = await import("../../waiter/operation-fleet.js");
  const { client, region } = connection;
  const { signals, remainingMs, timeoutMs } = lifetime;
  const fleet = new library.OperationFleet({
    client,
    maxWaitTime: remainingMs === undefined ? longestSeconds : remainingMs / 1000,
    ...delaysOf(options),
    failFast: options.failFast,
    abortSignal: signals.abortSignal,
  });
  const closePage = await servePage(fleet, names, options, region);
  let progress: Progress = silence;
  events.start(
    [...new Set(operations.map(({ operationId }) => operationId))],
    compact({ region, timeoutMs }),
  );
  const hear = (event: OperationEvent): void => {
    events.event(event);
    progress.event(event);
  };
  for (const type of ["adopted", "transition", "poll", "retry", "settled"] as const) fleet.on(type, hear);
  const { ownerAccount: OwnerAccount } = options;
  const outcomes = operations.map(({ operationId: OperationId }) => fleet.add({ OperationId, OwnerAccount }));
  progress = progressFor(options, { fleet, names, region, timeoutMs, elapsedMs: () => lifetime.elapsedMs });
  signals.restore = () => progress.stop();
  try {
    const ended = await Promise.all(outcomes);
    for (const outcome of ended)
      if (outcome.outcome === "aborted" && !isAbort(outcome.cause)) throw outcome.cause;
    return { outcomes: ended, createdAt: createdAtOf(fleet) };
  } finally {
    progress.stop();
    await closePage();
  }
}

function createdAtOf(fleet: OperationFleet): ReadonlyMap<string, number> {
  const created = new Map<string, number>();
  for (const { operationId, createdAt } of fleet.operations())
    if (createdAt !== undefined) created.set(operationId, createdAt);
  return created;
}

/** One that is given moves the other along, so that neither default is in its way. */
export function delaysOf({
  interval,
  maxInterval,
}: Pick<Options, "interval" | "maxInterval">): Pick<FleetConfig, "minDelay" | "maxDelay"> {
  return compact({
    minDelay: interval ?? ((maxInterval ?? 1) < 1 ? maxInterval : undefined),
    maxDelay: maxInterval ?? ((interval ?? 10) > 10 ? interval : undefined),
  });
}

/** A signal's or fail-fast's reason; anything else that ends a wait before its time is a fault. */
export function isAbort(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === "AbortError";
}
