import { expect, test, vi } from "vitest";
import { startTimer } from "../../src/platform/timers.js";
import { useVirtualTime } from "../support/virtual-time.js";

const time = useVirtualTime();

test("a timer whose time has passed never asks for less than nothing, of which newer Nodes warn", async () => {
  const asked = vi.spyOn(globalThis, "setTimeout");
  const callback = vi.fn();
  startTimer(-300, callback);
  expect(asked).toHaveBeenLastCalledWith(expect.any(Function), 0);
  await time.pass(1);
  expect(callback).toHaveBeenCalledOnce();
});
