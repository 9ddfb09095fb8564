import { isFinalStatus } from "../../core/operation.js";
import type { OperationEvent } from "../../waiter/events/events.js";
import { startTimer } from "../../platform/timers.js";
import { labelOf } from "../input/names.js";
import { formatAge, formatMs } from "../output/format.js";
import { sanitize } from "../output/sanitize.js";
import { Outages } from "./outages.js";
import type { Progress, Watched } from "./progress.js";
import { problemWords } from "./problem-words.js";
import { usualWords } from "./row.js";

/**
 * Lines for logs and pipes: one for each transition, one for an outage, and one after each silence as long as the
 * heartbeat, as a silent build is a killed one. With `isVerbose`, one for each poll and each retry as well.
 */
export function plainProgress(
  watched: Watched,
  write: (line: string) => void,
  { heartbeatMs, isVerbose }: { heartbeatMs: number; isVerbose: boolean },
): Progress {
  let stopHeartbeat = startTimer(heartbeatMs, beat);
  function say(line: string | undefined): void {
    if (line === undefined) return;
    write(line);
    stopHeartbeat();
    stopHeartbeat = startTimer(heartbeatMs, beat);
  }
  function beat(): void {
    say(stillWaiting(watched));
  }
  const outages = new Outages(watched);
  return {
    event(event) {
      say(lineOf(event, watched));
      if (isVerbose) say(verboseLineOf(event, watched));
      else say(outages.lineOf(event));
    },
    stop: () => stopHeartbeat(),
  };
}

function lineOf(event: OperationEvent, watched: Watched): string | undefined {
  const label = labelOf(event.operationId, watched.names);
  if (event.type === "adopted") return `${label} was already in progress`;
  // How it ended is reported with the time that it took.
  if (event.type === "transition")
    return isFinalStatus(event.to) ? undefined : `${label}${typeOf(event.operationType)} ${event.to}`;
  return event.type === "settled" ? endLine(event, label, watched) : undefined;
}

function endLine(
  { outcome }: Extract<OperationEvent, { type: "settled" }>,
  label: string,
  watched: Watched,
): string | undefined {
  const type = typeOf(outcome.operation?.Type);
  const after = outcome.tookMs === undefined ? "" : ` after ${formatMs(outcome.tookMs)}`;
  if (outcome.outcome === "succeeded") return `${label}${type} SUCCESS${after}`;
  // The report is near; of several, it may be far off.
  const isLast = stillPending(watched) === 0;
  if (outcome.outcome === "failed") {
    const reason = isLast ? sanitize(outcome.code, 60) : sanitize(outcome.message, 2000);
    return `${label}${type} FAIL${after}: ${reason}`;
  }
  return outcome.outcome === "not-found" && !isLast ? `${label} was not found` : undefined;
}

function verboseLineOf(event: OperationEvent, { names }: Watched): string | undefined {
  const label = labelOf(event.operationId, names);
  if (event.type === "retry")
    return `${label} ${problemWords(event)} (attempt ${event.attempt}), next attempt in ${formatMs(event.delayMs)}`;
  if (event.type !== "poll") return undefined;
  const next = event.nextPollMs === undefined ? "" : `, next poll in ${formatMs(event.nextPollMs)}`;
  return `${label} poll ${event.poll}: ${sanitize(event.status ?? "no status", 60)} after ${formatMs(event.elapsedMs)}${next}`;
}

function typeOf(type: string | undefined): string {
  return type === undefined ? "" : ` ${sanitize(type, 60)}`;
}

function stillPending({ fleet }: Watched): number {
  const { done, total } = fleet.getSnapshot();
  return total - done;
}

function stillWaiting(watched: Watched): string {
  const { fleet, elapsedMs, names } = watched;
  const pending = stillPending(watched);
  const { total } = fleet.getSnapshot();
  const many = total === 1 ? "" : ` for ${pending} of ${total}`;
  const waiting = `still waiting${many} after ${formatMs(elapsedMs())}`;
  const first = [...fleet.operations()].find(({ phase }) => phase !== "settled");
  if (first === undefined) return waiting;
  const { operationId, status, createdAt, usualMs, problem, lastSeenAt } = first;
  const now = Date.now();
  const facts = [
    ...(createdAt === undefined ? [] : [`${formatAge(now - createdAt)} old`]),
    ...(usualMs === undefined ? [] : [`usually ${usualWords(usualMs)}`]),
    ...(problem === undefined ? [] : [problemWords(problem)]),
    ...(problem === undefined || lastSeenAt === undefined
      ? []
      : [`last seen ${formatAge(now - lastSeenAt)} ago`]),
  ];
  const aside = facts.length === 0 ? "" : ` (${facts.join(", ")})`;
  const others = pending > 1 ? ` and ${pending - 1} more` : "";
  return `${waiting}: ${labelOf(operationId, names)} is ${status ?? "not seen yet"}${aside}${others}`;
}
