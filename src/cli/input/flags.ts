/** One flag of the command: the single source for parsing, help and completion. */
export interface Flag {
  readonly short?: string;
  /** What its value stands for in the help; without one the flag is a switch. */
  readonly value?: string;
  /** The only values it takes. */
  readonly choices?: readonly string[];
  readonly isDuration?: boolean;
  /** Whether CLOUDMAP_WAIT_<NAME> sets it too; a flag on the command line wins. */
  readonly hasEnv?: boolean;
  readonly help: string;
}

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
  | "progress"
  | "heartbeat"
  | "events-file"
  | "color"
  | "github-output"
  | "annotations"
  | "quiet"
  | "verbose"
  | "help"
  | "version";

export const flags: Readonly<Record<FlagName, Flag>> = {
  region: { value: "REGION", hasEnv: true, help: "AWS region (default: as the AWS CLI finds it)" },
  profile: { value: "NAME", hasEnv: true, help: "profile of the AWS config files" },
  "endpoint-url": { value: "URL", hasEnv: true, help: "another endpoint, such as an emulator's" },
  "owner-account": { value: "ID", hasEnv: true, help: "account that owns a shared namespace" },
  timeout: {
    value: "TIME",
    isDuration: true,
    hasEnv: true,
    help: "give up after this long: 90, 90s, 10m, 1h30m; 0 looks once, none never gives up (default 10m)",
  },
  interval: {
    value: "TIME",
    isDuration: true,
    hasEnv: true,
    help: "shortest delay between looks (default 1s)",
  },
  "max-interval": {
    value: "TIME",
    isDuration: true,
    hasEnv: true,
    help: "longest delay between looks (default 10s)",
  },
  "fail-fast": { hasEnv: true, help: "stop at the first operation that does not succeed" },
  print: {
    value: "WHAT",
    choices: ["target", "status", "none"],
    hasEnv: true,
    help: "what stdout has for each id: target, status or none (default target)",
  },
  output: {
    value: "FORMAT",
    choices: ["text", "json", "jsonl"],
    hasEnv: true,
    help: "text, json (one document) or jsonl (events as they come)",
  },
  progress: {
    value: "MODE",
    choices: ["auto", "tty", "plain", "none"],
    hasEnv: true,
    help: "how stderr shows progress: auto, tty, plain or none",
  },
  heartbeat: {
    value: "TIME",
    isDuration: true,
    hasEnv: true,
    help: "longest silence of plain progress (default 30s)",
  },
  "events-file": { value: "PATH", hasEnv: true, help: "write the jsonl events to a file as well" },
  color: { value: "WHEN", choices: ["auto", "always", "never"], hasEnv: true, help: "auto, always or never" },
  "github-output": {
    value: "NAME",
    hasEnv: true,
    help: "set a step output of GitHub Actions to what stdout has",
  },
  annotations: { hasEnv: true, help: "annotate failures in GitHub Actions" },
  quiet: { short: "q", hasEnv: true, help: "nothing on stderr but errors" },
  verbose: { short: "v", hasEnv: true, help: "each look and each retry as well" },
  help: { short: "h", help: "this help" },
  version: { help: "the version" },
};

export const flagNames: readonly FlagName[] = Object.keys(flags) as FlagName[];

export const commands = {
  wait: "wait for operations by id, or by what stdin says (the default)",
  status: "look once, and tell each status",
  explain: "what an ErrorCode means and what to do",
  completion: "a completion script for bash, zsh or fish",
  demo: "create a namespace on a built-in emulator, and wait for it",
  help: "this help",
} as const;

export type CommandName = keyof typeof commands;

export const commandNames: readonly CommandName[] = Object.keys(commands) as CommandName[];

export function envNameOf(flag: string): string {
  return `CLOUDMAP_WAIT_${flag.replaceAll("-", "_").toUpperCase()}`;
}
