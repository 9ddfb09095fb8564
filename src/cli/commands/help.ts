import { commandNames, commands, flagNames, flags } from "../input/flags.js";

const width = 80;
const column = 28;

/** The help: first what people came for, then everything, in 80 columns. */
export function helpText(): string {
  return `Usage: cloudmap-wait [wait] ID...     wait until the operations have ended
       command | cloudmap-wait -      the ids, or the AWS CLI's JSON, on stdin

  NS=$(aws servicediscovery create-http-namespace --name x | cloudmap-wait -)

stdout has the result alone: one line for each id, its target's id, or - for one
that did not succeed. stderr has progress and errors.

Commands:
${commandNames.map((name) => entry(name, commands[name])).join("\n")}

Flags:
${flagNames.map((name) => entry(flagTitle(name), flags[name].help)).join("\n")}

Each flag but --help and --version can be set by the environment too, as
CLOUDMAP_WAIT_TIMEOUT=5m; a flag on the command line wins.

Exit status:
  0  every operation succeeded
  1  a fault of this program
  2  the call is wrong
  3  an operation FAILed: final
  4  the time was up; the operation goes on: resume
  5  an operation was not found: check region, account and id
  6  credentials, permission or region: mend them
  7  Cloud Map stayed out of reach: try again
  130, 143  interrupted: resume
  When operations end differently: 3 before 6, 2, 5, 7 and 4.
`;
}

function flagTitle(name: (typeof flagNames)[number]): string {
  const { short, value } = flags[name];
  return `${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
}

function entry(title: string, text: string): string {
  const lines = wrap(text, width - column);
  const head = `  ${title}`.padEnd(column);
  const [first = "", ...rest] = head.length > column ? ["", ...lines] : lines;
  return [`${head}${first}`.trimEnd(), ...rest.map((line) => `${" ".repeat(column)}${line}`)].join("\n");
}

function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > room) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
