import { expect, test } from "vitest";
import { OperationWaiter } from "../../../src/waiter/operation-waiter.js";
import { useVirtualTime } from "../../support/virtual-time.js";

const time = useVirtualTime();

test("an operation is never created after it was first seen, whatever part of a second the service leaves out", async () => {
  const startedAt = Date.now();
  const created = new Date(startedAt - 100);
  const waiter = new OperationWaiter(
    {
      getOperation: async (_input, { onResponse }) => {
        // A Date header has no milliseconds.
        onResponse?.({ serverTime: Math.floor((Date.now() - 900) / 1000) * 1000 });
        const Status = Date.now() > startedAt + 3000 ? "SUCCESS" : "PENDING";
        return await Promise.resolve({ Operation: { Status, CreateDate: created } });
      },
    },
    "op-1",
  );
  const seen: unknown[] = [];
  waiter.on("poll", () => seen.push(waiter.getSnapshot().createdAt));
  await time.until(waiter.outcome());
  expect(seen.length).toBeGreaterThan(1);
  expect(new Set(seen)).toEqual(new Set([startedAt]));
});
