import { formatMs } from "../output/format.js";
import { startTimer } from "../../platform/timers.js";
import type { Progress, Watched } from "./progress.js";
import { sanitize } from "../output/sanitize.js";

/**
 * Lines for logs and pipes: one for each transition, and one after each silence as long as the heartbeat, as a silent
 * build is a killed one. With `isVerbose`, one for each poll and each retry as well.
 */
export function plainProgress(
  watched: Watched,
  write: (line: string) => void,
  { heartbeatMs, isVerbose }: { heartbeatMs: number; isVerbose: boolean },
): Progress {
  let stopHeartbeat = startTimer(heartbeatMs, beat);
  function say(line: string): void {
    write(line);
    stopHeartbeat();
    stopHeartbeat = startTimer(heartbeatMs, beat);
  }
  function beat(): void {
    say(stillWaiting(watched));
  }
  return {
    event(event) {
      const id = sanitize(event.operationId, 255);
      const after = `after ${formatMs(event.elapsedMs)}`;
      switch (event.type) {
        case "adopted":
          say(`${id} was under way already`);
          break;
        case "transition": {
          const type = event.operationType === undefined ? "" : ` ${sanitize(event.operationType, 60)}`;
          say(`${id}${type} ${event.to} ${after}`);
          break;
        }
        case "retry":
          if (isVerbose)
            say(
              `${id} ${event.reason} (${sanitize(event.errorName, 60)}), next attempt in ${formatMs(event.delayMs)}`,
            );
          break;
        case "poll":
          if (isVerbose) {
            const next = event.nextPollMs === undefined ? "" : `, next poll in ${formatMs(event.nextPollMs)}`;
            say(`${id} poll ${event.poll}: ${sanitize(event.status ?? "no status", 60)} ${after}${next}`);
          }
          break;
        case "settled":
          // No transition has told of that end, and the report of all may be far off. Other ends come for all at once.
          if (event.outcome.outcome === "not-found" && stillPending(watched) > 0)
            say(`${id} was not found ${after}`);
          break;
      }
    },
    stop: () => stopHeartbeat(),
  };
}

function stillPending({ fleet }: Watched): number {
  const { done, total } = fleet.getSnapshot();
  return total - done;
}

function stillWaiting(watched: Watched): string {
  const { fleet, elapsedMs } = watched;
  const pending = stillPending(watched);
  const first = [...fleet.operations()].find(({ phase }) => phase !== "settled");
  const which =
    first === undefined ? "" : `: ${sanitize(first.operationId, 255)} is ${first.status ?? "not seen yet"}`;
  const others = pending > 1 ? ` and ${pending - 1} more` : "";
  return `still waiting for ${pending} of ${fleet.getSnapshot().total} after ${formatMs(elapsedMs())}${which}${others}`;
}
