import { afterEach, describe, expect, test, vi } from "vitest";
import { type Options, parseCommandLine } from "../../../src/cli/input/command-line.js";
import { isRedrawn, progressFor } from "../../../src/cli/progress/progress-for.js";
import type { Watched } from "../../../src/cli/progress/progress.js";
import { useVirtualTime } from "../../support/virtual-time.js";

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

function optionsOn(argv: readonly string[], isTerminal: boolean): Options {
  delete process.env["CI"];
  process.env["TERM"] = "xterm";
  for (const name of names)
    Object.defineProperty(process[name], "isTTY", { value: isTerminal, configurable: true });
  const options = parseCommandLine([...argv, "op"], {});
  if (options === "version") throw new Error("a command is expected");
  return options;
}

function redrawn(argv: readonly string[], isTerminal: boolean): boolean {
  return isRedrawn(optionsOn(argv, isTerminal));
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

describe(progressFor, () => {
  const time = useVirtualTime();

  /** What is written on stderr of a wait of three seconds, with an event in it. */
  async function shown(argv: readonly string[], isTerminal: boolean): Promise<string> {
    let text = "";
    vi.spyOn(process.stderr, "write").mockImplementation((part) => {
      text += String(part);
      return true;
    });
    const fleet = {
      operations: () => [{ operationId: "op", phase: "waiting", status: "PENDING" }][Symbol.iterator](),
      getSnapshot: () => ({ total: 1, done: 0, outcomes: { succeeded: 0 } }),
    };
    // Nothing else of what is watched is read.
    const watched = { fleet, names: new Map(), elapsedMs: () => 2000 } as unknown as Watched;
    const color = process.env["NO_COLOR"];
    process.env["NO_COLOR"] = "1";
    const progress = progressFor(optionsOn(argv, isTerminal), watched);
    progress.event({ type: "poll", operationId: "op", poll: 1, seq: 1, at: 0, elapsedMs: 0 });
    await time.pass(3000);
    progress.stop();
    if (color === undefined) delete process.env["NO_COLOR"];
    else process.env["NO_COLOR"] = color;
    vi.restoreAllMocks();
    return text.replaceAll("\u001B", "ESC").replaceAll("\u0007", "BEL");
  }

  test.each([["--quiet"], ["--progress=none"]])("is silent with %s", async (flag) => {
    const argv = [flag, "--heartbeat", "1s"];
    expect([await shown(argv, true), await shown(argv, false)]).toEqual(["", ""]);
  });

  test("is redrawn on a terminal, and in its taskbar if that was asked for", async () => {
    expect(await shown([], true)).toMatch(/ESC\[\?25l.*op {4}pending.*ESC\[\?25h/s);
    expect(await shown([], true)).not.toContain("ESC]9;4");
    expect(await shown(["--notify"], true)).toContain("ESC]9;4;3;0BEL");
  });

  test("is lines elsewhere, one after each heartbeat, and one for each poll if that was asked for", async () => {
    expect(await shown(["--heartbeat", "2s"], false)).toBe(
      "cloudmap-wait: still waiting after 2.0 s: op is PENDING\n",
    );
    expect(await shown(["--verbose"], false)).toBe("cloudmap-wait: op poll 1: no status after 0.0 s\n");
  });
});
