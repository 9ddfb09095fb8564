import FakeTimers, { type FakeMethod } from "@sinonjs/fake-timers";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import * as library from "../../../src/index.js";
import { checks } from "./waits.mjs";

const timers: readonly FakeMethod[] = ["setTimeout", "clearTimeout", "setInterval", "clearInterval"];
const lists: Readonly<Record<string, readonly FakeMethod[]>> = {
  "everything but nextTick": [
    ...timers,
    "setImmediate",
    "clearImmediate",
    "Date",
    "performance",
    "hrtime",
    "queueMicrotask",
  ],
  "timers and Date": [...timers, "Date"],
  "timers only": timers,
  "setTimeout only": ["setTimeout"],
  "timers and performance": [...timers, "performance"],
};

describe.each(Object.keys(lists))("sinon's fake timers, %s", (name) => {
  test.each(Object.keys(checks))("%s", async (check) => {
    const clock = FakeTimers.install({ toFake: [...(lists[name] ?? [])], loopLimit: 1e6 });
    onTestFinished(() => clock.uninstall());
    await expect(checks[check]?.(library, (ms) => clock.tick(ms))).resolves.toBeUndefined();
  });
});

describe("vitest's fake timers", () => {
  test.each(Object.keys(checks))("%s", async (check) => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    await expect(checks[check]?.(library, (ms) => void vi.advanceTimersByTime(ms))).resolves.toBeUndefined();
  });
});

test("a wait that outlives its fake timers ends by the real ones", async () => {
  const clock = FakeTimers.install({ toFake: [...timers] });
  const { OperationWaiter } = library;
  let polls = 0;
  const getOperation = async () => ({ Operation: { Status: ++polls > 3 ? "SUCCESS" : "PENDING" } });
  const config = { getOperation, minDelay: 0.01, maxDelay: 0.02 };
  const outcome = new OperationWaiter(config, "op-1").outcome();
  for (let turn = 0; turn < 5; turn++) {
    clock.tick(10);
    await Promise.resolve();
  }
  clock.uninstall();
  // What the fake clock still holds never comes; another wait is not disturbed.
  const again = await new OperationWaiter(config, "op-2").outcome();
  expect(again).toMatchObject({ outcome: "succeeded" });
  void outcome;
});
