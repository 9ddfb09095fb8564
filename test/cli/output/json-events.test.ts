import { describe, expect, test } from "vitest";
import { EventWriter, summaryOf, waitDocument } from "../../../src/cli/output/json-events.js";
import type { OperationEvent } from "../../../src/waiter/events/events.js";
import type { Outcome } from "../../../src/waiter/result/outcome.js";

const names = new Map([["a", "shop"]]);
const failed = {
  outcome: "failed",
  operationId: "a",
  code: "X",
  message: "no",
  cause: new Error("secret"),
} as unknown as Outcome;

function written(write: (writer: EventWriter) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(new EventWriter((line) => lines.push(line), names));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe(EventWriter, () => {
  test("says first what is waited for", () => {
    const at = expect.any(Number) as number;
    const start = { v: "1.0", type: "start", at };
    expect(
      written((writer) => {
        writer.start(["a", "b"], { region: "us-east-1", timeoutMs: 5 });
        writer.start(["b"], {});
        writer.start([], {});
      }),
    ).toEqual([
      {
        ...start,
        seq: 1,
        operations: [{ operationId: "a", name: "shop" }, { operationId: "b" }],
        region: "us-east-1",
        timeoutMs: 5,
        message: "Waiting for 2 operations",
      },
      { ...start, seq: 2, operations: [{ operationId: "b" }], message: "Waiting for 1 operation" },
      { ...start, seq: 3, operations: [], message: "Waiting for 0 operations" },
    ]);
  });

  test("numbers and names the events of the library, and keeps their own time", () => {
    const poll = { type: "poll", operationId: "a", poll: 1, seq: 70, at: 5, elapsedMs: 3 } as const;
    expect(
      written((writer) => {
        writer.event(poll);
        writer.event({ ...poll, operationId: "b" });
      }),
    ).toEqual([
      { v: "1.0", ...poll, seq: 1, name: "shop" },
      { v: "1.0", ...poll, operationId: "b", seq: 2 },
    ]);
  });

  test("keeps what was thrown to itself", () => {
    const common = { operationId: "a", seq: 1, at: 5, elapsedMs: 3 };
    const settled: OperationEvent = { ...common, type: "settled", outcome: failed };
    const outcome = { outcome: "failed", operationId: "a", code: "X", message: "no" };
    expect(written((writer) => writer.event(settled))).toEqual([
      { v: "1.0", ...common, type: "settled", name: "shop", outcome },
    ]);
    const summary = summaryOf(["failed", "failed"], { exitCode: 3, message: "0 of 2 succeeded" });
    expect(JSON.parse(waitDocument([failed], names, summary))).toEqual({
      v: "1.0",
      outcomes: [{ ...outcome, name: "shop" }],
      summary: { exitCode: 3, message: "0 of 2 succeeded", counts: { failed: 2 } },
    });
  });
});
