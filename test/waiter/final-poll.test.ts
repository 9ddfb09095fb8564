import { afterEach, describe, expect, test, vi } from "vitest";
import { OperationFleet } from "../../src/waiter/operation-fleet.js";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import { Pacer } from "../../src/waiter/rate/pacer.js";
import type { AcquireOptions, Permit } from "../../src/waiter/rate/permit.js";
import type { GetOperation } from "../../src/waiter/request/sdk-client.js";
import type { RequestOptions } from "../../src/waiter/request/responses.js";
import { useVirtualTime } from "../support/virtual-time.js";

const time = useVirtualTime();

afterEach(() => {
  vi.restoreAllMocks();
});

const throttle = { name: "ThrottlingException", message: "Rate exceeded" };

/** A service in which every operation succeeds, but `fault` takes the requests until a time. */
function faultyUntil(seconds: number, fault: (options: RequestOptions) => Promise<unknown>): GetOperation {
  const from = performance.now();
  return async (_input, options) =>
    performance.now() - from < seconds * 1000 ? await fault(options) : { Operation: { Status: "SUCCESS" } };
}

function asking(retryAfter: string): () => Promise<never> {
  return async () => {
    throw Object.assign(new Error("Rate exceeded"), {
      name: "ThrottlingException",
      $response: { headers: { "retry-after": retryAfter } },
    });
  };
}

/** Throttled as the SDK tells it, which has sent three times. */
async function throttledThrice({ onResponse }: RequestOptions): Promise<never> {
  for (let times = 0; times < 3; times++) onResponse?.({ error: throttle });
  throw Object.assign(new Error("Rate exceeded"), throttle);
}

async function pending(): Promise<unknown> {
  return await Promise.resolve({ Operation: { Status: "PENDING" } });
}

describe("the final poll is kept", () => {
  test.each<[string, number, number, (options: RequestOptions) => Promise<unknown>]>([
    ["Retry-After: 60 with maxWaitTime 30", 30, 1, asking("60")],
    ["Retry-After: 3600 with maxWaitTime 600", 600, 61, asking("3600")],
    ["throttles until shortly before it", 10, 8.5, asking("0")],
    ["throttles of an SDK client that sends three times", 10, 8.5, throttledThrice],
    [
      "server errors until shortly before it",
      10,
      8.5,
      async () => {
        throw Object.assign(new Error("no"), { name: "InternalFailure", $metadata: { httpStatusCode: 500 } });
      },
    ],
    ["requests that hang", 10, 8.5, async () => await new Promise<never>(() => {})],
    ["answers without an operation", 10, 8.5, async () => ({})],
  ])("whatever is in progress: %s", async (_what, maxWaitTime, until, fault) => {
    const waiter = new OperationWaiter({ getOperation: faultyUntil(until, fault), maxWaitTime }, "op-1");
    expect(await time.until(waiter.outcome())).toMatchObject({ outcome: "succeeded" });
  });

  test("Retry-After: 3600 is respected for a minute", async () => {
    const waiter = new OperationWaiter({ getOperation: faultyUntil(1, asking("3600")) }, "op-1");
    const outcome = await time.until(waiter.outcome());
    expect(outcome).toMatchObject({ outcome: "succeeded", polls: 1, requests: 2 });
    expect(Math.round(outcome.elapsedMs / 1000)).toBe(60);
  });

  test.each([3, 20])("for %d waits on one client, whose rate throttles have brought down", async (count) => {
    const fleet = new OperationFleet({ getOperation: faultyUntil(28.5, throttledThrice), maxWaitTime: 30 });
    for (let index = 0; index < count; index++) void fleet.add(`op-${index}`);
    const outcomes = await time.until(fleet.outcomes());
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(outcomes.map(() => "succeeded"));
  });

  test("for no more waits than a full bucket holds: the others wait for their turn", async () => {
    const pacer = new Pacer({ rate: 1, maxRate: 1, burst: 2 });
    let finals = 0;
    const getOperation: GetOperation = async () => {
      if (performance.now() - from >= 29_000) finals++;
      return { Operation: { Status: "PENDING" } };
    };
    const from = performance.now();
    const fleet = new OperationFleet({ getOperation, maxWaitTime: 30, pacer });
    for (let index = 0; index < 50; index++) void fleet.add(`op-${index}`);
    await time.until(fleet.outcomes());
    // A token that may have been there, one that came, and two in advance.
    expect(finals).toBeLessThanOrEqual(4);
    expect(finals).toBeGreaterThanOrEqual(2);
  });

  test("when a request must make way for it, although the bucket is empty", async () => {
    const pacer = new Pacer({ rate: 0.01, maxRate: 0.01, burst: 1 });
    const getOperation = faultyUntil(28.5, async () => await new Promise<never>(() => {}));
    const config = { getOperation, maxWaitTime: 30, requestTimeout: 60, pacer };
    const outcome = await time.until(new OperationWaiter(config, "op-1").outcome());
    expect(outcome).toMatchObject({ outcome: "succeeded", requests: 2 });
  });

  test("for a wait on a pacer with a way of its own", async () => {
    class OwnPacer extends Pacer {
      override async acquire(options: AcquireOptions): Promise<Permit> {
        return await super.acquire(options);
      }
    }
    const pacer = new OwnPacer({ rate: 0.01, maxRate: 0.01, burst: 1 });
    const config = { getOperation: faultyUntil(28.5, pending), maxWaitTime: 30, pacer };
    const waiter = new OperationWaiter(config, "op-1");
    expect(await time.until(waiter.outcome())).toMatchObject({ outcome: "succeeded", polls: 2 });
  });

  test("once more when the process stood still over the deadline in the midst of it", async () => {
    let isAwake = false;
    const getOperation: GetOperation = async () =>
      isAwake ? { Operation: { Status: "SUCCESS" } } : await new Promise<never>(() => {});
    const config = { getOperation, maxWaitTime: 10, requestTimeout: 60 };
    const outcome = new OperationWaiter(config, "op-1").outcome();
    await time.pass(9500);
    isAwake = true;
    time.jump(5500);
    expect(await time.until(outcome)).toMatchObject({ outcome: "succeeded" });
  });

  test("once more when an answer was on its way while the process stood still over the deadline", async () => {
    let polls = 0;
    const getOperation: GetOperation = async () => {
      if (++polls > 1) return { Operation: { Status: "SUCCESS" } };
      // No timer has had its turn yet.
      const wokeAt = performance.now() + 50_000;
      vi.spyOn(performance, "now").mockReturnValue(wokeAt);
      return { Operation: { Status: "PENDING" } };
    };
    const outcome = new OperationWaiter({ getOperation, maxWaitTime: 10 }, "op-1").outcome();
    expect(await time.until(outcome)).toMatchObject({ outcome: "succeeded", polls: 2 });
  });

  test("is one request, and no second one follows it", async () => {
    const at: number[] = [];
    const from = performance.now();
    const getOperation: GetOperation = async () => {
      at.push(Math.round(performance.now() - from));
      return { Operation: { Status: "PENDING" } };
    };
    await time.until(new OperationWaiter({ getOperation, maxWaitTime: 30 }, "op-1").outcome());
    expect(at.filter((ms) => ms >= 29_000)).toEqual([29_000]);
  });
});
