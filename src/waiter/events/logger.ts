import { compact } from "../../core/json.js";
import { printable } from "../../core/text.js";
import type { OperationEvent } from "./events.js";
import { isolate } from "./isolate.js";

/** Where lines about the wait go: the SDK's own logger interface. Nothing that an operation says is logged, only codes. */
export interface Logger {
  debug(...content: unknown[]): void;
  info(...content: unknown[]): void;
  warn(...content: unknown[]): void;
  error(...content: unknown[]): void;
}

/** One line for each event. Codes and counts only: an ErrorMessage may repeat what was submitted, secrets included. */
export function logEvent(logger: Logger, { seq: _seq, at: _at, ...event }: OperationEvent): void {
  const { outcome, code } = event.type === "settled" ? { code: undefined, ...event.outcome } : {};
  const isBad = event.type === "retry" || code !== undefined;
  const level = event.type === "poll" ? "debug" : isBad ? "warn" : "info";
  log(logger, level, { ...event, ...compact({ outcome, code }) });
}

/** Facts as a line of `name=value`, which no value can break. What the logger throws surfaces as an uncaught error. */
export function log(logger: Logger, level: "debug" | "info" | "warn", facts: object): void {
  const pairs = Object.entries(facts).map(
    ([name, value]) => `${name}=${JSON.stringify(typeof value === "string" ? printable(value, 300) : value)}`,
  );
  isolate(() => logger[level](`cloudmap-waiter: ${pairs.join(" ")}`));
}
