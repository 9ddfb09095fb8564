import { printable } from "../core/text.js";
import type { Logger } from "./config.js";
import type { OperationEvent } from "./events.js";

/** One line for each event. Codes and counts only: an ErrorMessage may repeat what was submitted, secrets included. */
export function logEvent(logger: Logger, { seq: _seq, at: _at, ...event }: OperationEvent): void {
  if (event.type !== "settled") {
    log(logger, event.type === "poll" ? "debug" : event.type === "retry" ? "warn" : "info", event);
    return;
  }
  const { outcome, ...told } = event;
  const isSuccess = outcome.outcome === "succeeded";
  log(logger, isSuccess ? "info" : "warn", {
    ...told,
    outcome: outcome.outcome,
    ...(isSuccess ? {} : { code: outcome.code }),
  });
}

/** Facts as a line of `name=value`, which neither a value nor its length can break. */
export function log(logger: Logger, level: "debug" | "info" | "warn", facts: object): void {
  const pairs = Object.entries(facts).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  logger[level](`cloudmap-waiter: ${printable(pairs.join(" "))}`);
}
