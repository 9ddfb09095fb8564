import { describe, expect, test } from "vitest";
import { parseCommandLine } from "../../../src/cli/input/command-line.js";

const defaults = {
  command: "wait",
  operands: ["op"],
  timeout: 600,
  heartbeat: 30,
  failFast: false,
  output: "text",
  progress: "auto",
  color: "auto",
  links: "auto",
  notify: false,
  serve: false,
  githubSummary: false,
  annotations: false,
  iam: false,
  quiet: false,
  verbose: false,
};

describe("each flag sets its option, and no other", () => {
  test.each<[string[], object]>([
    [[], {}],
    [["--region", "eu-west-1"], { region: "eu-west-1" }],
    [["--profile", "p"], { profile: "p" }],
    [["--endpoint-url", "http://127.0.0.1:4566"], { endpointUrl: "http://127.0.0.1:4566" }],
    [["--endpoint-url", "https://x"], { endpointUrl: "https://x" }],
    [["--owner-account", "123456789012"], { ownerAccount: "123456789012" }],
    [["--timeout", "1h30m"], { timeout: 5400 }],
    [["--timeout", "0"], { timeout: 0 }],
    [["--timeout", "none"], { timeout: undefined }],
    [["--timeout", "8760h"], { timeout: 31_536_000 }],
    [["--interval", "0.5"], { interval: 0.5 }],
    [["--max-interval", "1h"], { maxInterval: 3600 }],
    [["--interval", "5", "--max-interval", "5"], { interval: 5, maxInterval: 5 }],
    [["--heartbeat", "1m"], { heartbeat: 60 }],
    [["--fail-fast"], { failFast: true }],
    [["--print", "status"], { print: "status" }],
    [["--output", "jsonl"], { output: "jsonl" }],
    [["--events-file", "/tmp/x"], { eventsFile: "/tmp/x" }],
    [["--progress", "plain"], { progress: "plain" }],
    [["--color", "never"], { color: "never" }],
    [["--links", "always"], { links: "always" }],
    [["--notify"], { notify: true }],
    [["--serve"], { serve: true }],
    [["--github-output", "ns"], { githubOutput: "ns" }],
    [["--github-output", "ns_1-a"], { githubOutput: "ns_1-a" }],
    [["--github-summary"], { githubSummary: true }],
    [["--annotations"], { annotations: true }],
    [["--fleet", "inline"], { fleet: "inline" }],
    [["--iam"], { iam: true }],
    [["-q"], { quiet: true }],
    [["-v"], { verbose: true }],
  ])("%j", (argv, more) => {
    expect(parseCommandLine([...argv, "op"], {})).toEqual({ ...defaults, ...more });
  });

  test.each(["wait", "status", "explain", "asl", "completion", "help"])("the command %s", (command) => {
    expect(parseCommandLine([command, "op"], {})).toEqual({ ...defaults, command });
  });

  test("--version is none, and --help is the command of that name without what is given beside it", () => {
    expect(parseCommandLine(["--version", "op"], {})).toBe("version");
    expect(parseCommandLine(["-h", "-q", "op"], {})).toEqual({ ...defaults, command: "help", operands: [] });
  });

  test.each([
    ["1", true],
    ["TRUE", true],
    ["yes", true],
    ["on", true],
    ["0", false],
    ["False", false],
    ["no", false],
    ["off", false],
    ["", false],
  ])("CLOUDMAP_WAIT_QUIET=%s", (text, quiet) => {
    expect(parseCommandLine(["op"], { CLOUDMAP_WAIT_QUIET: text, OTHER: "x" })).toEqual({
      ...defaults,
      quiet,
    });
  });
});

describe("a mistake is told with its source, its value and its rule", () => {
  test.each<[string[], string]>([
    [["--timeout", ""], "--timeout must not be empty."],
    [["--timeout", "9000h"], '--timeout must be at most 8760h, a year; got "9000h".'],
    [["--interval", "2h"], '--interval must be at most 1h; got "2h".'],
    [
      ["--max-interval", "0"],
      '--max-interval must be a duration such as 90, 90s, 10m or 1h30m and more than 0; got "0".',
    ],
    [["--timeout", "x"], '--timeout must be a duration such as 90, 90s, 10m or 1h30m, 0 or none; got "x".'],
    [["--interval", "6", "--max-interval", "5"], "--interval (6 s) must be at most --max-interval (5 s)."],
    [
      ["--endpoint-url", "ftp://u:secret@x"],
      '--endpoint-url must be an http or https URL, such as http://127.0.0.1:4556; got "ftp://x".',
    ],
    [
      ["--endpoint-url", "u:secret@x?token=secret"],
      '--endpoint-url must be an http or https URL, such as http://127.0.0.1:4556; got "x".',
    ],
    [["--owner-account", "1"], '--owner-account must be an account id of 12 digits; got "1".'],
    [
      ["--owner-account", "1234567890123"],
      '--owner-account must be an account id of 12 digits; got "1234567890123".',
    ],
    [
      ["--owner-account", "x123456789012"],
      '--owner-account must be an account id of 12 digits; got "x123456789012".',
    ],
    [["--github-output", "ns.x"], '--github-output must be a name of letters, digits, _ and -; got "ns.x".'],
    [["--github-output", "1x"], '--github-output must be a name of letters, digits, _ and -; got "1x".'],
    [["--github-output", "a b"], '--github-output must be a name of letters, digits, _ and -; got "a b".'],
    [["--endpoint-url", "xhttp://x"], "--endpoint-url must be an http or https URL"],
    [["--endpoint-url", "httpx://x"], "--endpoint-url must be an http or https URL"],
    [["--print", "all"], '--print must be one of target, status, none; got "all".'],
    [["--output", "xml"], '--output must be one of text, json, jsonl; got "xml".'],
    [["--progress", "x"], '--progress must be one of auto, tty, plain, none; got "x".'],
    [["--color", "x"], '--color must be one of auto, always, never; got "x".'],
    [["--fleet", "x"], '--fleet must be one of inline, distributed; got "x".'],
    [["--quiet=x"], "--quiet is a switch and takes no value."],
    [["--region"], "--region needs a value: AWS region (default: as the AWS CLI finds it)."],
    [["--foo"], "Unknown flag --foo."],
    [["-x"], "Unknown flag -x."],
    [["--Json"], "Unknown flag --Json. Did you mean --output json?"],
    [["--no-colour"], "Unknown flag --no-colour. Did you mean --color never?"],
  ])("%j", (argv, message) => {
    expect(() => parseCommandLine(["op", ...argv], {})).toThrow(message);
    expect(() => parseCommandLine(["op", ...argv], {})).toThrow("\nTry 'cloudmap-wait --help'.");
  });

  test.each([
    [["stat", "op-1"], "Unknown command \"stat\". Did you mean 'cloudmap-wait status op-1'?"],
    [["exlain"], "Unknown command \"exlain\". Did you mean 'cloudmap-wait explain'?"],
  ])("%j", (argv, message) => {
    expect(() => parseCommandLine(argv, {})).toThrow(message);
  });

  test.each(["op", "stat1", "Status", "st", "statusstatuss", "unrelated"])("%s may be an id", (id) => {
    expect(parseCommandLine([id], {})).toMatchObject({ command: "wait", operands: [id] });
  });

  test.each([
    [{ CLOUDMAP_WAIT_QUIET: "maybe" }, 'CLOUDMAP_WAIT_QUIET must be true or false; got "maybe".'],
    [
      { CLOUDMAP_WAIT_TIMOUT: "5m" },
      "The environment has CLOUDMAP_WAIT_TIMOUT, which is not a setting. Did you mean CLOUDMAP_WAIT_TIMEOUT?",
    ],
  ])("%j", (env, message) => {
    expect(() => parseCommandLine(["op"], env)).toThrow(message);
  });
});
