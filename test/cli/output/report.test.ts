import { afterEach, expect, test, vi } from "vitest";
import { parseCommandLine } from "../../../src/cli/input/command-line.js";
import { report } from "../../../src/cli/output/report.js";
import type { Outcome } from "../../../src/waiter/result/outcome.js";

afterEach(() => vi.restoreAllMocks());

function reported(count: number): string {
  let text = "";
  vi.spyOn(process.stderr, "write").mockImplementation((part) => {
    text += String(part);
    return true;
  });
  const options = parseCommandLine(["op", "--progress", "none"], {});
  if (options === "version") throw new Error("a command is expected");
  // Nothing else of an outcome is read.
  const outcomes = Array.from(
    { length: count },
    () => ({ outcome: "aborted", operationId: "op" }) as Outcome,
  );
  const summary = { exitCode: 143, signal: "SIGTERM", resume: "again", message: "", counts: {} } as const;
  report({ outcomes, names: new Map(), region: undefined, elapsedMs: 0, summary }, options);
  return text;
}

test("one that was interrupted tells whether one operation keeps running, or several", () => {
  const resume = "cloudmap-wait: Resume with: again\n";
  expect(reported(1)).toBe(`cloudmap-wait: Interrupted by SIGTERM. The operation keeps running.\n${resume}`);
  expect(reported(2)).toBe(`cloudmap-wait: Interrupted by SIGTERM. The operations keep running.\n${resume}`);
});
