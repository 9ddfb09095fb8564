import { printable } from "../core/text.js";
import type { Logger } from "./config.js";
import type { OperationEvent } from "./events.js";

/** One line for each event. Codes and counts only: an ErrorMessage may repeat what was submitted, secrets included. */
export function logEvent(logger: Logger, event: OperationEvent): void {
  const operation = `cloudmap-waiter: operation ${printable(event.operationId, 255)}`;
  const after = `after ${Math.round(event.elapsedMs)} ms`;
  switch (event.type) {
    case "adopted":
      logger.info(`${operation} was under way already and is adopted`);
      break;
    case "transition":
      logger.info(`${operation} ${event.from ?? "first seen"} -> ${event.to} ${after}`);
      break;
    case "poll":
      logger.debug(
        `${operation} poll ${event.poll}: ${printable(event.status ?? "no status", 100)} ${after}`,
      );
      break;
    case "retry":
      logger.warn(
        `${operation} ${event.reason} (${printable(event.errorName, 100)}) ${after}, next attempt in ${event.delayMs} ms`,
      );
      break;
    case "settled": {
      const { outcome } = event;
      const code = outcome.outcome === "succeeded" ? "" : ` (${printable(outcome.code, 100)})`;
      logger[outcome.outcome === "succeeded" ? "info" : "warn"](
        `${operation} ${outcome.outcome}${code} ${after}`,
      );
      break;
    }
  }
}
