import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { resolvePolicy } from "../../src/core/options.js";
import { schedule } from "../../src/core/schedule.js";

describe(schedule, () => {
  test("is the policy as whole seconds between polls", () => {
    expect(schedule(resolvePolicy({ maxWaitTime: 30 }))).toEqual([
      1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 1,
    ]);
  });

  test.prop([
    fc.double({ min: 0, max: 5000, noNaN: true }),
    fc.double({ min: 0.1, max: 20, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ])("adds up to the time to wait, in steps of a second or more", (maxWaitTime, minDelay, growth) => {
    const delays = schedule(resolvePolicy({ maxWaitTime, minDelay, maxDelay: 30, growth }));
    expect(delays.reduce((sum, delay) => sum + delay, 0)).toBe(Math.ceil(maxWaitTime));
    expect(delays.every((delay) => Number.isInteger(delay) && delay >= 1)).toBe(true);
  });
});
