/** The flags that say what a scenario says, in the scenario's own words. */
import { printable } from "../../core/text.js";
import { isObject } from "../protocol/readers.js";
import type { Duration } from "../scenario/duration.js";
import type { FailureRule } from "../scenario/failures.js";
import type { FaultRule } from "../scenario/faults.js";
import type { Quota, Throttle } from "../scenario/quotas.js";

/** A command line that makes no sense; the message says why. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

// The last key that fits an operation decides, so what is typed must come last even if the file has the same key.
export function laidOver(
  file: Readonly<Record<string, Duration>>,
  typed: readonly (readonly [string, Duration])[],
): Readonly<Record<string, Duration>> {
  const keys = new Set(typed.map(([key]) => key));
  return Object.fromEntries([...Object.entries(file).filter(([key]) => !keys.has(key)), ...typed]);
}

export function readDurationFlag(given: string): readonly [string, Duration] {
  const { left, right } = split("--duration", given, "TYPE[:PATTERN]=SECONDS");
  if (right === "never") return [left, "never"];
  // The shape is checked with the rest of the scenario.
  return [
    left,
    right.startsWith("{") ? (json("--duration", right) as Duration) : number("--duration", right),
  ];
}

export function readFailFlag(given: string): FailureRule {
  const { left, right } = split("--fail", given, "TYPE[:PATTERN]=CODE[:MESSAGE]");
  const colon = right.indexOf(":");
  if (colon === -1) return { on: left, code: right };
  return { on: left, code: right.slice(0, colon), message: right.slice(colon + 1) };
}

export function readQuotaFlags(
  given: readonly string[],
  throttleText: string | undefined,
): Readonly<Record<string, Quota>> {
  if (throttleText !== undefined && given.length === 0) {
    throw new UsageError("--throttle needs --quota: it says how requests over the quota are refused");
  }
  const throttle = throttleText === undefined ? undefined : readThrottleFlag(throttleText);
  return Object.fromEntries(
    given.map((text) => {
      const { left, right } = split("--quota", text, "ACTION=RATE[/BURST]");
      const [rate = "", burst] = parts("--quota", right, "/", "ACTION=RATE[/BURST]");
      const quota: Quota = {
        rate: number("--quota", rate),
        ...(burst !== undefined && { burst: number("--quota", burst) }),
        ...(throttle && { throttle }),
      };
      return [left, quota];
    }),
  );
}

function readThrottleFlag(given: string): Throttle {
  const [name = "", status] = parts("--throttle", given, "/", "NAME[/STATUS]");
  return { name, ...(status !== undefined && { statusCode: number("--throttle", status) }) };
}

/** `NAME`, `NAME@ACTION`, and then `,field=value` for each of the rule's other fields; or the whole rule as JSON. */
export function readFaultFlag(given: string): FaultRule {
  // The shapes are checked with the rest of the scenario.
  if (given.startsWith("{")) return json("--fault", given) as FaultRule;
  const form = "NAME[@ACTION][,FIELD=VALUE…]";
  const [head = "", ...fields] = given.split(",");
  const [fault = "", action] = parts("--fault", head, "@", form);
  const parameters = fields.map((field) => {
    const { left, right } = split("--fault", field, form);
    if (left === "members") return [left, right.split("+")];
    if (textFields.has(left)) return [left, right];
    if (right === "true" || right === "false") return [left, right === "true"];
    return [left, decimal.test(right) ? Number(right) : right];
  });
  const rule: object = { fault, ...(action !== undefined && { action }), ...Object.fromEntries(parameters) };
  return rule as FaultRule;
}

/** Fields of a fault whose value is text, whatever it looks like. */
const textFields: ReadonlySet<string> = new Set(["name", "message", "status"]);

/** One part or two. */
function parts(option: string, given: string, separator: string, form: string): readonly string[] {
  const found = given.split(separator);
  if (found.length > 2) throw new UsageError(`${option} takes ${form}; got ${printable(given, 200)}`);
  return found;
}

function split(
  option: string,
  given: string,
  form: string,
): { readonly left: string; readonly right: string } {
  const equals = given.indexOf("=");
  if (equals < 1 || equals === given.length - 1) {
    throw new UsageError(`${option} takes ${form}; got ${printable(given, 200)}`);
  }
  return { left: given.slice(0, equals), right: given.slice(equals + 1) };
}

/** A number as people write it, and as the flags of cloudmap-wait take it. */
const decimal = /^-?\d{1,300}(\.\d+)?$/;

export function number(option: string, given: string): number {
  if (decimal.test(given)) return Number(given);
  throw new UsageError(`${option} takes a number, such as 2 or 0.5; got ${printable(given, 200)}`);
}

function json(option: string, given: string): object {
  try {
    const value: unknown = JSON.parse(given);
    if (isObject(value)) return value;
  } catch {
    // Told below.
  }
  throw new UsageError(`${option}: not a JSON object: ${printable(given, 200)}`);
}
