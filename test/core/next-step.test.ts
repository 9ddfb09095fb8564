import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import type { CallError } from "../../src/core/call-error.js";
import { survivalTable } from "../../src/core/survival.js";
import { type Operation, readOperation } from "../../src/core/operation.js";
import { defaultPolicy, type Policy, resolvePolicy } from "../../src/core/options.js";
import {
  type Decision,
  nextPollDelayMs,
  nextStep,
  type Observation,
  timeOut,
} from "../../src/core/next-step.js";
import { begin, type WaitState } from "../../src/core/poll-state.js";

const steady = resolvePolicy({ jitter: 0 });

/** Feeds observations one after another, each at a time, and returns the last decision. */
function after(observations: readonly Observation[], policy: Policy = steady): Decision {
  let state = begin({ OperationId: "op-1" }, 0);
  let decision: Decision | undefined;
  for (const observation of observations) {
    decision = nextStep(state, observation, policy);
    ({ state } = decision);
  }
  if (decision === undefined) throw new Error("no observation");
  return decision;
}

function saw(at: number, Status: string | undefined, more: Operation = {}): Observation {
  return { at, operation: Status === undefined ? more : { ...more, Status } };
}

function got(at: number, error: Partial<CallError> & { name: string }): Observation {
  return { at, error: { message: "", ...error } };
}

describe("the status", () => {
  test.each(["SUBMITTED", "PENDING"])("%s waits, and its first sighting is a transition", (status) => {
    const decision = after([saw(0, status)]);
    expect(decision).toMatchObject({ type: "wait", waitMs: 1000 });
    expect(decision.state.transitions).toEqual([{ from: null, to: status, at: 0, elapsedMs: 0, poll: 1 }]);
  });

  test("is a transition once for each change", () => {
    const { state } = after([saw(0, "SUBMITTED"), saw(1, "PENDING"), saw(2, "PENDING"), saw(3, "SUCCESS")]);
    expect(state.transitions.map(({ from, to }) => [from, to])).toEqual([
      [null, "SUBMITTED"],
      ["SUBMITTED", "PENDING"],
      ["PENDING", "SUCCESS"],
    ]);
    expect(state.polls).toBe(4);
  });

  test("may step back, which is no transition and no error", () => {
    const decision = after([saw(0, "PENDING"), saw(1, "SUBMITTED"), saw(2, "PENDING")]);
    expect(decision.type).toBe("wait");
    expect(decision.state.transitions).toHaveLength(1);
  });

  test("SUCCESS is done, with the targets, or with none", () => {
    expect(after([saw(0, "SUCCESS", { Targets: { NAMESPACE: "ns-1" } })])).toMatchObject({
      type: "done",
      targets: { NAMESPACE: "ns-1" },
    });
    expect(after([saw(0, "SUCCESS")])).toMatchObject({ type: "done", targets: {} });
  });

  test("FAIL fails with the ErrorCode, what it means and what to do, and keeps the operation", () => {
    const operation = { Type: "CREATE_NAMESPACE", ErrorCode: "ACCESS_DENIED", ErrorMessage: "not you" };
    const decision = after([saw(0, "FAIL", operation)]);
    expect(decision).toMatchObject({ type: "fail", error: { outcome: "failed", code: "ACCESS_DENIED" } });
    expect(decision.type === "fail" && decision.error.message).toBe(
      "Operation op-1 (CREATE_NAMESPACE) failed: ACCESS_DENIED: not you. Cloud Map lacked a permission, usually in " +
        "Route 53. Add it to the role or user that called the action. Then call the action again.",
    );
    expect(decision.state.operation).toMatchObject(operation);
  });

  test.each([
    ["not you.", "ACCESS_DENIED: not you. Cloud Map"],
    ["not you", "ACCESS_DENIED: not you. Cloud Map"],
    ["(not you)", "ACCESS_DENIED: (not you) Cloud Map"],
    [undefined, "ACCESS_DENIED. Cloud Map"],
  ])("FAIL that says %j is told with one full stop at the most", (ErrorMessage, sentence) => {
    const operation = { ErrorCode: "ACCESS_DENIED", ...(ErrorMessage !== undefined && { ErrorMessage }) };
    const decision = after([saw(0, "FAIL", operation)]);
    expect(decision.type === "fail" && decision.error.message).toContain(sentence);
  });

  test("FAIL with a code that is not known passes it through; without one it says so", () => {
    expect(after([saw(0, "FAIL", { ErrorCode: "NEW_CODE" })])).toMatchObject({ error: { code: "NEW_CODE" } });
    expect(after([saw(0, "FAIL")])).toMatchObject({ error: { code: "UNKNOWN" } });
  });

  test("FAIL's message is safe to print, whatever the service says", () => {
    const decision = after([saw(0, "FAIL", { ErrorCode: "A\u001B[31m", ErrorMessage: "x\r\n\u202Ey" })]);
    // oxlint-disable-next-line no-control-regex -- exactly these must not come through
    expect(decision.type === "fail" && decision.error.message).not.toMatch(/[\u0000-\u001F\u202E]/);
  });

  test.each([["ROLLING_BACK"], ["success"], [undefined]])(
    "%s is neither success nor failure: it waits",
    (status) => {
      const decision = after([saw(0, status)]);
      expect(decision.type).toBe("wait");
      expect(decision.state.transitions).toEqual([]);
    },
  );

  test.each(["SUCCESS", "FAIL", "PENDING"])("%s of another operation says nothing of this one", (status) => {
    const decision = after([
      saw(0, "SUBMITTED", { Id: "op-1" }),
      saw(1, status, { Id: "op-2", Targets: {} }),
    ]);
    expect(decision.type).toBe("wait");
    expect(decision.state.operation).toEqual({ Id: "op-1", Status: "SUBMITTED" });
    expect(decision.state.transitions).toHaveLength(1);
  });

  test("an answer without an operation waits, and forgets nothing", () => {
    const decision = after([saw(0, "PENDING"), { at: 1, operation: undefined }]);
    expect(decision.type).toBe("wait");
    expect(decision.state.operation).toEqual({ Status: "PENDING" });
  });
});

describe("an operation that is not found", () => {
  const notFound = { name: "OperationNotFound", statusCode: 404 };

  test("waits within its grace when it was never seen", () => {
    expect(after([got(0, notFound), got(9999, notFound)]).type).toBe("wait");
  });

  test("fails when the grace is over", () => {
    const decision = after([got(0, notFound), got(10_000, notFound)]);
    expect(decision).toMatchObject({
      type: "fail",
      error: { outcome: "not-found", code: "OperationNotFound" },
    });
    expect(decision.type === "fail" && decision.error.message).toContain(
      "Check the operation id, the region and the account",
    );
  });

  test("has its grace from the first answer: before that, no poll could have seen it", () => {
    const reset = { name: "TimeoutError", code: "ECONNRESET" };
    expect(after([got(9000, reset), got(15_000, notFound)]).type).toBe("wait");
    expect(after([got(9000, reset), got(15_000, notFound), got(24_999, notFound)]).type).toBe("wait");
    expect(after([got(15_000, notFound), got(25_000, notFound)])).toMatchObject({
      error: { outcome: "not-found" },
    });
  });

  test("fails at once when it was seen before, and says that", () => {
    const decision = after([saw(0, "PENDING"), got(1, notFound)]);
    expect(decision).toMatchObject({ type: "fail", error: { outcome: "not-found" } });
    expect(decision.type === "fail" && decision.error.message).toContain(
      "was PENDING and then was no longer found",
    );
  });

  test("is told as such, and not as a timeout, when the time to wait is shorter than its grace", () => {
    const { state } = after([got(0, notFound)], resolvePolicy({ maxWaitTime: 5 }));
    expect(timeOut(state)).toMatchObject({ type: "fail", error: { outcome: "not-found" } });
  });
});

describe("a throttle", () => {
  const throttled = { name: "ThrottlingException", statusCode: 400 };

  test("waits the longer the more there are in a row, and is never fatal by itself", () => {
    const waits = Array.from({ length: 12 }, (_, index) => {
      const decision = after(Array.from({ length: index + 1 }, () => got(0, throttled)));
      return decision.type === "wait" ? decision.waitMs : decision.type;
    });
    expect(waits).toEqual([500, 1000, 2000, 4000, ...Array.from({ length: 8 }, () => 5000)]);
  });

  test("waits as long as the service asks", () => {
    expect(after([got(0, { ...throttled, retryAfterMs: 30_000 })])).toMatchObject({ waitMs: 30_000 });
  });

  test("does not make later polls rarer once one is answered", () => {
    const decision = after([got(0, throttled), got(0, throttled), got(0, throttled), saw(0, "PENDING")]);
    expect(decision).toMatchObject({ type: "wait", waitMs: 1000 });
    expect(decision.state.retries).toEqual({ throttled: 3, transient: 0 });
  });
});

describe("a failure on the way", () => {
  const reset = { name: "TimeoutError", code: "ECONNRESET" };

  test("waits up to the policy's number in a row, and then fails as unreachable", () => {
    const failures = Array.from({ length: 8 }, () => got(0, reset));
    expect(after(failures).type).toBe("wait");
    const decision = after([...failures, got(0, reset)]);
    expect(decision).toMatchObject({ type: "fail", error: { outcome: "unreachable", code: "ECONNRESET" } });
    expect(decision.type === "fail" && decision.error.message).toContain(
      "Cloud Map did not answer (9 attempts)",
    );
  });

  test("counts from the last answer only", () => {
    const failures = Array.from({ length: 8 }, () => got(0, reset));
    expect(after([...failures, saw(0, "PENDING"), ...failures]).type).toBe("wait");
  });
});

describe("a refusal", () => {
  test.each([
    ["denied", "AccessDeniedException"],
    ["denied", "ExpiredTokenException"],
    ["invalid", "InvalidInput"],
  ])("fails at once as %s: %s", (outcome, name) => {
    expect(after([got(0, { name, statusCode: 400, message: "no" })])).toMatchObject({
      type: "fail",
      error: { outcome, code: name, cause: { name, message: "no" } },
    });
  });
});

describe("what may heal by itself", () => {
  const skewed = { name: "RequestTimeTooSkewed", statusCode: 403 };

  test("is polled once more, and is denied then", () => {
    expect(after([got(0, skewed)])).toMatchObject({ type: "wait", waitMs: 500 });
    expect(after([got(0, skewed), got(500, skewed)])).toMatchObject({
      type: "fail",
      error: { outcome: "denied", code: "RequestTimeTooSkewed" },
    });
    expect(after([got(0, skewed), saw(500, "PENDING"), got(2000, skewed)]).type).toBe("wait");
  });
});

describe("a failure that no retry helps", () => {
  test("of trust ends the wait as unreachable, and says so", () => {
    const decision = after([got(0, { name: "Error", code: "SELF_SIGNED_CERT_IN_CHAIN" })]);
    expect(decision).toMatchObject({
      type: "fail",
      error: { outcome: "unreachable", code: "SELF_SIGNED_CERT_IN_CHAIN" },
    });
    expect(decision.type === "fail" && decision.error.message).toContain(
      "certificate or host name is not trusted",
    );
  });

  test("of somebody's code ends the wait as invalid, and says so", () => {
    const decision = after([got(0, { name: "TypeError", message: "x is not a function" })]);
    expect(decision).toMatchObject({ type: "fail", error: { outcome: "invalid", code: "TypeError" } });
    expect(decision.type === "fail" && decision.error.message).toContain("not from Cloud Map");
  });
});

describe("the deadline", () => {
  test("is followed by one more poll when an answer from before it comes long after it", () => {
    const policy = resolvePolicy({ maxWaitTime: 10, jitter: 0 });
    const stale = after([saw(0, "PENDING"), { ...saw(3_600_000, "PENDING"), sentAt: 9000 }], policy);
    expect(stale).toMatchObject({ type: "wait", waitMs: 0 });
    const fresh = after([saw(0, "PENDING"), { ...saw(10_050, "PENDING"), sentAt: 9000 }], policy);
    expect(fresh).toMatchObject({ type: "fail", error: { outcome: "timed-out" } });
    const hardlyLate = after([saw(0, "PENDING"), { ...saw(10_100, "PENDING"), sentAt: 9000 }], policy);
    expect(hardlyLate).toMatchObject({ type: "fail", error: { outcome: "timed-out" } });
    const asked = after([saw(0, "PENDING"), { ...saw(10_200, "PENDING"), sentAt: 10_000 }], policy);
    expect(asked).toMatchObject({ type: "fail", error: { outcome: "timed-out" } });
    const onceMore = nextStep(stale.state, { ...saw(3_602_000, "PENDING"), sentAt: 3_600_000 }, policy);
    expect(onceMore).toMatchObject({ type: "fail", error: { outcome: "timed-out" } });
  });

  test("is followed by one more poll when the answer at hand was asked for before the final poll", () => {
    const policy = resolvePolicy({ maxWaitTime: 20, jitter: 0 });
    const late = { ...saw(50_000, "PENDING"), sentAt: 5000 };
    const decision = after([saw(0, "PENDING"), late], policy);
    expect(decision).toMatchObject({ type: "wait", waitMs: 0 });
    const hardlyLate = { ...saw(20_050, "PENDING"), sentAt: 18_999 };
    expect(after([saw(0, "PENDING"), hardlyLate], policy)).toMatchObject({ type: "wait", waitMs: 0 });
    expect(after([saw(0, "PENDING"), late, { ...saw(50_010, "SUCCESS"), sentAt: 50_001 }], policy).type).toBe(
      "done",
    );
    expect(
      after([saw(0, "PENDING"), late, { ...saw(50_010, "PENDING"), sentAt: 50_001 }], policy),
    ).toMatchObject({
      error: { outcome: "timed-out" },
    });
  });

  test("polls once just before it, and then fails as timed out, resumable", () => {
    const policy = resolvePolicy({ maxWaitTime: 20, jitter: 0, minDelay: 8 });
    expect(after([saw(0, "PENDING")], policy)).toMatchObject({ waitMs: 8000 });
    expect(after([saw(0, "PENDING"), saw(16_000, "PENDING")], policy)).toMatchObject({ waitMs: 3000 });
    expect(after([saw(0, "PENDING"), saw(19_000, "PENDING")], policy)).toMatchObject({ waitMs: 1000 });
    const decision = after([saw(0, "PENDING"), saw(20_000, "PENDING")], policy);
    expect(decision).toMatchObject({ type: "fail", error: { outcome: "timed-out", code: "TIMED_OUT" } });
    expect(decision.type === "fail" && decision.error.message).toMatch(
      /was still PENDING after 20 s, when the wait timed out\. The operation keeps running\. To resume, wait for the same operation id again\./,
    );
  });

  test("lets an end that is seen at it count", () => {
    expect(after([saw(700_000, "SUCCESS")]).type).toBe("done");
  });

  test("is not moved by a clock that stands still, as the waits that were asked for count", () => {
    let state = begin({ OperationId: "op-1" }, 5);
    let decision: Decision;
    let polls = 0;
    do {
      decision = nextStep(state, saw(5, "PENDING"), resolvePolicy({ maxWaitTime: 60 }));
      ({ state } = decision);
      polls++;
    } while (decision.type === "wait" && polls < 1000);
    expect(decision).toMatchObject({ type: "fail", error: { outcome: "timed-out" } });
  });

  test("is not moved by a clock that jumps back", () => {
    const { state } = after([saw(10_000, "PENDING"), saw(-3_600_000, "PENDING")]);
    expect(state.elapsedMs).toBeGreaterThanOrEqual(10_000);
  });

  test("keeps the error of the last poll", () => {
    const decision = after([saw(0, "PENDING"), got(600_000, { name: "Error", code: "ECONNREFUSED" })]);
    expect(decision).toMatchObject({ error: { outcome: "timed-out", cause: { code: "ECONNREFUSED" } } });
    expect(decision.type === "fail" && decision.error.message).toContain(
      "The last error was Error ECONNREFUSED.",
    );
  });

  test("of zero polls once", () => {
    const policy = resolvePolicy({ maxWaitTime: 0 });
    expect(after([saw(0, "PENDING")], policy)).toMatchObject({ error: { outcome: "timed-out" } });
    expect(after([saw(0, "SUCCESS")], policy)).toMatchObject({ type: "done" });
    expect(after([got(0, { name: "OperationNotFound" })], policy)).toMatchObject({
      error: { outcome: "not-found" },
    });
  });
});

describe(timeOut, () => {
  const refused = { name: "Error", message: "", code: "ECONNREFUSED" };
  test("of an operation that no poll could reach is unreachable, and not timed out", () => {
    const { state } = after([got(0, refused), got(600, refused)]);
    expect(timeOut(state)).toMatchObject({ error: { outcome: "unreachable", code: "ECONNREFUSED" } });
    const { state: throttledOnly } = after([got(0, { name: "ThrottlingException" })]);
    expect(timeOut(throttledOnly)).toMatchObject({ error: { outcome: "timed-out" } });
    // In this process, an answer during a poll that is tried again is in the state, and counts as no poll.
    const inTheMidst = timeOut({ ...throttledOnly, polls: 0 });
    expect(inTheMidst.type === "fail" && inTheMidst.error.message).not.toContain("No poll was answered");
    const { state: seen } = after([saw(0, "PENDING"), got(600, refused)]);
    expect(timeOut(seen)).toMatchObject({ error: { outcome: "timed-out" } });
  });

  test("of an operation without an answer to any poll says so, and what to check, of one as of many", () => {
    const decision = timeOut({ ...begin({ OperationId: "op-1" }, 0), elapsedMs: 10_000 });
    expect(decision.type === "fail" && decision.error.message).toBe(
      "Operation op-1 was not seen after 10 s, when the wait timed out. No poll was answered in that time: allow more, " +
        "and check the endpoint and the network. If many waits share the client, wait for fewer at once. The operation may still be running. To resume, wait for the same operation id again.",
    );
  });

  test("tells the status, the time to a tenth of a second, and how to resume", () => {
    const { state } = after([saw(0, "PENDING"), saw(12_345, "PENDING")]);
    expect(timeOut(state)).toMatchObject({
      error: {
        message:
          "Operation op-1 was still PENDING after 12.3 s, when the wait timed out. The operation keeps running. To resume, wait for the same operation id again.",
      },
    });
  });
});

describe(nextPollDelayMs, () => {
  test("is nothing for the first poll of an id that was handed in", () => {
    expect(nextPollDelayMs(begin({ OperationId: "a" }, 0), defaultPolicy)).toBe(0);
  });

  test("is between the shortest and the longest delay, whatever is expected", () => {
    const state: WaitState = { ...begin({ OperationId: "a" }, 0), polls: 1, elapsedMs: 1000 };
    const soon = { table: survivalTable({ weight: 1 }), pollCostMs: 0 };
    const late = { table: survivalTable({ medianMs: 1e6, weight: 1 }), pollCostMs: 1e6 };
    expect(nextPollDelayMs(state, steady, soon)).toBe(1000);
    expect(nextPollDelayMs(state, steady, late)).toBe(10_000);
  });

  test("is no longer than at the age as of which requests are to spare, whatever is known of it", () => {
    const state: WaitState = { ...begin({ OperationId: "a" }, 0), polls: 1, elapsedMs: 60_000 };
    expect(nextPollDelayMs(state, steady)).toBe(9000);
    for (const table of [undefined, survivalTable({ medianMs: 1e6, weight: 1 })]) {
      const spare = { table, pollCostMs: 1e6, asIfAgedMs: 10_000 };
      expect(nextPollDelayMs(state, steady, spare)).toBe(1500);
      expect(nextPollDelayMs(state, { ...steady, growth: 0.5 }, spare)).toBe(5000);
      expect(nextPollDelayMs(state, { ...steady, maxDelay: 1.2 }, spare)).toBe(1200);
      expect(nextPollDelayMs(state, { ...steady, minDelay: 2 }, spare)).toBe(2000);
    }
    expect(
      nextPollDelayMs({ ...state, elapsedMs: 8000 }, steady, { pollCostMs: 0, asIfAgedMs: 10_000 }),
    ).toBe(1200);
  });
});

const anyError = fc.record(
  {
    name: fc.string(),
    message: fc.string(),
    code: fc.string(),
    statusCode: fc.integer(),
    retryAfterMs: fc.nat(),
  },
  { requiredKeys: ["name", "message"] },
);
const statuses = fc.constantFrom("SUBMITTED", "PENDING", "ODD");
const errors = fc.record({
  name: fc.constantFrom("ThrottlingException", "TimeoutError", "OperationNotFound"),
  message: fc.string(),
});
const observations = fc.array(
  fc.oneof(fc.record({ operation: fc.record({ Status: statuses }) }), fc.record({ error: errors })),
  { maxLength: 60 },
);

describe("always", () => {
  test.prop([fc.anything(), fc.oneof(fc.constant(undefined), anyError), fc.double({ noNaN: true })])(
    "a decision comes back, whatever is observed",
    (operation, error, at) => {
      const observation = { at, operation: readOperation(operation), error };
      expect(["wait", "done", "fail"]).toContain(
        nextStep(begin({ OperationId: "a" }, 0), observation, defaultPolicy).type,
      );
    },
  );

  test.prop([observations, fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 60, maxLength: 60 })])(
    "time never goes back, no wait passes the deadline, and a stored state decides the same",
    (seen, jumps) => {
      const policy = resolvePolicy({ maxWaitTime: 120, transientRetries: 1000 });
      let state = begin({ OperationId: "op" }, 0);
      for (const [index, observation] of seen.entries()) {
        const at = state.elapsedMs + (jumps[index] ?? 0) / 10;
        const decision = nextStep(state, { at, ...observation }, policy);
        const stored = JSON.parse(JSON.stringify(state)) as WaitState;
        expect(nextStep(stored, { at, ...observation }, policy)).toEqual(decision);
        expect(decision.state.elapsedMs).toBeGreaterThanOrEqual(state.elapsedMs);
        if (decision.type !== "wait") return;
        expect(decision.waitMs).toBeGreaterThanOrEqual(0);
        expect(decision.state.elapsedMs + decision.waitMs).toBeLessThanOrEqual(120_001);
        ({ state } = decision);
      }
    },
  );

  test.prop([
    fc.string({ minLength: 1 }),
    fc.double({ min: 3, max: 300, noNaN: true }),
    fc.double({ min: 0.5, max: 3, noNaN: true }),
  ])(
    "no two polls are closer than the shortest delay allows, but for the last ones before the deadline",
    (OperationId, maxWaitTime, minDelay) => {
      const policy = resolvePolicy({ maxWaitTime, minDelay });
      let state = begin({ OperationId }, 0);
      for (;;) {
        const decision = nextStep(state, { at: state.waitedMs, operation: { Status: "PENDING" } }, policy);
        if (decision.type !== "wait") break;
        const leftMs = maxWaitTime * 1000 - decision.state.elapsedMs - decision.waitMs;
        if (leftMs > 1001) expect(decision.waitMs).toBeGreaterThanOrEqual(minDelay * 1000 * 0.9 - 1);
        ({ state } = decision);
      }
      expect(state.elapsedMs).toBeGreaterThanOrEqual(maxWaitTime * 1000 - 1001);
    },
  );
});

describe("the state", () => {
  test("counts its time from when the wait began, whatever the clock then showed", () => {
    const decision = nextStep(begin({ OperationId: "op-1" }, 5000), saw(7000, "PENDING"), steady);
    expect(decision.state).toMatchObject({ elapsedMs: 2000 });
  });

  test("has no error once a poll is answered", () => {
    const { state } = after([got(0, { name: "InternalError", statusCode: 500 }), saw(500, "PENDING")]);
    expect(Object.keys(state)).not.toContain("lastError");
  });
});

describe("an operation that was answered for, and never seen", () => {
  const missing = { name: "OperationNotFound", statusCode: 400 };

  test("has its grace from that answer, though it told nothing", () => {
    expect(after([{ at: 0 }, got(9000, missing)]).type).toBe("wait");
    expect(after([{ at: 0 }, got(10_500, missing)])).toMatchObject({ error: { outcome: "not-found" } });
  });

  test("is not found at once when time is up, however long the grace", () => {
    const policy = resolvePolicy({ notFoundGrace: 3600 });
    expect(after([{ ...got(600_000, missing), sentAt: 0 }], policy)).toMatchObject({
      error: { outcome: "not-found" },
    });
  });
});

test("operations that fail together are tried again apart", () => {
  const waits = ["op-1", "op-2", "op-3"].map((OperationId) => {
    const decision = nextStep(begin({ OperationId }, 0), got(0, { name: "Throttling" }), defaultPolicy);
    return decision.type === "wait" ? decision.waitMs : 0;
  });
  expect(new Set(waits).size).toBe(3);
});
