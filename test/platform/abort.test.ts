import { expect, test, vi } from "vitest";
import { onAbort } from "../../src/platform/abort.js";

test("whoever stops listening takes nobody else with him, and the last one leaves nothing on the signal", () => {
  const controller = new AbortController();
  const { signal } = controller;
  const [added, removed] = [vi.spyOn(signal, "addEventListener"), vi.spyOn(signal, "removeEventListener")];
  const [first, second, third] = [vi.fn(), vi.fn(), vi.fn()];
  const stopFirst = onAbort(signal, first);
  const stopSecond = onAbort(signal, second);
  expect(added).toHaveBeenCalledTimes(1);
  stopFirst();
  expect(removed).not.toHaveBeenCalled();
  stopSecond();
  expect(removed.mock.calls).toEqual([added.mock.calls[0]]);
  // It listens again for the next.
  onAbort(signal, third);
  controller.abort();
  expect([first, second, third].map((listener) => listener.mock.calls.length)).toEqual([0, 0, 1]);
});
