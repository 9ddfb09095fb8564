import { printable } from "../core/text.js";
import type { Logger } from "./config.js";
import type { OperationEvent } from "./events.js";

/** One line for each event. Codes and counts only: an ErrorMessage may repeat what was submitted, secrets included. */
export function logEvent(logger: Logger, event: OperationEvent): void {
  const [level, news] = describe(event);
  const line = `operation ${event.operationId} after ${Math.round(event.elapsedMs)} ms: ${news}`;
  logger[level](`cloudmap-waiter: ${printable(line)}`);
}

function describe(event: OperationEvent): ["debug" | "info" | "warn", string] {
  switch (event.type) {
    case "adopted":
      return ["info", "was under way already and is adopted"];
    case "transition":
      return ["info", `${event.from ?? "first seen"} -> ${event.to}`];
    case "poll":
      return ["debug", `poll ${event.poll}: ${event.status ?? "no status"}`];
    case "retry":
      return ["warn", `${event.reason} (${event.errorName}), next attempt in ${event.delayMs} ms`];
    case "settled": {
      const { outcome } = event;
      if (outcome.outcome === "succeeded") return ["info", "succeeded"];
      return ["warn", `${outcome.outcome} (${outcome.code})`];
    }
  }
}
