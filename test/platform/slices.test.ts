import { afterEach, expect, test, vi } from "vitest";
import { inSlices } from "../../src/platform/slices.js";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** A clock that goes on by so many milliseconds whenever it is read. */
function runningClock(stepMs: number): void {
  let now = performance.now();
  vi.spyOn(performance, "now").mockImplementation(() => (now += stepMs));
}

test("does what takes no time at once", () => {
  runningClock(0);
  const done: number[] = [];
  void inSlices([1, 2, 3], (item) => done.push(item));
  expect(done).toEqual([1, 2, 3]);
});

test("works for four milliseconds at a time", async () => {
  // The clock is read when a slice begins, and after every 16 items.
  runningClock(1);
  const done: number[] = [];
  const all = inSlices(
    Array.from({ length: 200 }, (_, index) => index),
    (item) => done.push(item),
  );
  expect(done).toHaveLength(4 * 16);
  await all;
  expect(done).toHaveLength(200);
});

test.each(["setImmediate", "setTimeout"] as const)(
  "lets the event loop turn by %s, and goes on where it was",
  async (name) => {
    if (name === "setTimeout") vi.stubGlobal("setImmediate", undefined);
    const turn = vi.spyOn(globalThis, name);
    runningClock(10);
    const done: number[] = [];
    const items = Array.from({ length: 100 }, (_, index) => index);
    const all = inSlices(items, (item) => done.push(item));
    expect(done.length).toBeGreaterThan(0);
    expect(done.length).toBeLessThan(100);
    // Those that are added meanwhile count too.
    items.push(100);
    expect(turn).toHaveBeenCalledTimes(1);
    await all;
    expect(done).toEqual(items);
  },
);
