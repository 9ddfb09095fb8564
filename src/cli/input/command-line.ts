import { parseArgs } from "node:util";
import { durationRule, longestSeconds, parseDuration } from "./duration.js";
import { usageError } from "../exit-status.js";
import {
  type CommandName,
  commandNames,
  envNameOf,
  type Flag,
  flagNames,
  type FlagName,
  flags,
} from "./flags.js";
import { sanitize } from "../output/sanitize.js";

/** What the command line and the environment ask for, checked. Durations are in seconds. */
export interface Options {
  readonly command: CommandName;
  /** What follows the command: ids, `-`, an ErrorCode, a shell. */
  readonly operands: readonly string[];
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly ownerAccount?: string;
  /** Undefined never gives up. */
  readonly timeout: number | undefined;
  readonly interval?: number;
  readonly maxInterval?: number;
  readonly heartbeat: number;
  readonly failFast: boolean;
  readonly print: "target" | "status" | "none";
  readonly output: "text" | "json" | "jsonl";
  readonly progress: "auto" | "tty" | "plain" | "none";
  readonly eventsFile?: string;
  readonly color: "auto" | "always" | "never";
  readonly githubOutput?: string;
  readonly annotations: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

type Values = Partial<Record<FlagName, string | boolean>>;

/** @throws {CommandError} with exit status 2 for anything that cannot be meant. */
export function parseCommandLine(argv: readonly string[], env: NodeJS.ProcessEnv): Options {
  const { values, positionals } = parse(argv);
  if (values.help === true) return withDefaults("help", [], {});
  const given = { ...fromEnvironment(env), ...values };
  const [first = "", ...rest] = positionals;
  if (isCommand(first)) return withDefaults(first, rest, given);
  checkNoCommandIsMeant(first, rest);
  return withDefaults("wait", positionals, given);
}

function parse(argv: readonly string[]): { values: Values; positionals: readonly string[] } {
  const options = Object.fromEntries(
    flagNames.map((name) => {
      const { short, value } = flags[name];
      return [
        name,
        { type: value === undefined ? ("boolean" as const) : ("string" as const), ...(short && { short }) },
      ];
    }),
  );
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, allowNegative: true });
  } catch (error) {
    throw usageError(explainParseError(error));
  }
}

function explainParseError(error: unknown): string {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  const flag = /'(-[^' ]*)/.exec(message)?.[1] ?? "";
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    const near = nearest(flag.replace(/^-+/, ""), flagNames);
    return `Unknown flag ${sanitize(flag, 60)}.${near === undefined ? "" : ` Did you mean --${near}?`}`;
  }
  if (code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") {
    const name = /--([\w-]+)/.exec(message)?.[1] ?? "";
    const known: Flag | undefined = flagNames.includes(name as FlagName)
      ? flags[name as FlagName]
      : undefined;
    return known?.value === undefined
      ? `--${name} is a switch and takes no value.`
      : `--${name} needs a value: ${known.help}.`;
  }
  return sanitize(message, 200);
}

function fromEnvironment(env: NodeJS.ProcessEnv): Values {
  const values: Values = {};
  for (const name of flagNames) {
    const { value, hasEnv } = flags[name];
    const text = hasEnv === true ? env[envNameOf(name)] : undefined;
    if (text === undefined || text === "") continue;
    values[name] = value === undefined ? readSwitch(envNameOf(name), text) : text;
  }
  return values;
}

function readSwitch(name: string, text: string): boolean {
  if (["1", "true", "yes", "on"].includes(text.toLowerCase())) return true;
  if (["0", "false", "no", "off"].includes(text.toLowerCase())) return false;
  throw usageError(`${name} must be true or false; got ${quoted(text)}.`);
}

function withDefaults(command: CommandName, operands: readonly string[], values: Values): Options {
  const region = text(values, "region");
  const profile = text(values, "profile");
  const endpointUrl = text(values, "endpoint-url");
  const ownerAccount = text(values, "owner-account");
  const interval = duration(values, "interval");
  const maxInterval = duration(values, "max-interval");
  const eventsFile = text(values, "events-file");
  const githubOutput = text(values, "github-output");
  if (endpointUrl !== undefined) checkUrl(endpointUrl);
  if (ownerAccount !== undefined && !/^\d{12}$/.test(ownerAccount)) {
    throw usageError(`--owner-account must be an account id of 12 digits; got ${quoted(ownerAccount)}.`);
  }
  if (githubOutput !== undefined && !/^[A-Za-z_][\w-]*$/.test(githubOutput)) {
    throw usageError(
      `--github-output must be a name of letters, digits, _ and -; got ${quoted(githubOutput)}.`,
    );
  }
  return {
    command,
    operands,
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(endpointUrl !== undefined && { endpointUrl }),
    ...(ownerAccount !== undefined && { ownerAccount }),
    timeout: text(values, "timeout") === "none" ? undefined : (duration(values, "timeout") ?? 600),
    ...(interval !== undefined && { interval }),
    ...(maxInterval !== undefined && { maxInterval }),
    heartbeat: duration(values, "heartbeat") ?? 30,
    failFast: values["fail-fast"] === true,
    print:
      choice(values, "print", ["target", "status", "none"]) ?? (command === "status" ? "status" : "target"),
    output: choice(values, "output", ["text", "json", "jsonl"]) ?? "text",
    progress: choice(values, "progress", ["auto", "tty", "plain", "none"]) ?? "auto",
    ...(eventsFile !== undefined && { eventsFile }),
    color: choice(values, "color", ["auto", "always", "never"]) ?? "auto",
    ...(githubOutput !== undefined && { githubOutput }),
    annotations: values.annotations === true,
    quiet: values.quiet === true,
    verbose: values.verbose === true,
  };
}

function text(values: Values, name: FlagName): string | undefined {
  const value = values[name];
  if (value === "") throw usageError(`--${name} must not be empty.`);
  return typeof value === "string" ? value : undefined;
}

function duration(values: Values, name: FlagName): number | undefined {
  const value = text(values, name);
  if (value === undefined) return undefined;
  const seconds = parseDuration(value);
  const isZeroAllowed = name === "timeout";
  if (seconds === undefined || (seconds === 0 && !isZeroAllowed)) {
    const more = isZeroAllowed ? ", 0 or none" : " and more than 0";
    throw usageError(`--${name} must be ${durationRule}${more}; got ${quoted(value)}.`);
  }
  if (seconds > longestSeconds)
    throw usageError(`--${name} must be at most 8760h, a year; got ${quoted(value)}.`);
  return seconds;
}

function choice<Choice extends string>(
  values: Values,
  name: FlagName,
  choices: readonly Choice[],
): Choice | undefined {
  const value = text(values, name);
  if (value === undefined) return undefined;
  const chosen = choices.find((one) => one === value);
  if (chosen === undefined)
    throw usageError(`--${name} must be one of ${choices.join(", ")}; got ${quoted(value)}.`);
  return chosen;
}

function checkUrl(url: string): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : "";
  if (protocol === "http:" || protocol === "https:") return;
  throw usageError("--endpoint-url must be an http or https URL, such as http://127.0.0.1:4566.");
}

function isCommand(word: string): word is CommandName {
  return (commandNames as readonly string[]).includes(word);
}

/** An operation id is long and has digits; a short word alone is a command, misspelt. */
function checkNoCommandIsMeant(first: string, rest: readonly string[]): void {
  const near = /^[a-z]{3,12}$/.test(first) ? nearest(first, commandNames) : undefined;
  if (near === undefined) return;
  const line = ["cloudmap-wait", near, ...rest].map((word) => sanitize(word, 60)).join(" ");
  throw usageError(`Unknown command ${quoted(first)}. Did you mean '${line}'?`);
}

function quoted(value: string): string {
  return `"${sanitize(value, 100)}"`;
}

/** The word that is at most two letters away. */
function nearest<Word extends string>(typed: string, words: readonly Word[]): Word | undefined {
  const scored = words
    .map((word) => ({ word, distance: distance(typed, word) }))
    .filter(({ word, distance }) => distance <= Math.min(2, Math.floor(word.length / 2)));
  return scored.toSorted((a, b) => a.distance - b.distance)[0]?.word;
}

/** The edits that make one word of another (Levenshtein). */
function distance(from: string, to: string): number {
  if (from.length > 40) return from.length;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of Array.from(from).entries()) {
    let diagonal = line;
    const next = [line + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const above = row[column + 1] ?? 0;
      next.push(Math.min(above + 1, (next[column] ?? 0) + 1, diagonal + (letter === other ? 0 : 1)));
      diagonal = above;
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
