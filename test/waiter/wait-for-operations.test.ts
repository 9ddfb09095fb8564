import { describe, expect, test, vi } from "vitest";
import { Pacer } from "../../src/waiter/rate/pacer.js";
import { waitForOperations } from "../../src/waiter/wait-for-operations.js";
import { useVirtualTime } from "../support/virtual-time.js";
import { sdkError, timedService } from "./support.js";

const time = useVirtualTime();

describe(waitForOperations, () => {
  test("resolves with one outcome for each operation, in their order, however they end", async () => {
    const { getOperation } = timedService();
    const outcomes = await time.until(
      waitForOperations({ getOperation, maxWaitTime: 60 }, [
        "ok-5000",
        "fail-1000",
        { OperationId: "never-1e9" },
      ]),
    );
    expect(outcomes.map(({ operationId, outcome }) => [operationId, outcome])).toEqual([
      ["ok-5000", "succeeded"],
      ["fail-1000", "failed"],
      ["never-1e9", "timed-out"],
    ]);
  });

  test("polls at a few operations that were handed in at once", async () => {
    const { getOperation } = timedService();
    const outcomes = await time.until(waitForOperations({ getOperation }, ["ok-0", "fail-0", "ok-00"]));
    expect(outcomes.map(({ elapsedMs }) => elapsedMs)).toEqual([0, 0, 0]);
  });

  test("refuses an operation that cannot be one before anything is sent", async () => {
    const { getOperation, polls } = timedService();
    await expect(waitForOperations({ getOperation }, ["ok-1", ""])).rejects.toThrow(
      'OperationId must be a text of 1 to 255 characters; got ""',
    );
    expect(polls).toEqual([]);
  });

  test.each([["ok-1"], [undefined], [null], [{ length: 1 }]])(
    "refuses %j as a list of operations",
    async (operations) => {
      const { getOperation, polls } = timedService();
      await expect(waitForOperations({ getOperation }, operations as unknown as string[])).rejects.toThrow(
        "operations must be a list of operations; got ",
      );
      expect(polls).toEqual([]);
    },
  );

  test("keeps its pace while nothing answers, backs off, and warns of nothing", async () => {
    const warnings = vi.fn();
    process.on("warning", warnings);
    let requests = 0;
    const getOperation = async (): Promise<never> => {
      requests++;
      throw sdkError("ServiceUnavailable", 503);
    };
    const ids = Array.from({ length: 500 }, (_, index) => `op-${index}`);
    const pacer = new Pacer();
    const outcomes = waitForOperations({ getOperation, pacer, maxWaitTime: 60 }, ids);
    await time.until(outcomes);
    expect(pacer.snapshot).toMatchObject({ rate: 4, throttled: 0 });
    // And as many final polls ahead of their turn as may be sent at once.
    expect(requests).toBeLessThanOrEqual(20 + 4 * 60 + 20);
    expect(warnings).not.toHaveBeenCalled();
    process.off("warning", warnings);
  });

  test("resolves with nothing for nothing", async () => {
    expect(await waitForOperations({ getOperation: timedService().getOperation }, [])).toEqual([]);
  });

  test("waits for the same operation once, and tells its outcome for each time it was named", async () => {
    const { getOperation, polls } = timedService();
    const [first, second] = await time.until(waitForOperations({ getOperation }, ["ok-0", "ok-0"]));
    expect(first).toBe(second);
    expect(polls).toEqual(["ok-0"]);
  });

  test("ends the other waits when one does not succeed and that was asked for", async () => {
    const { getOperation } = timedService();
    const outcomes = await time.until(
      waitForOperations({ getOperation, failFast: true }, ["ok-60000", "fail-1000"]),
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["aborted", "failed"]);
    expect(outcomes[0]?.elapsedMs).toBeLessThan(5000);
  });
});
