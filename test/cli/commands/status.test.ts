import { describe, expect, test } from "vitest";
import { entryOf } from "../../../src/cli/commands/status.js";
import type { Operation } from "../../../src/core/operation.js";
import type { Outcome } from "../../../src/waiter/result/outcome.js";

const problem = { code: "X", message: "no" };
const started = new Date(Date.now() - 100_000).toISOString();

function entry(outcome: Partial<Outcome>): unknown {
  // Nothing else of an outcome is read.
  const whole = { operationId: "op", transitions: [], ...problem, ...outcome } as unknown as Outcome;
  return entryOf(whole, new Map([["op", "shop"]]));
}

describe(entryOf, () => {
  const operation: Operation = { Status: "PENDING", CreateDate: started };
  const named = { operationId: "op", name: "shop" };

  test("tells of an operation that goes on how old it is, and of no end", () => {
    const transitions = [{ from: null, to: "PENDING", at: 1, elapsedMs: 0, poll: 1 }] as const;
    const ageMs = expect.toSatisfy((ms: number) => ms >= 100_000 && ms < 200_000) as number;
    expect(entry({ outcome: "timed-out", operation, transitions })).toEqual({
      ...named,
      operation,
      status: "PENDING",
      ageMs,
    });
    const dateless: Operation = { Status: "PENDING" };
    expect(entry({ outcome: "timed-out", operation: dateless })).toEqual({ ...named, operation: dateless });
    const early: Operation = { CreateDate: new Date(Date.now() + 100_000).toISOString() };
    expect(entry({ outcome: "timed-out", operation: early })).toMatchObject({ ageMs: 0 });
  });

  test("tells how long one took that has ended, and what went wrong", () => {
    const ended: Operation = {
      CreateDate: started,
      UpdateDate: new Date(Date.parse(started) + 5000).toISOString(),
    };
    const whole = { ...named, operation: ended, ageMs: 5000 };
    const told = { outcome: "succeeded", operation: ended, code: undefined, message: undefined };
    expect(entry(told as unknown as Partial<Outcome>)).toEqual(whole);
    expect(entry({ outcome: "failed", operation: ended })).toEqual({ ...whole, ...problem });
  });

  test("tells that Cloud Map was not reached, rather than that the time was up", () => {
    expect(entry({ outcome: "timed-out" })).toEqual({ ...named, ...problem, outcome: "unreachable" });
  });

  test.each(["denied", "not-found", "unreachable", "invalid"] as const)(
    "tells that one is %s, whatever was known of it",
    (outcome) => {
      expect(entry({ outcome })).toEqual({ ...named, ...problem, outcome });
      expect(entry({ outcome, operation: {} })).toMatchObject({ ...problem, outcome });
    },
  );
});
