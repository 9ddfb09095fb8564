import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { type Options, parseCommandLine } from "../../../src/cli/input/command-line.js";
import { openOutputs } from "../../../src/cli/output/outputs.js";

let said = "";
let shown = "";

beforeEach(() => {
  [said, shown] = ["", ""];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    shown += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return "";
  }
}

function optionsOf(...argv: readonly string[]): Options {
  const options = parseCommandLine([...argv, "op"], {});
  if (options === "version") throw new Error("a command is expected");
  return options;
}

const context = { names: new Map<string, string>(), region: "us-east-1", elapsedMs: 1000 };

describe("the file of events", () => {
  test("has them in place of what was there, while stdout has the result", () => {
    const file = join(folder(), "events");
    writeFileSync(file, "old\n");
    const outputs = openOutputs(optionsOf("--events-file", file), {});
    outputs.event("one");
    outputs.event("two");
    outputs.close();
    outputs.close();
    expect({ written: readFileSync(file, "utf8"), shown, said }).toEqual({
      written: "one\ntwo\n",
      shown: "",
      said: "",
    });
    outputs.event("late");
    expect(readFileSync(file, "utf8")).toBe("one\ntwo\n");
  });

  test.skipIf(!existsSync("/proc/self/fd"))("is closed once, and told of when that fails", () => {
    const file = join(folder(), "events");
    const open = (): number[] => {
      const numbers = readdirSync("/proc/self/fd").filter((fd) => linkOf(fd) === file);
      return numbers.map(Number);
    };
    const outputs = openOutputs(optionsOf("--events-file", file), {});
    expect(open()).toHaveLength(1);
    outputs.close();
    expect({ open: open(), said }).toEqual({ open: [], said: "" });
    const others = openOutputs(optionsOf("--events-file", file), {});
    for (const fd of open()) closeSync(fd);
    others.close();
    expect(said).toMatch(/^cloudmap-wait: --events-file can't be written: EBADF[^\n]*\n$/);
  });

  test("can have what stdout has", () => {
    const file = join(folder(), "events");
    const outputs = openOutputs(optionsOf("--output", "jsonl", "--events-file", file), {});
    outputs.event("one");
    expect({ written: readFileSync(file, "utf8"), shown }).toEqual({ written: "one\n", shown: "one\n" });
    openOutputs(optionsOf("--output", "jsonl"), {}).event("two");
    expect(shown).toBe("one\ntwo\n");
    openOutputs(optionsOf("--output", "json"), {}).event("three");
    expect(shown).toBe("one\ntwo\n");
  });

  test.skipIf(!existsSync("/dev/full"))("ends when its disk is full, and is told of once", () => {
    const outputs = openOutputs(optionsOf("--events-file", "/dev/full"), {});
    outputs.event("one");
    outputs.event("two");
    outputs.close();
    expect(said).toMatch(/^cloudmap-wait: No more events are written to --events-file: ENOSPC[^\n]*\n$/);
    expect(process.exitCode).toBe(1);
  });

  test.each(["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"])("is not that of %s", (name) => {
    const file = join(folder(), "file");
    writeFileSync(file, "old\n");
    const outputs = openOutputs(optionsOf("--events-file", file), { [name]: file });
    outputs.event("one");
    expect(readFileSync(file, "utf8")).toBe("old\n");
    expect(said).toBe(
      `cloudmap-wait: --events-file is the same file as ${name}: no events are written to it.\n`,
    );
    expect(process.exitCode).toBe(1);
  });

  test("is needed for a wait, if it was asked for", () => {
    expect(() => openOutputs(optionsOf("--events-file", folder()), {})).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringMatching(/^--events-file can't be written: EISDIR/),
      }),
    );
  });
});

describe("the files of GitHub's runner", () => {
  test("have the results under a name, and the summary", () => {
    const path = folder();
    const env = { GITHUB_OUTPUT: join(path, "output"), GITHUB_STEP_SUMMARY: join(path, "summary") };
    writeFileSync(env.GITHUB_OUTPUT, "before\n");
    writeFileSync(env.GITHUB_STEP_SUMMARY, "before\n");
    const outputs = openOutputs(optionsOf("--github-output", "ids", "--github-summary"), env);
    outputs.github(["one", "two"], [], context);
    expect(readFileSync(env.GITHUB_OUTPUT, "utf8")).toMatch(
      /^before\nids<<(cloudmap_wait_[0-9a-f-]{36})\none\ntwo\n\1\n$/,
    );
    expect(readFileSync(env.GITHUB_STEP_SUMMARY, "utf8")).toBe(
      "before\n### Cloud Map: nothing to wait for\n\n",
    );
    expect({ shown, said }).toEqual({ shown: "", said: "" });
  });

  test("are left alone when they were not asked for", () => {
    const path = folder();
    const env = { GITHUB_OUTPUT: join(path, "output"), GITHUB_STEP_SUMMARY: join(path, "summary") };
    openOutputs(optionsOf(), env).github(["one"], [], context);
    expect([existsSync(env.GITHUB_OUTPUT), existsSync(env.GITHUB_STEP_SUMMARY)]).toEqual([false, false]);
    expect({ said, exitCode: process.exitCode }).toEqual({ said: "", exitCode: undefined });
  });

  test.each([
    [["--github-output", "ids"], "GITHUB_OUTPUT", "--github-output"],
    [["--github-summary"], "GITHUB_STEP_SUMMARY", "--github-summary"],
  ])("are needed for a wait, if they were asked for: %j", (argv, name, flag) => {
    for (const env of [{}, { [name]: "" }])
      expect(() => openOutputs(optionsOf(...argv), env)).toThrow(
        `${flag} needs ${name}, which GitHub Actions sets: this is not a step of a workflow.`,
      );
    expect(() => openOutputs(optionsOf(...argv), { [name]: folder() })).toThrow(
      `${flag} needs ${name} to be a file that can be written: EISDIR`,
    );
  });

  test("make the command fail when they can't be written at the end, each by itself", () => {
    const path = folder();
    const [GITHUB_OUTPUT, GITHUB_STEP_SUMMARY] = [join(path, "output"), join(path, "summary")];
    const env = { GITHUB_OUTPUT, GITHUB_STEP_SUMMARY };
    const outputs = openOutputs(optionsOf("--github-output", "ids", "--github-summary"), env);
    for (const file of Object.values(env)) {
      rmSync(file);
      mkdirSync(file);
    }
    outputs.github(["one"], [], context);
    expect(said).toMatch(
      /^cloudmap-wait: --github-output can't be written: EISDIR[^\n]*\ncloudmap-wait: --github-summary can't be written: EISDIR[^\n]*\n$/,
    );
    expect(process.exitCode).toBe(1);
  });
});
