import { describe, expect, test } from "vitest";
import { firstPositional, type FlagTable, parseFlags } from "../../../src/cli/input/flag-table.js";

const table: FlagTable<"color" | "quiet" | "tide-line"> = {
  color: { value: "WHEN", short: "c", help: "when to use colours" },
  quiet: { short: "q", help: "nothing but errors" },
  "tide-line": { value: "TIME", help: "how high" },
};
const otherWords = { colour: "--color", silent: "--quiet" };

function mistake(...argv: readonly string[]): unknown {
  try {
    parseFlags(argv, table, otherWords);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe(parseFlags, () => {
  test("reads flags by their names and letters, and what stands beside them", () => {
    expect(parseFlags(["a", "-q", "--color=x", "b", "--tide-line", "1"], table)).toMatchObject({
      values: { quiet: true, color: "x", "tide-line": "1" },
      positionals: ["a", "b"],
    });
    expect(parseFlags(["--no-quiet", "-cx"], table).values).toMatchObject({ quiet: false, color: "x" });
  });

  test.each([
    [["--quite"], "Unknown flag --quite. Did you mean --quiet?"],
    [["--QUIET"], "Unknown flag --QUIET. Did you mean --quiet?"],
    [["--tide-lines"], "Unknown flag --tide-lines. Did you mean --tide-line?"],
    [["--tide--line"], "Unknown flag --tide--line. Did you mean --tide-line?"],
    [["--colour"], "Unknown flag --colour. Did you mean --color?"],
    [["-silent"], "Unknown flag -s."],
    [["--silent=1"], "Unknown flag --silent. Did you mean --quiet?"],
    [["--toString"], "Unknown flag --toString."],
    [["--something-else"], "Unknown flag --something-else."],
    [["-x"], "Unknown flag -x."],
    [["--quiet=1"], "--quiet is a switch and takes no value."],
    [["--color"], "--color needs a value: when to use colours."],
    [["-c"], "--color needs a value: when to use colours."],
    [["--tide-line"], "--tide-line needs a value: how high."],
    [["--tide-line", "--quiet"], "--tide-line needs a value: how high."],
  ])("says what is wrong with %j", (argv, message) => {
    expect(mistake(...argv)).toMatchObject({ name: "FlagError", message });
  });

  test("knows no other words unless they are given", () => {
    expect(() => parseFlags(["--silent"], table)).toThrow(/^Unknown flag --silent\.$/);
  });
});

describe(firstPositional, () => {
  test.each([
    [["a"], 0],
    [["-q", "a", "b"], 1],
    [["--color", "x", "a"], 2],
    [["--color=x", "a"], 1],
    [["-cx", "a"], 1],
    [["--unknown", "a"], 1],
    [["--", "a"], 1],
    [["-q", "--color", "x"], 3],
    [[], 0],
  ])("of %j is %d", (argv, index) => {
    expect(firstPositional(argv, table)).toBe(index);
  });
});
