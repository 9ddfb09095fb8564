import { type FlagTable, namesOf } from "./flag-table.js";

const where = "AWS region, credentials and endpoint";
const howLong = "How long, how often";
const result = "The result, on stdout";
const progress = "Progress, on stderr";
const ci = "In GitHub Actions";
const asl = "For asl";
const other = "Other";

export type FlagName =
  | "region"
  | "profile"
  | "endpoint-url"
  | "owner-account"
  | "timeout"
  | "interval"
  | "max-interval"
  | "fail-fast"
  | "print"
  | "output"
  | "events-file"
  | "progress"
  | "heartbeat"
  | "quiet"
  | "verbose"
  | "color"
  | "links"
  | "notify"
  | "serve"
  | "github-output"
  | "github-summary"
  | "annotations"
  | "fleet"
  | "iam"
  | "help"
  | "version";

/** The only values that some flags take. */
export const choices = {
  print: ["target", "status", "none"],
  output: ["text", "json", "jsonl"],
  progress: ["auto", "tty", "plain", "none"],
  when: ["auto", "always", "never"],
  fleet: ["inline", "distributed"],
} as const;

/** The flags of cloudmap-wait. Each but `help` and `version` can be set as CLOUDMAP_WAIT_<NAME> too. */
export const flags: FlagTable<FlagName> = {
  region: { group: where, value: "REGION", help: "AWS region (default: as the AWS CLI finds it)" },
  profile: { group: where, value: "NAME", help: "profile in the AWS config files" },
  "endpoint-url": { group: where, value: "URL", help: "another endpoint, such as an emulator's" },
  "owner-account": { group: where, value: "ID", help: "account that owns a shared namespace" },
  timeout: {
    group: howLong,
    value: "TIME",
    help: "give up after this long: 90, 90s, 10m, 1h30m; 0 polls once, none never gives up (default 10m)",
  },
  interval: {
    group: howLong,
    value: "TIME",
    help: "shortest delay between polls (default 1s; 0.2s once durations are known)",
  },
  "max-interval": { group: howLong, value: "TIME", help: "longest delay between polls (default 10s)" },
  "fail-fast": { group: howLong, help: "stop at the first operation that does not succeed" },
  print: {
    group: result,
    value: "WHAT",
    choices: choices.print,
    help: "what stdout has for each id: target, status or none (default target)",
  },
  output: {
    group: result,
    value: "FORMAT",
    choices: choices.output,
    help: "text, json (one document) or jsonl (events as they come)",
  },
  "events-file": {
    group: result,
    value: "PATH",
    isPath: true,
    help: "write the jsonl events to a file as well",
  },
  progress: {
    group: progress,
    value: "MODE",
    choices: choices.progress,
    help: "how to show progress: auto, tty, plain or none",
  },
  heartbeat: { group: progress, value: "TIME", help: "longest silence of plain progress (default 30s)" },
  quiet: { group: progress, short: "q", help: "nothing but errors" },
  verbose: { group: progress, short: "v", help: "each poll and each retry; every operation in the report" },
  color: {
    group: progress,
    value: "WHEN",
    choices: choices.when,
    help: "auto, always or never",
  },
  links: {
    group: progress,
    value: "WHEN",
    choices: choices.when,
    help: "link ids to the AWS console: auto, always or never",
  },
  notify: { group: progress, help: "show progress in the taskbar, and ring the bell at the end" },
  serve: { group: progress, help: "show a page on this machine too, and print its URL" },
  "github-output": { group: ci, value: "NAME", help: "set a step output to what stdout has" },
  "github-summary": { group: ci, help: "add a table to the job's summary" },
  annotations: { group: ci, help: "annotate failures" },
  fleet: {
    group: asl,
    value: "MAP",
    choices: choices.fleet,
    help: "for many operations, with a Map state: inline or distributed",
  },
  iam: { group: asl, help: "the policy that the state machine's role needs, instead" },
  help: { group: other, short: "h", help: "this help" },
  version: { group: other, help: "the version" },
};

export const flagNames: readonly FlagName[] = namesOf(flags);

/** What people type for a flag that has another name here. */
export const otherWords: Readonly<Record<string, string>> = {
  json: "--output json",
  jsonl: "--output jsonl",
  "max-wait-time": "--timeout",
  wait: "--timeout",
  delay: "--interval",
  silent: "--quiet",
  "no-colour": "--color never",
  colour: "--color",
};

export const commands = {
  wait: "wait for operations by id, or by what stdin says (the default)",
  run: "start an operation with the AWS CLI, and wait for it",
  status: "poll once, and show a table",
  explain: "what an ErrorCode means and what to do",
  asl: "a state machine for AWS Step Functions that starts an operation, or waits",
  completion: "a completion script for bash, zsh or fish",
  demo: "create a namespace on a built-in emulator, and wait for it",
  help: "this help",
} as const;

export type CommandName = keyof typeof commands;

export const commandNames: readonly CommandName[] = Object.keys(commands) as CommandName[];

const envPrefix = "CLOUDMAP_WAIT_";

export function envNameOf(flag: string): string {
  return `${envPrefix}${flag.replaceAll("-", "_").toUpperCase()}`;
}

/** The flags that the environment can set, by the name of their variable. */
export const flagsByEnvName: ReadonlyMap<string, FlagName> = new Map(
  flagNames.filter((name) => name !== "help" && name !== "version").map((name) => [envNameOf(name), name]),
);

export function isSettingName(variable: string): boolean {
  return variable.startsWith(envPrefix);
}
