import { exitCodes } from "../exit-status.js";
import { commandNames, commands, flagNames, flags, type FlagName } from "../input/flags.js";
import { wrap } from "../output/text-width.js";

const width = 80;
const column = 28;

/** What each exit status stands for: the outcome, and what a script should do. */
const statuses: readonly (readonly [string, string])[] = [
  [`${exitCodes.success}  succeeded`, "every operation succeeded"],
  [`${exitCodes.internal}`, "an internal error, or an output that could not be written"],
  [`${exitCodes.usage}  invalid`, "a usage error, or a request that Cloud Map refused: fix the call"],
  [`${exitCodes.failed}  failed`, "an operation ended with FAIL: final"],
  [`${exitCodes.timeout}  timed-out`, "the wait timed out; the operation keeps running: resume"],
  [`${exitCodes.notFound}  not-found`, "no such operation: check the region, account and id"],
  [`${exitCodes.denied}  denied`, "credentials, permission or region: fix them"],
  [`${exitCodes.unreachable}  unreachable`, "Cloud Map did not answer: try again"],
  ["129, 130, 143  aborted", "a signal came (SIGHUP, SIGINT, SIGTERM): resume"],
];

/** The help: first what people came for, then everything, in 80 columns. */
export function helpText(): string {
  return `Usage: cloudmap-wait [wait] [NAME=]ID...   wait until the operations have ended
       command | cloudmap-wait -           ids, or what the AWS CLI prints
       cloudmap-wait run -- aws servicediscovery create-...

  NS=$(aws servicediscovery create-http-namespace --name x | cloudmap-wait -)

stdout has only the result: for each id, a line with the id of its target, or -
if it did not succeed; a single operation that did not prints nothing. Progress
and errors go to stderr. NAME is a label you choose. @FILE stands for the ids in
a file.

Commands:
${commandNames.map((name) => entry(name, commands[name])).join("\n")}
${groups()
  .map(
    ([group, names]) =>
      `\n${group}:\n${names.map((name) => entry(flagTitle(name), flags[name].help)).join("\n")}\n`,
  )
  .join("")}
Each flag can also be set in the environment, such as CLOUDMAP_WAIT_TIMEOUT=5m;
a flag on the command line wins.

Exit status, and the outcome that it stands for:
${statuses.map(([code, text]) => entry(code, text)).join("\n")}
  When operations end differently: 3 before 6, 2, 5, 7 and 4.
`;
}

function groups(): [string, FlagName[]][] {
  const byGroup = new Map<string, FlagName[]>();
  for (const name of flagNames) {
    const { group = "Other" } = flags[name];
    byGroup.set(group, [...(byGroup.get(group) ?? []), name]);
  }
  return [...byGroup];
}

function flagTitle(name: FlagName): string {
  const { short, value } = flags[name];
  return `${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
}

function entry(title: string, text: string): string {
  return wrap(text, width - column)
    .map((line, index) => `${(index === 0 ? `  ${title}` : "").padEnd(column)}${line}`)
    .join("\n");
}
