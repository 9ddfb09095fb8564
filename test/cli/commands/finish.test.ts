import { afterEach, expect, test, vi } from "vitest";
import { type Ended, finish } from "../../../src/cli/commands/finish.js";
import { parseCommandLine } from "../../../src/cli/input/command-line.js";
import { EventWriter } from "../../../src/cli/output/json-events.js";
import type { Outcome } from "../../../src/waiter/result/outcome.js";

afterEach(() => vi.restoreAllMocks());

let shown = "";

function summaryOf(outcome: "invalid" | "denied" | "not-found", more: Partial<Ended> = {}): unknown {
  shown = "";
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    shown += String(text);
    return true;
  });
  const options = parseCommandLine(["op", "--region", "eu-west-1"], {});
  if (options === "version") throw new Error("a command is expected");
  const lines: string[] = [];
  const names = new Map<string, string>();
  // Nothing else of an outcome is read.
  const outcomes = [{ outcome, operationId: "op", message: "no" } as Outcome];
  const ended = { outcomes, names, region: undefined, signal: undefined, elapsedMs: 0, ...more };
  const outputs = { event() {}, github() {}, close() {} };
  const exitCode = finish(ended, options, new EventWriter((line) => lines.push(line), names), outputs);
  vi.restoreAllMocks();
  expect(lines).toHaveLength(1);
  const summary = JSON.parse(lines[0] ?? "") as { exitCode: number };
  expect(summary.exitCode).toBe(exitCode);
  return summary;
}

test("an operation that may be running can be resumed, where it was asked for", () => {
  expect(summaryOf("denied")).toMatchObject({ resume: "cloudmap-wait --region eu-west-1 op", exitCode: 6 });
});

test("a request that Cloud Map calls invalid is not worth repeating", () => {
  expect(summaryOf("invalid")).not.toHaveProperty("resume");
});

test("an id that is not found or refused is not resumed, unless Cloud Map has just accepted the operation", () => {
  for (const outcome of ["not-found", "invalid"] as const) {
    expect(summaryOf(outcome)).not.toHaveProperty("resume");
    expect(summaryOf(outcome, { isAccepted: true })).toMatchObject({
      resume: "cloudmap-wait --region eu-west-1 op",
    });
  }
});

test("an accepted operation whose record is gone has ended, so there is nothing to resume", () => {
  // Nothing else of an outcome is read.
  const outcomes = [{ outcome: "not-found", operationId: "op", message: "no", operation: {} } as Outcome];
  expect(summaryOf("not-found", { outcomes, isAccepted: true })).not.toHaveProperty("resume");
});

test("a wait that could not begin can be begun again, whatever was invalid", () => {
  const notStarted = { outcome: "invalid", message: "no", instead: { region: "REGION" } } as const;
  expect(summaryOf("invalid", { notStarted })).toMatchObject({
    resume: "cloudmap-wait --region REGION op",
    exitCode: 2,
  });
});

test("one that did not succeed has no line on stdout, and one of several a dash", () => {
  const outcome = { outcome: "denied", operationId: "op", message: "no" } as Outcome;
  summaryOf("denied");
  expect(shown).toBe("");
  summaryOf("denied", { outcomes: [outcome, { ...outcome, operationId: "other" }] });
  expect(shown).toBe("-\n-\n");
});

test("the summary says how many of them succeeded", () => {
  // Nothing else of an outcome is read.
  const outcomes = ["succeeded", "succeeded", "denied"].map(
    (outcome, index) =>
      ({ outcome, operationId: `op-${index}`, message: "no", targets: {} }) as unknown as Outcome,
  );
  expect(summaryOf("denied", { outcomes })).toMatchObject({ message: "2 of 3 succeeded" });
});
