import { expect, test, vi } from "vitest";
import { Hold } from "../../src/waiter/hold.js";

test("nobody is told that it is free while somebody still holds it", async () => {
  const hold = new Hold();
  await hold.freed;
  expect([hold.isHeld, hold.wasHeld]).toEqual([false, false]);
  const [first, second] = [hold.take(() => {}), hold.take(() => {})];
  const freed = vi.fn();
  void hold.freed.then(freed);
  first();
  first();
  await Promise.resolve();
  expect(freed).not.toHaveBeenCalled();
  expect(hold.isHeld).toBe(true);
  second();
  await hold.freed;
  expect(freed).toHaveBeenCalledTimes(1);
  expect([hold.isHeld, hold.wasHeld]).toEqual([false, true]);
});
