/** The words of the command line, turned into a scenario and a place to listen. */
import { parseArgs } from "node:util";
import { printable } from "../../core/text.js";
import type { Duration } from "../scenario/duration.js";
import type { FailureRule } from "../scenario/failures.js";
import type { FaultRule } from "../scenario/faults.js";
import type { Quota, Throttle } from "../scenario/quotas.js";
import { isObject } from "../protocol/readers.js";
import type { Scenario } from "../scenario/scenario.js";
import type { ListenOptions } from "../transport/listen-options.js";
import { readScenario } from "../scenario/settings.js";

/** A command line that makes no sense; the message says why. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export type Command =
  | { readonly run: "help" }
  | { readonly run: "version" }
  | { readonly run: "serve"; readonly scenario: Scenario; readonly listen: ListenOptions };

const options = {
  port: { type: "string" },
  host: { type: "string" },
  "allow-remote": { type: "boolean" },
  "allow-remote-control": { type: "boolean" },
  seed: { type: "string" },
  speed: { type: "string" },
  duration: { type: "string", multiple: true },
  fail: { type: "string", multiple: true },
  quota: { type: "string", multiple: true },
  throttle: { type: "string" },
  fault: { type: "string", multiple: true },
  scenario: { type: "string" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

/**
 * Reads the arguments. Flags are laid over the scenario file: single values replace its own, and failures, faults, quotas
 * and durations come before or over the file's, so that what is typed wins.
 *
 * @param readFile gives a file's text; throws what `node:fs` throws
 * @throws UsageError for arguments that make no sense, ScenarioError for a scenario that breaks a rule
 */
export function readCommand(args: readonly string[], readFile: (path: string) => string): Command {
  const { values } = parse(args);
  if (values.help) return { run: "help" };
  if (values.version) return { run: "version" };
  const file = values.scenario === undefined ? {} : readScenarioFile(values.scenario, readFile);
  const scenario: Scenario = {
    ...file,
    ...(values.seed !== undefined && { seed: values.seed }),
    ...(values.speed !== undefined && { speed: number("--speed", values.speed) }),
    durations: laidOver(file.durations ?? {}, (values.duration ?? []).map(readDurationFlag)),
    failures: [...(values.fail ?? []).map(readFailFlag), ...(file.failures ?? [])],
    quotas: { ...file.quotas, ...readQuotaFlags(values.quota ?? [], values.throttle) },
    faults: [...(values.fault ?? []).map(readFaultFlag), ...(file.faults ?? [])],
  };
  readScenario(scenario);
  return {
    run: "serve",
    scenario,
    listen: {
      port: values.port === undefined ? defaultPort : portNumber(values.port),
      ...(values.host !== undefined && { host: values.host }),
      allowRemote: values["allow-remote"] ?? false,
      allowRemoteControl: values["allow-remote-control"] ?? false,
    },
  };
}

/** A fixed one, so that what is written in a script works tomorrow. */
export const defaultPort = 4556;

function parse(args: readonly string[]): { values: ParsedValues } {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
  } catch (error) {
    throw new UsageError(error instanceof Error ? printable(error.message) : "The arguments can't be read.");
  }
}

type ParsedValues = ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];

function readScenarioFile(path: string, readFile: (path: string) => string): Scenario {
  const name = printable(path, 200);
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFile(path));
  } catch (error) {
    const why = error instanceof Error ? printable(error.message) : "it can't be read";
    throw new UsageError(`--scenario ${name}: ${why}`);
  }
  try {
    readScenario(parsed);
  } catch (error) {
    if (error instanceof Error) throw new UsageError(`--scenario ${name}: ${error.message}`);
    throw error;
  }
  // Just read without a complaint.
  return parsed as Scenario;
}

// The last key that fits an operation decides, so what is typed must come last even if the file has the same key.
function laidOver(
  file: Readonly<Record<string, Duration>>,
  typed: readonly (readonly [string, Duration])[],
): Readonly<Record<string, Duration>> {
  const keys = new Set(typed.map(([key]) => key));
  return Object.fromEntries([...Object.entries(file).filter(([key]) => !keys.has(key)), ...typed]);
}

function readDurationFlag(given: string): readonly [string, Duration] {
  const { left, right } = split("--duration", given, "TYPE[:PATTERN]=SECONDS");
  if (right === "never") return [left, "never"];
  // The shape is checked with the rest of the scenario.
  return [
    left,
    right.startsWith("{") ? (json("--duration", right) as Duration) : number("--duration", right),
  ];
}

function readFailFlag(given: string): FailureRule {
  const { left, right } = split("--fail", given, "TYPE[:PATTERN]=CODE[:MESSAGE]");
  const colon = right.indexOf(":");
  if (colon === -1) return { on: left, code: right };
  return { on: left, code: right.slice(0, colon), message: right.slice(colon + 1) };
}

function readQuotaFlags(
  given: readonly string[],
  throttleText: string | undefined,
): Readonly<Record<string, Quota>> {
  if (throttleText !== undefined && given.length === 0) {
    throw new UsageError("--throttle says how --quota refuses, and there is no --quota");
  }
  const throttle = throttleText === undefined ? undefined : readThrottleFlag(throttleText);
  return Object.fromEntries(
    given.map((text) => {
      const { left, right } = split("--quota", text, "ACTION=RATE[/BURST]");
      const [rate = "", burst] = right.split("/");
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
  const [name = "", status] = given.split("/");
  return { name, ...(status !== undefined && { statusCode: number("--throttle", status) }) };
}

/** `NAME`, `NAME@ACTION`, and then `,field=value` for each of the rule's other fields; or the whole rule as JSON. */
function readFaultFlag(given: string): FaultRule {
  // The shapes are checked with the rest of the scenario.
  if (given.startsWith("{")) return json("--fault", given) as FaultRule;
  const [head = "", ...fields] = given.split(",");
  const [fault = "", action] = head.split("@");
  const parameters = fields.map((field) => {
    const { left, right } = split("--fault", field, "NAME[@ACTION][,FIELD=VALUE…]");
    if (right === "true" || right === "false") return [left, right === "true"];
    return [left, right.trim() !== "" && Number.isFinite(Number(right)) ? Number(right) : right];
  });
  const rule: object = { fault, ...(action !== undefined && { action }), ...Object.fromEntries(parameters) };
  return rule as FaultRule;
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

function number(option: string, given: string): number {
  const value = Number(given);
  if (given.trim() === "" || !Number.isFinite(value)) {
    throw new UsageError(`${option} takes a number; got ${printable(given, 200)}`);
  }
  return value;
}

function portNumber(given: string): number {
  const port = number("--port", given);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`--port takes a whole number from 0 to 65535; got ${printable(given, 200)}`);
  }
  return port;
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
