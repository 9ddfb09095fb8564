import { describe, expect, test } from "vitest";
import {
  isOperationFailedError,
  isOperationNotFoundError,
  isOperationTimeoutError,
  isOperationWaitError,
  isPollingError,
  OperationWaitError,
  targetsOf,
} from "../../../src/waiter/result/errors.js";
import type { Outcome } from "../../../src/waiter/result/outcome.js";

const base = {
  operationId: "op-1",
  transitions: [],
  polls: 1,
  requests: 1,
  retries: { throttled: 0, transient: 0 },
  elapsedMs: 5,
  adopted: false,
  code: "CODE",
  message: "what happened",
};
const cause = new Error("why");

const kinds = [
  ["failed", isOperationFailedError, "OperationFailedError"],
  ["timed-out", isOperationTimeoutError, "OperationTimeoutError"],
  ["not-found", isOperationNotFoundError, "OperationNotFoundError"],
  ["denied", isPollingError, "PollingError"],
  ["invalid", isPollingError, "PollingError"],
  ["unreachable", isPollingError, "PollingError"],
] as const;

/** What is thrown for an outcome. */
function reasonOf(outcome: Outcome): unknown {
  try {
    targetsOf(outcome);
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

test("an error of no particular kind is named after them all", () => {
  expect(new OperationWaitError({ ...base, outcome: "denied" }).name).toBe("OperationWaitError");
});

describe(targetsOf, () => {
  test("are what an operation that succeeded made", () => {
    const targets = { NAMESPACE: "ns-1" };
    expect(targetsOf({ ...base, outcome: "succeeded", targets })).toBe(targets);
  });

  test.each(kinds)(
    "makes of %s an error with its code, its outcome and its message",
    (outcome, guard, name) => {
      const error = reasonOf({ ...base, outcome, cause });
      expect(error).toBeInstanceOf(OperationWaitError);
      expect(error).toMatchObject({
        name,
        code: "CODE",
        message: "what happened",
        operationId: "op-1",
        outcome: { outcome },
      });
      expect(guard(error)).toBe(true);
      expect(isOperationWaitError(error)).toBe(true);
      const others = kinds.filter(([, other]) => other !== guard);
      expect(others.some(([, other]) => other(error))).toBe(false);
    },
  );

  test("keeps the reason of an abort, as it came", () => {
    expect(reasonOf({ ...base, outcome: "aborted", cause: 42 })).toBe(42);
  });

  test("keeps what the SDK threw as the cause of a polling error", () => {
    expect(reasonOf({ ...base, outcome: "denied", cause })).toMatchObject({ cause });
  });
});

describe("the guards", () => {
  test("know an error of another copy of the package by its brand", () => {
    const foreign = Object.defineProperty(new Error("x"), Symbol.for("cloudmap-waiter.error"), {
      value: "OperationFailedError",
    });
    expect(isOperationFailedError(foreign)).toBe(true);
    expect(isOperationTimeoutError(foreign)).toBe(false);
  });

  test.each([[undefined], [null], ["text"], [new Error("x")], [{ name: "OperationFailedError" }]])(
    "are false for %j",
    (value) => {
      expect(isOperationWaitError(value)).toBe(false);
    },
  );
});
