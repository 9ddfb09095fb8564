import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { type Options, parseCommandLine } from "../../../src/cli/input/command-line.js";
import { reportTable } from "../../../src/cli/output/report-table.js";
import type { Outcome } from "../../../src/waiter/result/outcome.js";

beforeEach(() => {
  vi.stubEnv("LC_ALL", "C.UTF-8");
  vi.stubEnv("TERM", "xterm");
  vi.stubEnv("COLORTERM", "");
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function outcomes(count: number, outcome: "succeeded" | "timed-out"): Outcome[] {
  // Nothing else of an outcome is read.
  return Array.from({ length: count }, (_, index) => {
    const told = { outcome, operationId: `${outcome}-${index}`, transitions: [], targets: {} };
    return told as unknown as Outcome;
  });
}

function optionsOf(...argv: readonly string[]): Options {
  const options = parseCommandLine([...argv, "op"], {});
  if (options === "version") throw new Error("a command is expected");
  return options;
}

function onTerminal(isTTY: boolean): void {
  const own = Object.getOwnPropertyDescriptor(process.stdout, "isTTY");
  Object.defineProperty(process.stdout, "isTTY", { value: isTTY, configurable: true });
  onTestFinished(() => {
    if (own) Object.defineProperty(process.stdout, "isTTY", own);
    else Reflect.deleteProperty(process.stdout, "isTTY");
  });
}

function table(some: readonly Outcome[], ...argv: readonly string[]): string {
  let text = "";
  vi.spyOn(process.stderr, "write").mockImplementation((part) => {
    text += String(part);
    return true;
  });
  const ended = { outcomes: some, names: new Map<string, string>(), region: undefined, elapsedMs: 1000 };
  reportTable(ended, optionsOf("--color", "never", ...argv));
  return text;
}

describe("the table at the end", () => {
  test.each([
    ["succeeded", "  and 2 more that succeeded (--verbose lists them)\n"],
    ["timed-out", "  and 2 more that still run (--verbose lists them)\n"],
  ] as const)("lists ten that %s, or nine and how many there are besides", (outcome, more) => {
    const rowsIn = (text: string): number => text.split(`${outcome}-`).length - 1;
    const [ten, eleven] = [table(outcomes(10, outcome)), table(outcomes(11, outcome))];
    expect([rowsIn(ten), ten.includes("more that")]).toEqual([10, false]);
    expect([rowsIn(eleven), eleven.endsWith(more)]).toEqual([9, true]);
    expect(rowsIn(table(outcomes(11, outcome), "--verbose"))).toBe(11);
  });

  test("dims what is less than a row", () => {
    const text = table(outcomes(11, "succeeded"), "--color", "always");
    expect(text).toContain("\u001B[2m  and 2 more that succeeded (--verbose lists them)\u001B[0m\n");
    expect(text.replaceAll("\u001B", "ESC")).toMatch(/ESC\[2m {2}NAME +OPERATION +RESULT +TOOK +IDESC\[0m\n/);
  });

  test("has columns as wide as their titles", () => {
    expect(table(outcomes(2, "succeeded"))).toBe(
      [
        "✔ all 2 done · 1.0 s",
        "",
        "  NAME         OPERATION  RESULT    TOOK  ID",
        `✔ succeeded-0  ${" ".repeat(9)}  done    ${" ".repeat(6)}`,
        `✔ succeeded-1  ${" ".repeat(9)}  done    ${" ".repeat(6)}`,
        "",
      ].join("\n"),
    );
  });

  test("uses no letters that the terminal may not have", () => {
    vi.stubEnv("LC_ALL", "C");
    expect(table(outcomes(1, "timed-out"))).toMatch(/^~ timed-out-0/);
    expect(table(outcomes(2, "succeeded"))).toMatch(/^\+ all 2 done - 1\.0 s\n/);
  });

  test("is set apart from results that follow on the same terminal", () => {
    const two = outcomes(2, "succeeded");
    onTerminal(true);
    expect(table(two)).toMatch(/done +\n\n$/);
    expect(table(two.slice(1))).toMatch(/done +\n$/);
    expect(table(two.slice(1))).not.toMatch(/\n\n$/);
    onTerminal(false);
    expect(table(two)).not.toMatch(/\n\n$/);
  });
});
