import { describe, expect, test } from "vitest";
import { defaultPolicy, resolvePolicy } from "../../src/core/options.js";
import { finalPollAtMs, pollDelayMs } from "../../src/core/poll-delay.js";

describe(pollDelayMs, () => {
  test.each([
    [0, 1000],
    [5000, 1000],
    [20_000, 3000],
    [60_000, 9000],
    [600_000, 10_000],
  ])(
    "after %d ms is the age's share, between the shortest and the longest delay: %d ms",
    (ageMs, delayMs) => {
      expect(pollDelayMs(ageMs, defaultPolicy)).toBe(delayMs);
    },
  );

  test("is shortened by its jitter at the longest delay too, and never exceeds that", () => {
    expect(pollDelayMs(600_000, defaultPolicy, 1)).toBeCloseTo(9000);
    expect(pollDelayMs(600_000, defaultPolicy, 0)).toBe(10_000);
  });
});

describe(finalPollAtMs, () => {
  test("leaves time for the answer before the deadline", () => {
    expect(finalPollAtMs(defaultPolicy)).toBe(599_000);
    expect(finalPollAtMs(resolvePolicy({ requestTimeout: 0.5 }))).toBe(599_500);
    expect(finalPollAtMs(resolvePolicy({ maxWaitTime: 0.5 }))).toBe(250);
  });
});
