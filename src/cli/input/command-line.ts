import { compact } from "../../core/json.js";
import { commandName } from "../command-name.js";
import { usageError } from "../exit-status.js";
import { sanitize } from "../output/sanitize.js";
import { endpointRule, isEndpoint } from "./endpoint.js";
import { firstPositional, FlagError, parseFlags, type FlagValues } from "./flag-table.js";
import {
  choices,
  commandNames,
  type CommandName,
  flagNames,
  type FlagName,
  flags,
  flagsByEnvName,
  isSettingName,
  otherWords,
} from "./flags.js";
import { nearest } from "./nearest.js";
import { type GivenValues, quoted, Values } from "./values.js";

/** What the command line and the environment ask for, checked. Durations are in seconds. */
export interface Options {
  readonly command: CommandName;
  /** What follows the command: ids, `-`, an ErrorCode, a shell, a command of the AWS CLI. */
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
  /** Undefined is the command's own choice. */
  readonly print?: "target" | "status" | "none";
  readonly output: "text" | "json" | "jsonl";
  readonly progress: "auto" | "tty" | "plain" | "none";
  readonly eventsFile?: string;
  readonly color: "auto" | "always" | "never";
  readonly links: "auto" | "always" | "never";
  readonly notify: boolean;
  readonly serve: boolean;
  readonly githubOutput?: string;
  readonly githubSummary: boolean;
  readonly annotations: boolean;
  readonly fleet?: "inline" | "distributed";
  readonly iam: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** @throws {CommandError} with exit status 2 for anything that can't be meant. */
export function parseCommandLine(argv: readonly string[], env: NodeJS.ProcessEnv): Options | "version" {
  const { own, foreign } = splitAtForeign(argv);
  const { values, positionals } = parse(own);
  if (values.version === true) return "version";
  if (values.help === true) return optionsOf("help", [], {});
  const given = { ...fromEnvironment(env), ...fromFlags(values) };
  const [first = "", ...rest] = positionals;
  if (isCommand(first)) return optionsOf(first, [...rest, ...foreign], given);
  checkNoCommandIsMeant(first, rest);
  return optionsOf("wait", positionals, given);
}

/** `run` leaves the flags of the command that it runs alone. */
function splitAtForeign(argv: readonly string[]): { own: readonly string[]; foreign: readonly string[] } {
  const first = firstPositional(argv, flags);
  if (argv[first] !== "run") return { own: argv, foreign: [] };
  const second = first + 1 + firstPositional(argv.slice(first + 1), flags);
  return { own: argv.slice(0, second), foreign: argv.slice(second) };
}

function parse(argv: readonly string[]): ReturnType<typeof parseFlags<FlagName>> {
  try {
    return parseFlags(argv, flags, otherWords);
  } catch (error) {
    throw error instanceof FlagError ? usageError(sanitize(error.message, 200)) : error;
  }
}

function fromFlags(values: FlagValues<FlagName>): GivenValues {
  const given: GivenValues = {};
  for (const name of flagNames) {
    const value = values[name];
    if (value !== undefined) given[name] = { value, source: `--${name}` };
  }
  return given;
}

function fromEnvironment(env: NodeJS.ProcessEnv): GivenValues {
  const given: GivenValues = {};
  for (const [source, text] of Object.entries(env)) {
    if (!isSettingName(source) || !text) continue;
    const name = flagsByEnvName.get(source);
    if (name === undefined) checkNoSettingIsMeant(source);
    else given[name] = { value: flags[name].value === undefined ? readSwitch(source, text) : text, source };
  }
  return given;
}

function checkNoSettingIsMeant(variable: string): void {
  const near = nearest(variable, [...flagsByEnvName.keys()]);
  if (near !== undefined)
    throw usageError(
      `The environment has ${sanitize(variable, 60)}, which is not a setting. Did you mean ${near}?`,
    );
}

function readSwitch(name: string, text: string): boolean {
  if (["1", "true", "yes", "on"].includes(text.toLowerCase())) return true;
  if (["0", "false", "no", "off"].includes(text.toLowerCase())) return false;
  throw usageError(`${name} must be true or false; got ${quoted(text)}.`);
}

function optionsOf(command: CommandName, operands: readonly string[], given: GivenValues): Options {
  const values = new Values(given);
  checkDelays(values.duration("interval"), values.duration("max-interval"));
  checkNoMore(command, operands);
  const timeout = values.text("timeout") === "none" ? undefined : (values.duration("timeout") ?? 600);
  return {
    command,
    operands,
    ...compact({
      region: values.text("region"),
      profile: values.text("profile"),
      endpointUrl: values.text("endpoint-url", endpointRule, isEndpoint),
      ownerAccount: values.text("owner-account", "an account id of 12 digits", (id) => /^\d{12}$/.test(id)),
      interval: values.duration("interval"),
      maxInterval: values.duration("max-interval"),
      print: values.choice("print", choices.print),
      eventsFile: values.text("events-file"),
      fleet: values.choice("fleet", choices.fleet),
      githubOutput: values.text("github-output", "a name of letters, digits, _ and -", (name) =>
        /^[A-Za-z_][\w-]*$/.test(name),
      ),
    }),
    timeout,
    heartbeat: values.duration("heartbeat") ?? 30,
    failFast: values.isOn("fail-fast"),
    output: values.choice("output", choices.output) ?? "text",
    progress: values.choice("progress", choices.progress) ?? "auto",
    color: values.choice("color", choices.when) ?? "auto",
    links: values.choice("links", choices.when) ?? "auto",
    notify: values.isOn("notify"),
    serve: values.isOn("serve"),
    iam: values.isOn("iam"),
    githubSummary: values.isOn("github-summary"),
    annotations: values.isOn("annotations"),
    quiet: values.isOn("quiet"),
    verbose: values.isOn("verbose"),
  };
}

function checkDelays(interval: number | undefined, maxInterval: number | undefined): void {
  if ((interval ?? 0) > (maxInterval ?? Number.POSITIVE_INFINITY))
    throw usageError(`--interval (${interval} s) must be at most --max-interval (${maxInterval} s).`);
}

/** What some commands take; the others take any number of words. */
const taken: { readonly [Name in CommandName]?: readonly [most: number, what: string] } = {
  demo: [0, "flags only"],
  completion: [1, "one shell"],
  asl: [2, "an action, such as CreateHttpNamespace, and its parameters as JSON"],
};

function checkNoMore(command: CommandName, operands: readonly string[]): void {
  const [most, what] = taken[command] ?? [operands.length];
  const more = operands.slice(most).map(quoted);
  if (more.length > 0) throw usageError(`${command} takes ${what}; got ${more.join(", ")} as well.`);
}

function isCommand(word: string): word is CommandName {
  return (commandNames as readonly string[]).includes(word);
}

/** An operation id is long and has digits; a short word alone is a misspelt command. */
function checkNoCommandIsMeant(first: string, rest: readonly string[]): void {
  const near = /^[a-z]{3,12}$/.test(first) ? nearest(first, commandNames) : undefined;
  if (near === undefined) return;
  const line = [commandName(), near, ...rest].map((word) => sanitize(word, 60)).join(" ");
  throw usageError(`Unknown command ${quoted(first)}. Did you mean '${line}'?`);
}
