import { getEventListeners } from "node:events";
import { describe, expect, test, vi } from "vitest";
import { OptionError } from "../../src/core/options.js";
import {
  OperationFailedError,
  OperationNotFoundError,
  OperationTimeoutError,
  PollingError,
} from "../../src/waiter/result/errors.js";
import type { WaitConfig } from "../../src/waiter/config.js";
import { Pacer } from "../../src/waiter/rate/pacer.js";
import type { GetOperation } from "../../src/waiter/request/sdk-client.js";
import { waitForOperation } from "../../src/waiter/wait-for-operation.js";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import { useVirtualTime } from "../support/virtual-time.js";
import { answers, input, sdkError, startedWaiter } from "./support.js";

const time = useVirtualTime();

function wait(service: { getOperation: GetOperation }, config: Partial<WaitConfig> = {}): Promise<unknown> {
  return waitForOperation({ ...config, getOperation: service.getOperation } as WaitConfig, input);
}

describe("waiting", () => {
  test("resolves with the targets of an operation that succeeds", async () => {
    const service = answers("SUBMITTED", "PENDING", "SUCCESS");
    await expect(time.until(wait(service))).resolves.toEqual({ NAMESPACE: "ns-1" });
    expect(service.polls).toHaveLength(3);
  });

  test("polls at once at an id that was handed in", async () => {
    const service = answers("SUCCESS");
    const start = performance.now();
    await time.until(wait(service));
    expect(service.polls).toEqual([start]);
  });

  test("resolves with no targets when there are none", async () => {
    expect(await time.until(wait(answers({ Operation: { Status: "SUCCESS" } })))).toEqual({});
  });

  test.each([
    ["an answer without an operation", {}],
    ["an operation that is null", { Operation: null }],
    ["an answer that is no object", { Operation: "PENDING" }],
    ["a status that nobody knows", { Operation: { Status: "ROLLING_BACK" } }],
  ])("goes on after %s, and never takes it for an end", async (_what, answer) => {
    await expect(time.until(wait(answers(answer, answer, "SUCCESS")))).resolves.toEqual({
      NAMESPACE: "ns-1",
    });
    const error = await time.until(
      wait(answers(answer), { maxWaitTime: 30 }).catch((thrown: unknown) => thrown),
    );
    expect(error).toBeInstanceOf(OperationTimeoutError);
  });

  test("rejects with the ErrorCode of an operation that fails", async () => {
    const operation = {
      Status: "FAIL",
      ErrorCode: "CANNOT_CREATE_HOSTED_ZONE",
      ErrorMessage: "taken",
      Type: "CREATE_NAMESPACE",
    };
    const error = await time.until(
      wait(answers({ Operation: operation })).catch((thrown: unknown) => thrown),
    );
    expect(error).toBeInstanceOf(OperationFailedError);
    expect(error).toMatchObject({
      code: "CANNOT_CREATE_HOSTED_ZONE",
      operation,
      operationId: "op-1",
      outcome: { polls: 1 },
    });
  });

  test("polls often at a young operation of which nothing is known, as nobody else needs the requests", async () => {
    const service = answers("PENDING");
    await time.until(wait(service, { jitter: 0, maxWaitTime: 110 }).catch(() => {}));
    const gaps = service.polls.slice(1).map((at, index) => at - (service.polls[index] ?? at));
    expect(gaps.length).toBeGreaterThan(70);
    expect(Math.max(...gaps)).toBe(1000);
  });

  test("polls less often by as much as a larger growth says", async () => {
    const service = answers("PENDING");
    await time.until(wait(service, { jitter: 0, maxWaitTime: 110, growth: 0.6 }).catch(() => {}));
    expect(service.polls.length).toBeLessThan(40);
  });
});

describe("a request that goes wrong", () => {
  test("is cut off when it hangs, and tried again", async () => {
    const service = answers("hang", "SUCCESS");
    const start = performance.now();
    await expect(time.until(wait(service, { requestTimeout: 3 }))).resolves.toEqual({ NAMESPACE: "ns-1" });
    expect(service.aborted).toBe(1);
    expect(service.polls[1]).toBeGreaterThanOrEqual(start + 3000);
    expect(time.timers).toBe(0);
  });

  test("slows polling when it is throttled, and never fails it", async () => {
    const throttled = sdkError("ThrottlingException", 400);
    const service = answers("PENDING", ...Array.from({ length: 20 }, () => throttled), "SUCCESS");
    const waiter = new OperationWaiter({ getOperation: service.getOperation }, input);
    const retries = vi.fn();
    waiter.on("retry", retries);
    await expect(time.until(waiter.wait())).resolves.toEqual({ NAMESPACE: "ns-1" });
    expect(retries).toHaveBeenCalledTimes(20);
    const [first, second] = [1, 18].map(
      (poll) => (service.polls[poll + 1] ?? 0) - (service.polls[poll] ?? 0),
    );
    expect(second).toBeGreaterThanOrEqual(2 * (first ?? 0));
  });

  test("is tried again after a failure on the way, as often in a row as the policy says", async () => {
    const reset = Object.assign(new Error("socket hang up"), { name: "TimeoutError", code: "ECONNRESET" });
    const service = answers(reset, reset, "SUCCESS");
    await expect(time.until(wait(service, { transientRetries: 2 }))).resolves.toEqual({ NAMESPACE: "ns-1" });
    const error = await time.until(
      wait(answers(reset), { transientRetries: 2 }).catch((thrown: unknown) => thrown),
    );
    expect(error).toBeInstanceOf(PollingError);
    expect(error).toMatchObject({
      code: "ECONNRESET",
      cause: reset,
      outcome: { outcome: "unreachable", requests: 3 },
    });
  });

  test("is no deadline of ours, though the SDK names a reset TimeoutError", async () => {
    const reset = Object.assign(new Error("reset"), { name: "TimeoutError", code: "ECONNRESET" });
    const error = await time.until(
      wait(answers(reset), { transientRetries: 0 }).catch((thrown: unknown) => thrown),
    );
    expect(error).not.toBeInstanceOf(OperationTimeoutError);
  });

  test.each([
    ["AccessDeniedException", "denied"],
    ["ExpiredTokenException", "denied"],
    ["InvalidInput", "invalid"],
  ])("fails the wait at once with %s, sent with HTTP 400", async (name, outcome) => {
    const service = answers(sdkError(name, 400));
    const error = await time.until(wait(service).catch((thrown: unknown) => thrown));
    expect(error).toBeInstanceOf(PollingError);
    expect(error).toMatchObject({ code: name, outcome: { outcome } });
    expect(service.polls).toHaveLength(1);
  });

  test("is tolerated for a while when the operation is not found yet, and not once it was seen", async () => {
    const notFound = sdkError("OperationNotFound", 404);
    await expect(time.until(wait(answers(notFound, notFound, "SUCCESS")))).resolves.toEqual({
      NAMESPACE: "ns-1",
    });
    const start = performance.now();
    const never = await time.until(
      wait(answers(notFound), { notFoundGrace: 4 }).catch((thrown: unknown) => thrown),
    );
    expect(never).toBeInstanceOf(OperationNotFoundError);
    expect(never).toMatchObject({ operation: undefined });
    expect(performance.now() - start).toBeGreaterThanOrEqual(4000);
    expect(performance.now() - start).toBeLessThan(10_000);
    const gone = await time.until(wait(answers("PENDING", notFound)).catch((thrown: unknown) => thrown));
    expect(gone).toMatchObject({
      name: "OperationNotFoundError",
      outcome: { polls: 2 },
      operation: { Status: "PENDING" },
    });
  });

  test("is the caller's own mistake when its function is broken", async () => {
    const mistake = new TypeError("x is not a function");
    const error = await time.until(wait(answers(mistake)).catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({ cause: mistake, outcome: { outcome: "invalid" } });
  });
});

describe("the deadline", () => {
  test("has the error of the latest poll as its cause, and not an earlier one", async () => {
    const service = answers(sdkError("OperationNotFound", 400), sdkError("ThrottlingException", 400));
    const error = await time.until(wait(service, { maxWaitTime: 8 })).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OperationTimeoutError);
    expect(error).toMatchObject({
      cause: { name: "ThrottlingException" },
      outcome: { lastError: { name: "ThrottlingException" } },
    });
  });

  test("holds although a request is in progress and ignores its signal", async () => {
    const start = performance.now();
    const error = await time.until(
      wait(answers("hang"), { maxWaitTime: 5 }).catch((thrown: unknown) => thrown),
    );
    expect(error).toBeInstanceOf(OperationTimeoutError);
    expect(performance.now() - start).toBe(5000);
    expect(time.timers).toBe(0);
  });

  test("comes neither early nor late, after a final poll just before it", async () => {
    const service = answers("PENDING");
    const start = performance.now();
    const error = await time.until(wait(service, { maxWaitTime: 30 }).catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({
      code: "TIMED_OUT",
      outcome: { elapsedMs: 30_000, operation: { Status: "PENDING" } },
    });
    expect(performance.now() - start).toBe(30_000);
    expect((service.polls.at(-1) ?? 0) - start).toBe(29_000);
  });

  test("is not moved by a wall clock that jumps by an hour", async () => {
    const service = answers("PENDING", "PENDING", "SUCCESS");
    const waiting = wait(service, { maxWaitTime: 60 });
    await time.pass(500);
    vi.spyOn(Date, "now").mockReturnValue(Date.now() + 3_600_000);
    await expect(time.until(waiting)).resolves.toEqual({ NAMESPACE: "ns-1" });
    vi.restoreAllMocks();
  });

  test("may be shorter than minDelay: it polls all the same", async () => {
    const service = answers("SUCCESS");
    await expect(time.until(wait(service, { maxWaitTime: 0.5, minDelay: 1 }))).resolves.toEqual({
      NAMESPACE: "ns-1",
    });
    const started = answers("SUCCESS");
    const config = { getOperation: started.getOperation, maxWaitTime: 0.5, minDelay: 1 };
    await expect(time.until(startedWaiter(config).wait())).resolves.toEqual({ NAMESPACE: "ns-1" });
    expect(started.polls).toHaveLength(1);
  });

  test("of zero polls once, for as long as a request may take", async () => {
    const service = answers("PENDING");
    const error = await time.until(wait(service, { maxWaitTime: 0 }).catch((thrown: unknown) => thrown));
    expect(error).toBeInstanceOf(OperationTimeoutError);
    expect(service.polls).toHaveLength(1);
  });

  test("may be longer than a timer can hold", async () => {
    const month = 40 * 24 * 3600;
    const service = answers("PENDING");
    const config = { maxWaitTime: month, minDelay: 3600, maxDelay: 3600, jitter: 0 };
    const start = performance.now();
    await expect(time.until(wait(service, config))).rejects.toMatchObject({ code: "TIMED_OUT" });
    expect(performance.now() - start).toBe(month * 1000);
    expect(service.polls).toHaveLength(40 * 24 + 1);
  });
});

describe("the caller's signal", () => {
  test("sends nothing when it has aborted before", async () => {
    const service = answers("SUCCESS");
    await expect(time.until(wait(service, { abortSignal: AbortSignal.abort("no") }))).rejects.toBe("no");
    expect(service.polls).toEqual([]);
  });

  test("ends a delay at once with its reason, and leaves no timer, no later request and no listener", async () => {
    const service = answers("PENDING");
    const stop = new AbortController();
    const reason = new Error("enough");
    const waiting = wait(service, { abortSignal: stop.signal, minDelay: 5 });
    waiting.catch(() => {});
    await time.pass(2000);
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(1);
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(time.timers).toBe(0);
    await time.pass(60_000);
    expect(service.polls).toHaveLength(1);
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
  });

  test("gives its permit back when it aborts in the moment in which that is granted", async () => {
    const service = answers("SUCCESS");
    const stop = new AbortController();
    const pacer = new Pacer({ maxInFlight: 1 });
    const permit = await pacer.acquire({ signal: new AbortController().signal });
    const waiting = wait(service, { abortSignal: stop.signal, pacer });
    await time.pass(100);
    permit.release();
    stop.abort("enough");
    await expect(waiting).rejects.toBe("enough");
    expect(service.polls).toEqual([]);
    expect(pacer.snapshot).toMatchObject({ inFlight: 0, queued: 0 });
  });

  test("reaches the request, and ends the wait though that ignores it", async () => {
    const service = answers("hang");
    const stop = new AbortController();
    const waiting = wait(service, { abortSignal: stop.signal });
    await time.pass(10);
    stop.abort(null);
    await expect(waiting).rejects.toBeNull();
    expect(service.aborted).toBe(1);
    expect(time.timers).toBe(0);
  });

  test("ends a back-off", async () => {
    const service = answers(sdkError("ThrottlingException", 400));
    const stop = new AbortController();
    const waiting = wait(service, { abortSignal: stop.signal });
    await time.pass(100);
    stop.abort("now");
    await expect(waiting).rejects.toBe("now");
    expect(time.timers).toBe(0);
  });

  test.each([
    ["success", "SUCCESS"],
    ["failure", "FAIL"],
  ])("has no listener left after a %s", async (_end, status) => {
    const stop = new AbortController();
    await time.until(wait(answers("PENDING", status), { abortSignal: stop.signal }).catch(() => {}));
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
  });

  test("can be shared by a thousand waits, with one listener and no warning", async () => {
    const warnings = vi.fn();
    process.on("warning", warnings);
    const stop = new AbortController();
    const waits = Array.from({ length: 1000 }, () => wait(answers("PENDING"), { abortSignal: stop.signal }));
    await time.pass(10);
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(1);
    stop.abort("all");
    const reasons = await Promise.all(waits.map((waiting) => waiting.catch((reason: unknown) => reason)));
    expect(new Set(reasons)).toEqual(new Set(["all"]));
    expect(warnings).not.toHaveBeenCalled();
    process.off("warning", warnings);
  });
});

describe("what cannot be meant is refused before anything is sent", () => {
  const { getOperation, polls } = answers("SUCCESS");

  test.each([
    [{ getOperation }, { OperationId: "" }, 'OperationId must be a text of 1 to 255 characters; got ""'],
    [{ getOperation }, { OperationId: "x".repeat(256) }, "OperationId must be a text of 1 to 255 characters"],
    [
      { getOperation },
      { OperationId: undefined },
      "OperationId must be a text of 1 to 255 characters; got undefined",
    ],
    [
      { getOperation },
      { OperationId: "a", OwnerAccount: "12" },
      'OwnerAccount must be an account id of 12 digits; got "12"',
    ],
    [{ getOperation }, null, "OperationId must be a text of 1 to 255 characters; got null"],
    [{ getOperation }, 5, "OperationId must be a text of 1 to 255 characters; got 5"],
    [{ getOperation, unref: "no" }, input, 'unref must be true or false; got "no"'],
    [
      { getOperation, logger: { debug: () => {}, warn: () => {} } },
      input,
      "logger must be an object with debug, info and warn; got ",
    ],
    [{ getOperation }, "", 'OperationId must be a text of 1 to 255 characters; got ""'],
    [{ getOperation, pacer: { rate: 50 } }, input, "pacer must be a Pacer; got an object"],
    [
      { getOperation, logger: { warn: () => {} } },
      input,
      "logger must be an object with debug, info and warn; got ",
    ],
    [{}, input, "client must be given, or else getOperation, not both"],
    [
      { getOperation, client: { send: () => {} } },
      input,
      "client must be given, or else getOperation, not both",
    ],
    [{ client: {} }, input, "client must be a ServiceDiscoveryClient"],
    [{ getOperation: 5 }, input, "getOperation must be a function; got 5"],
    [
      { getOperation, abortSignal: new AbortController() },
      input,
      "abortSignal must be an AbortSignal (not its controller)",
    ],
    [
      { getOperation, maxWaitTime: Number.NaN },
      input,
      "maxWaitTime must be a number of seconds, 0 or more; got NaN",
    ],
  ])("%#", async (config, operation, message) => {
    const waiting = waitForOperation(config as unknown as WaitConfig, operation as typeof input);
    await expect(waiting).rejects.toThrow(OptionError);
    await expect(waiting).rejects.toThrow(message);
    expect(polls).toEqual([]);
  });
});
