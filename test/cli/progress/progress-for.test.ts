import { afterEach, describe, expect, test } from "vitest";
import { parseCommandLine } from "../../../src/cli/input/command-line.js";
import { isRedrawn } from "../../../src/cli/progress/progress-for.js";

const names = ["stdout", "stderr"] as const;
const own = new Map(names.map((name) => [name, Object.getOwnPropertyDescriptor(process[name], "isTTY")]));
const { CI, TERM } = process.env;

afterEach(() => {
  for (const name of names) {
    const descriptor = own.get(name);
    if (descriptor) Object.defineProperty(process[name], "isTTY", descriptor);
    else delete (process[name] as { isTTY?: boolean }).isTTY;
  }
  Object.assign(process.env, { ...(CI !== undefined && { CI }), ...(TERM !== undefined && { TERM }) });
});

function redrawn(argv: readonly string[], isTerminal: boolean): boolean {
  delete process.env["CI"];
  process.env["TERM"] = "xterm";
  for (const name of names)
    Object.defineProperty(process[name], "isTTY", { value: isTerminal, configurable: true });
  const options = parseCommandLine([...argv, "op"], {});
  if (options === "version") throw new Error("a command is expected");
  return isRedrawn(options);
}

describe(isRedrawn, () => {
  test.each([
    [[], true, false],
    [["--verbose"], false, false],
    [["--quiet"], false, false],
    [["--progress", "plain"], false, false],
    [["--progress", "none"], false, false],
    [["--progress", "tty"], true, true],
    [["--progress", "tty", "--verbose"], true, true],
    [["--progress", "tty", "--quiet"], false, false],
    [["--output", "jsonl"], false, false],
    [["--output", "jsonl", "--progress", "tty"], false, true],
    [["--output", "json"], true, false],
  ])("with %j: %s on a terminal, %s elsewhere", (argv, onTerminal, elsewhere) => {
    expect([redrawn(argv, true), redrawn(argv, false)]).toEqual([onTerminal, elsewhere]);
  });
});
