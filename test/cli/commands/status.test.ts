import { afterEach, describe, expect, test, vi } from "vitest";
import { entryOf } from "../../../src/cli/commands/status.js";
import type { Operation } from "../../../src/core/operation.js";
import type { Outcome } from "../../../src/waiter/result/outcome.js";

const problem = { code: "X", message: "no" };
const started = new Date(0).toISOString();

function entry(outcome: Partial<Outcome>, createdAt?: number): unknown {
  // Nothing else of an outcome is read.
  const whole = { operationId: "op", transitions: [], ...problem, ...outcome } as unknown as Outcome;
  return entryOf(whole, new Map([["op", "shop"]]), createdAt);
}

afterEach(() => {
  vi.useRealTimers();
});

describe(entryOf, () => {
  const operation: Operation = { Status: "PENDING", CreateDate: started };
  const named = { operationId: "op", name: "shop" };

  test("tells of an operation that goes on how old it is by this machine's clock, and of no end", () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const transitions = [{ from: null, to: "PENDING", at: 1, elapsedMs: 0, poll: 1 }] as const;
    expect(entry({ outcome: "timed-out", operation, transitions }, Date.now() - 100_000)).toEqual({
      ...named,
      operation,
      status: "PENDING",
      ageMs: 100_000,
    });
    const dateless: Operation = { Status: "PENDING" };
    expect(entry({ outcome: "timed-out", operation: dateless })).toEqual({ ...named, operation: dateless });
    expect(entry({ outcome: "timed-out", operation }, Date.now() + 100_000)).toMatchObject({ ageMs: 0 });
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
