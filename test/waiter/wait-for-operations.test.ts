import { describe, expect, test } from "vitest";
import { waitForOperations } from "../../src/waiter/wait-for-operations.js";
import { useVirtualTime } from "../support/virtual-time.js";
import { timedService } from "./support.js";

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

  test("looks at a few operations that were handed in at once", async () => {
    const { getOperation } = timedService();
    const outcomes = await time.until(waitForOperations({ getOperation }, ["ok-0", "fail-0", "ok-00"]));
    expect(outcomes.map(({ elapsedMs }) => elapsedMs)).toEqual([0, 0, 0]);
  });

  test("refuses an operation that cannot be one before anything is sent", async () => {
    const { getOperation, looks } = timedService();
    await expect(waitForOperations({ getOperation }, ["ok-1", ""])).rejects.toThrow(
      'OperationId must be a text of 1 to 255 characters; got ""',
    );
    expect(looks).toEqual([]);
  });

  test("resolves with nothing for nothing", async () => {
    expect(await waitForOperations({ getOperation: timedService().getOperation }, [])).toEqual([]);
  });

  test("waits for the same operation once, and tells its outcome for each time it was named", async () => {
    const { getOperation, looks } = timedService();
    const [first, second] = await time.until(waitForOperations({ getOperation }, ["ok-0", "ok-0"]));
    expect(first).toBe(second);
    expect(looks).toEqual(["ok-0"]);
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
