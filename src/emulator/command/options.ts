/** The words of the command line, turned into a scenario, a place to listen and perhaps a command to run. */
import { parseArgs } from "node:util";
import { printable } from "../../core/text.js";
import type { Scenario, Settling } from "../scenario/scenario.js";
import { readScenario } from "../scenario/settings.js";
import type { ListenOptions } from "../transport/listen-options.js";
import {
  laidOver,
  number,
  readDurationFlag,
  readFailFlag,
  readFaultFlag,
  readQuotaFlags,
  UsageError,
} from "./scenario-flags.js";

export type Command =
  | { readonly run: "help" }
  | { readonly run: "version" }
  | {
      readonly run: "serve";
      readonly scenario: Scenario;
      readonly listen: ListenOptions;
      /** What to run while it serves, after `--`; none, when it serves until it is stopped. */
      readonly command?: readonly string[];
    };

const options = {
  port: { type: "string" },
  host: { type: "string" },
  "allow-remote": { type: "boolean" },
  "allow-remote-control": { type: "boolean" },
  "allowed-host": { type: "string", multiple: true },
  cors: { type: "string", multiple: true },
  seed: { type: "string" },
  speed: { type: "string" },
  now: { type: "string" },
  region: { type: "string" },
  settles: { type: "string" },
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
  const dashes = args.indexOf("--");
  const command = dashes === -1 ? [] : args.slice(dashes + 1);
  const { values } = parse(dashes === -1 ? args : args.slice(0, dashes));
  if (values.help) return { run: "help" };
  if (values.version) return { run: "version" };
  if (dashes !== -1 && command.length === 0)
    throw new UsageError("-- must be followed by the command to run");
  const file = values.scenario === undefined ? {} : readScenarioFile(values.scenario, readFile);
  const scenario: Scenario = {
    ...file,
    ...(values.seed !== undefined && { seed: values.seed }),
    ...(values.speed !== undefined && { speed: number("--speed", values.speed) }),
    ...(values.now !== undefined && { startAt: dateOf(values.now) }),
    ...(values.region !== undefined && { region: values.region }),
    // Checked with the rest of the scenario.
    ...(values.settles !== undefined && { settles: values.settles as Settling }),
    durations: laidOver(file.durations ?? {}, (values.duration ?? []).map(readDurationFlag)),
    failures: [...(values.fail ?? []).map(readFailFlag), ...(file.failures ?? [])],
    quotas: { ...file.quotas, ...readQuotaFlags(values.quota ?? [], values.throttle) },
    faults: [...(values.fault ?? []).map(readFaultFlag), ...(file.faults ?? [])],
  };
  readScenario(scenario);
  // Two tests that run side by side must not want the same port.
  const usualPort = command.length > 0 ? 0 : defaultPort;
  return {
    run: "serve",
    scenario,
    listen: {
      port: values.port === undefined ? usualPort : portNumber(values.port),
      ...(values.host !== undefined && { host: values.host }),
      allowRemote: values["allow-remote"] ?? false,
      allowRemoteControl: values["allow-remote-control"] ?? false,
      ...(values["allowed-host"] && { allowedHosts: values["allowed-host"] }),
      ...(values.cors && { corsOrigins: values.cors }),
    },
    ...(command.length > 0 && { command }),
  };
}

/** A fixed one, so that what is written in a script works tomorrow. */
export const defaultPort = 4556;

function parse(args: readonly string[]): { values: ParsedValues } {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
  } catch (error) {
    if (isCode(error, "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL"))
      throw new UsageError("Put -- before the command: cloudmap-emulator [options] -- command…");
    throw new UsageError(error instanceof Error ? printable(error.message) : "The arguments can't be read.");
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

type ParsedValues = ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];

function readScenarioFile(path: string, readFile: (path: string) => string): Scenario {
  const name = printable(path, 200);
  let parsed: unknown;
  try {
    // Some editors begin a file with a byte order mark.
    parsed = JSON.parse(readFile(path).replace(/^\uFEFF/, ""));
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

/** Epoch seconds, or a date as a scenario writes it. */
function dateOf(given: string): number | string {
  return /^\d+(\.\d+)?$/.test(given) ? Number(given) : given;
}

function portNumber(given: string): number {
  const port = number("--port", given);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`--port takes a whole number from 0 to 65535; got ${printable(given, 200)}`);
  }
  return port;
}
