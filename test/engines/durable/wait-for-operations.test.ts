import { describe, expect, test } from "vitest";
import { waitForOperation, waitForOperations } from "../../../src/engines/durable/index.js";
import { useVirtualTime } from "../../support/virtual-time.js";
import { sdkError, timedService } from "../../waiter/support.js";
import { fakeContext } from "./fake-context.js";

const time = useVirtualTime();

const sleeping = () =>
  fakeContext(
    "arn:one",
    async (seconds) =>
      await new Promise((resolve) => {
        setTimeout(resolve, seconds * 1000);
      }),
  );

const throttledAlways = async (): Promise<never> =>
  await Promise.reject(sdkError("ThrottlingException", 400));

describe(waitForOperation, () => {
  test("waits whole seconds, and stores little between two polls", async () => {
    const context = sleeping();
    const { getOperation } = timedService();
    await time.until(waitForOperation(context, { getOperation }, "ok-20000"));
    expect(context.delays.every((delay) => Number.isInteger(delay) && delay >= 1)).toBe(true);
    expect(context.delays.reduce((sum, delay) => sum + delay, 0)).toBeGreaterThanOrEqual(20);
    expect(Math.max(...context.stored.map(({ length }) => length))).toBeLessThan(1000);
  });

  test("times out in its time, with what is known", async () => {
    const { getOperation } = timedService();
    const wait = waitForOperation(sleeping(), { getOperation, maxWaitTime: 30 }, "ok-999000");
    await expect(time.until(wait)).rejects.toMatchObject({
      outcome: { outcome: "timed-out", elapsedMs: expect.closeTo(30_000, -3.4) as unknown },
    });
  });
});

describe(waitForOperations, () => {
  test("tells how each ended, in order, also of those whose time is up", async () => {
    const { getOperation } = timedService();
    const ids = ["ok-3000", "fail-9000", "ok-999000", "ok-0"];
    const outcomes = await time.until(waitForOperations(sleeping(), { getOperation, maxWaitTime: 30 }, ids));
    expect(outcomes.map(({ operationId, outcome }) => [operationId, outcome])).toEqual([
      ["ok-3000", "succeeded"],
      ["fail-9000", "failed"],
      ["ok-999000", "timed-out"],
      ["ok-0", "succeeded"],
    ]);
    expect(outcomes[2]?.transitions).toMatchObject([{ from: null, to: "PENDING" }]);
  });

  test("passes an owner account on with every poll", async () => {
    const owners: unknown[] = [];
    const getOperation = async ({ OwnerAccount }: { OwnerAccount?: string | undefined }) => {
      owners.push(OwnerAccount);
      return { Operation: { Status: owners.length < 3 ? "PENDING" : "SUCCESS" } };
    };
    const operation = { OperationId: "op-1", OwnerAccount: "123456789012" };
    const outcomes = await time.until(waitForOperations(sleeping(), { getOperation }, [operation]));
    expect(outcomes[0]).toMatchObject({ outcome: "succeeded", ownerAccount: "123456789012" });
    expect(owners).toEqual(Array(3).fill("123456789012"));
  });

  test("keeps to one budget over all sweeps: what is throttled slows all", async () => {
    let tokens = 20;
    let filledAt = performance.now();
    let throttled = 0;
    const { getOperation: answer, polls } = timedService();
    const getOperation: typeof answer = async (input, options) => {
      tokens = Math.min(20, tokens + ((performance.now() - filledAt) / 1000) * 10);
      filledAt = performance.now();
      if (--tokens >= 0) return await answer(input, options);
      tokens++;
      throttled++;
      throw sdkError("ThrottlingException", 400);
    };
    const ids = Array.from({ length: 200 }, (_, index) => `ok-${5000 + index}`);
    const outcomes = await time.until(waitForOperations(sleeping(), { getOperation, maxWaitTime: 900 }, ids));
    expect(outcomes.every(({ outcome }) => outcome === "succeeded")).toBe(true);
    expect(throttled / (polls.length + throttled)).toBeLessThan(0.25);
  });

  test("ends those that the budget never came to when the time is up", async () => {
    const ids = Array.from({ length: 300 }, (_, index) => `op-${index}`);
    const outcomes = await time.until(
      waitForOperations(sleeping(), { getOperation: throttledAlways, maxWaitTime: 20 }, ids),
    );
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(["timed-out"]));
  });

  test("stays within an execution's operations in a wait of a day", async () => {
    const context = sleeping();
    const { getOperation } = timedService();
    const ids = Array.from({ length: 5 }, (_, index) => `ok-${80_000_000 + index * 977}`);
    const outcomes = await time.until(waitForOperations(context, { getOperation, maxWaitTime: 86_400 }, ids));
    expect(outcomes.every(({ outcome }) => outcome === "succeeded")).toBe(true);
    expect(context.delays.length).toBeLessThan(3000);
  });
});
