import { afterEach, describe, expect, test, vi } from "vitest";
import {
  longestTimerMs,
  monotonicNow,
  rightClock,
  sleep,
  startTimer,
  Clock,
} from "../../src/platform/timers.js";
import { useVirtualTime } from "../support/virtual-time.js";

const time = useVirtualTime();

afterEach(() => {
  vi.restoreAllMocks();
});

test("a timer whose time has passed never asks for less than nothing, of which newer Nodes warn", async () => {
  const asked = vi.spyOn(globalThis, "setTimeout");
  const callback = vi.fn();
  startTimer(-300, callback);
  expect(asked).toHaveBeenLastCalledWith(expect.any(Function), 0);
  await time.pass(1);
  expect(callback).toHaveBeenCalledOnce();
});

test("the first wait of a process has a clock that is right", async () => {
  vi.resetModules();
  const fresh = await import("../../src/platform/timers.js");
  expect(fresh.rightClock().now()).toBe(Date.now());
});

test("waits that begin together share a clock, as long as it tells the time of the wall clock", async () => {
  const clock = rightClock();
  await time.pass(60_000);
  expect(rightClock()).toBe(clock);
  expect(clock.now()).toBe(Date.now());
  vi.spyOn(Date, "now").mockReturnValue(Date.now() + 3_600_000);
  expect(rightClock()).not.toBe(clock);
  expect(rightClock().now()).toBe(Date.now());
});

describe("a timer", () => {
  test("of any length is kept in steps that a timer can hold", async () => {
    expect(longestTimerMs).toBe(2_147_483_647);
    const asked = vi.spyOn(globalThis, "setTimeout");
    const callback = vi.fn();
    startTimer(longestTimerMs + 1000, callback);
    expect(asked).toHaveBeenLastCalledWith(expect.any(Function), longestTimerMs);
    await time.pass(longestTimerMs + 999);
    expect(callback).not.toHaveBeenCalled();
    await time.pass(1);
    expect(callback).toHaveBeenCalledOnce();
  });

  test("can be called off, and holds the process unless it is told not to", () => {
    const asked = vi.spyOn(globalThis, "setTimeout");
    const stops = [false, true, undefined].map((unref) => startTimer(1000, () => {}, unref));
    expect(asked.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef())).toEqual([
      true,
      false,
      true,
    ]);
    for (const stop of stops) stop();
    expect(time.timers).toBe(0);
  });
});

test("a browser's timer, which is a number, holds nothing", () => {
  vi.spyOn(globalThis, "setTimeout").mockReturnValue(1 as unknown as NodeJS.Timeout);
  expect(() => startTimer(1000, () => {}, true)).not.toThrow();
});

describe(sleep, () => {
  test("lasts as long as it is told, and leaves no listener", async () => {
    const { signal } = new AbortController();
    const remove = vi.spyOn(signal, "removeEventListener");
    const awake = vi.fn();
    void sleep(1000, signal).then(awake);
    void sleep(1000).then(awake);
    await time.pass(999);
    expect(awake).not.toHaveBeenCalled();
    await time.pass(1);
    expect(awake).toHaveBeenCalledTimes(2);
    expect(remove).toHaveBeenCalledOnce();
  });

  test("ends with its signal, and leaves no timer", async () => {
    const stop = new AbortController();
    const sleeping = sleep(1000, stop.signal);
    stop.abort();
    await sleeping;
    expect(time.timers).toBe(0);
  });

  test("holds the process unless it is told not to", () => {
    const asked = vi.spyOn(globalThis, "setTimeout");
    void sleep(1000);
    void sleep(1000, undefined, true);
    expect(asked.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef())).toEqual([true, false]);
  });
});

describe("the clock", () => {
  test("begins with the wall clock, and follows no jump of it", async () => {
    const steady = new Clock();
    const clock = (): number => steady.now();
    const begunAt = Date.now();
    expect(clock()).toBe(begunAt);
    await time.pass(1500);
    vi.spyOn(Date, "now").mockReturnValue(0);
    expect(clock()).toBe(begunAt + 1500);
  });

  test("never goes back, and goes on from there", () => {
    const before = monotonicNow();
    const now = vi.spyOn(performance, "now").mockReturnValue(performance.now() - 1000);
    const after = monotonicNow();
    expect(after).toBeGreaterThanOrEqual(before);
    expect(after).toBeLessThanOrEqual(before + 1);
    now.mockReturnValue(performance.now() + 250);
    expect(monotonicNow()).toBeCloseTo(after + 250);
  });

  test("counts whole milliseconds on a fake clock, whatever was counted before", () => {
    const now = vi.spyOn(performance, "now").mockReturnValue(performance.now() + 0.3);
    monotonicNow();
    now.mockReturnValue(0);
    expect(monotonicNow() % 1).toBe(0);
    now.mockReturnValue(17);
    expect(monotonicNow() % 1).toBe(0);
  });

  test("believes a timer that fires, whatever it shows itself", async () => {
    const before = monotonicNow();
    vi.spyOn(performance, "now").mockReturnValue(performance.now());
    const callback = vi.fn(() => monotonicNow());
    startTimer(5000, callback);
    await time.pass(5000);
    expect(callback).toHaveReturnedWith(before + 5000);
  });

  test("goes on from what it believes of a timer, in step with what it shows itself", async () => {
    const before = monotonicNow();
    const shown = performance.now();
    const now = vi.spyOn(performance, "now").mockReturnValue(shown);
    startTimer(5000, () => {});
    await time.pass(5000);
    now.mockReturnValue(shown + 250);
    expect(monotonicNow()).toBe(before + 5250);
  });

  test("believes each step of a timer that is longer than one can be", async () => {
    const shown = performance.now();
    vi.spyOn(performance, "now").mockReturnValue(shown);
    const callback = vi.fn();
    startTimer(longestTimerMs + 1000, callback);
    await time.pass(longestTimerMs + 1000);
    expect(callback).toHaveBeenCalledOnce();
  });

  test("takes a timer that is two milliseconds early for one in time, as Node's may be", async () => {
    const before = monotonicNow();
    const shown = performance.now();
    const now = vi.spyOn(performance, "now").mockReturnValue(shown);
    startTimer(1000, () => {});
    now.mockReturnValue(shown + 998);
    await time.pass(1000);
    expect(monotonicNow()).toBe(before + 1000);
    now.mockReturnValue(shown + 1500);
    expect(monotonicNow()).toBe(before + 1500);
  });

  test("loses no time over a timer that is late", async () => {
    const before = monotonicNow();
    startTimer(1000, () => {});
    time.jump(8000);
    await time.pass(500);
    expect(monotonicNow()).toBe(before + 8500);
  });
});
