import { describe, expect, test } from "vitest";
import { type Options, parseCommandLine } from "../../../src/cli/input/command-line.js";

function options(argv: readonly string[], env: NodeJS.ProcessEnv = {}): Options {
  const parsed = parseCommandLine(argv, env);
  if (parsed === "version") throw new Error("a command is expected");
  return parsed;
}

describe(parseCommandLine, () => {
  test("leaves the words of the command that run starts alone", () => {
    const aws = ["aws", "servicediscovery", "create-http-namespace", "--name", "x", "--output", "yaml"];
    for (const separator of [[], ["--"]]) {
      expect(options(["run", "--timeout", "5m", "-q", ...separator, ...aws])).toMatchObject({
        command: "run",
        operands: aws,
        timeout: 300,
        quiet: true,
        output: "text",
      });
    }
    expect(options(["--timeout", "5m", "run", "aws", "--version"])).toMatchObject({
      command: "run",
      operands: ["aws", "--version"],
      timeout: 300,
    });
  });

  test.each([
    [["demo", "op-1"], 'demo takes flags only; got "op-1" as well.'],
    [["completion", "bash", "x", "y"], 'completion takes one shell; got "x", "y" as well.'],
    [["asl", "A", "{}", "z"], 'and its parameters as JSON; got "z" as well.'],
  ])("refuses words that %j makes nothing of", (argv, message) => {
    expect(() => options(argv)).toThrow(message);
    expect(options(argv.slice(0, argv.indexOf("bash") + 1 || 1)).command).toBe(argv[0]);
  });

  test("takes the environment's settings, where a flag wins", () => {
    const env = { CLOUDMAP_WAIT_TIMEOUT: "5m", CLOUDMAP_WAIT_QUIET: "yes" };
    expect(options(["op"], env)).toMatchObject({ timeout: 300, quiet: true });
    expect(options(["op", "--timeout", "1m", "--no-quiet"], env)).toMatchObject({
      timeout: 60,
      quiet: false,
    });
  });

  test.each([
    [{ CLOUDMAP_WAIT_TIMEOUT: "soon" }, "CLOUDMAP_WAIT_TIMEOUT must be a duration"],
    [{ CLOUDMAP_WAIT_PRINT: "all" }, "CLOUDMAP_WAIT_PRINT must be one of"],
    [{ CLOUDMAP_WAIT_QUIET: "maybe" }, "CLOUDMAP_WAIT_QUIET must be true or false"],
    [{ CLOUDMAP_WAIT_ENDPOINT_URL: "x" }, "CLOUDMAP_WAIT_ENDPOINT_URL must be an http or https URL"],
    [{ CLOUDMAP_WAIT_TIMOUT: "5m" }, "Did you mean CLOUDMAP_WAIT_TIMEOUT?"],
  ])("names the variable that a mistake came from: %j", (env, message) => {
    expect(() => options(["op"], env)).toThrow(message);
  });

  test("takes no variable for what only the command line can ask for, and an unset one for none", () => {
    const env = { CLOUDMAP_WAIT_HELP: "x", CLOUDMAP_WAIT_VERSION: "x", CLOUDMAP_WAIT_TIMEOUT: undefined };
    expect(options(["op"], env)).toMatchObject({ command: "wait", timeout: 600 });
  });

  test("leaves variables alone that resemble none of its own", () => {
    expect(options(["op"], { CLOUDMAP_WAIT_COMMAND_OF_MINE: "x" }).timeout).toBe(600);
  });

  test.each([
    ["--json", "--output json"],
    ["--jsonl", "--output jsonl"],
    ["--wait", "--timeout"],
    ["--delay", "--interval"],
    ["--silent", "--quiet"],
    ["--colour", "--color"],
    ["--max-wait-time", "--timeout"],
    ["--outptu", "--output"],
  ])("asks whether %s is another flag", (flag, meant) => {
    expect(() => options(["op", flag, "x"])).toThrow(`Unknown flag ${flag}. Did you mean ${meant}?`);
  });
});
