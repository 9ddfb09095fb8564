import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import {
  backOff,
  defaultPolicy,
  finalPollAtMs,
  OptionError,
  pollDelayMs,
  resolvePolicy,
  retryDelayMs,
  schedule,
  spreadOf,
} from "../../src/core/options.js";

describe(resolvePolicy, () => {
  test("fills in the documented defaults, for options that are undefined as well", () => {
    expect(resolvePolicy({ minDelay: undefined })).toEqual({
      maxWaitTime: 600,
      minDelay: 1,
      maxDelay: 10,
      growth: 0.15,
      jitter: 0.1,
      requestTimeout: 10,
      notFoundGrace: 10,
      transientRetries: 8,
    });
  });

  test.each([
    [{ maxWaitTime: -1 }, "maxWaitTime must be a number of seconds, 0 or more; got -1"],
    [
      { maxWaitTime: Number.POSITIVE_INFINITY },
      "maxWaitTime must be a number of seconds, 0 or more; got Infinity",
    ],
    [{ minDelay: 0 }, "minDelay must be a number of seconds greater than 0; got 0"],
    [{ maxDelay: Number.NaN }, "maxDelay must be a number of seconds greater than 0; got NaN"],
    [{ growth: -0.1 }, "growth must be a number, 0 or more; got -0.1"],
    [{ jitter: 1 }, "jitter must be a number from 0 to less than 1; got 1"],
    [{ requestTimeout: 0 }, "requestTimeout must be a number of seconds greater than 0; got 0"],
    [{ transientRetries: 1.5 }, "transientRetries must be a whole number, 0 or more; got 1.5"],
    [{ maxDelay: 0.5 }, "maxDelay must be at least minDelay (1); got 0.5"],
    [{ minDelay: 20 }, "minDelay must be at most maxDelay (10); got 20"],
    [{ minDelay: 5, maxDelay: 2 }, "minDelay must be at most maxDelay (2); got 5"],
  ])("refuses %j", (options, message) => {
    expect(() => resolvePolicy(options)).toThrow(OptionError);
    expect(() => resolvePolicy(options)).toThrow(message);
  });

  test.each([["10"], [null], [{}], [true]])("refuses a value that is no number: %j", (value) => {
    expect(() => resolvePolicy({ maxWaitTime: value as unknown as number })).toThrow(/^maxWaitTime must be/);
  });

  test("escapes what it quotes", () => {
    expect(new OptionError("x", "a number", "\u001B[31m").message).toBe(
      'x must be a number; got "\\\\u{1b}[31m"',
    );
  });
});

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

  test("has its jitter at the longest delay too", () => {
    expect(pollDelayMs(600_000, defaultPolicy, 1)).toBeCloseTo(11_000);
    expect(pollDelayMs(600_000, defaultPolicy, -1)).toBeCloseTo(9000);
  });
});

describe(spreadOf, () => {
  test.prop([fc.string(), fc.nat()])("lies in [-1, 1) and is the same each time", (id, poll) => {
    expect(spreadOf(id, poll)).toBe(spreadOf(id, poll));
    expect(spreadOf(id, poll)).toBeGreaterThanOrEqual(-1);
    expect(spreadOf(id, poll)).toBeLessThan(1);
  });

  test("sets apart operations that were started together, and the polls at one", () => {
    const spreads = Array.from({ length: 1000 }, (_, index) => spreadOf(`operation-${index}`, 3));
    const mean = spreads.reduce((sum, spread) => sum + spread, 0) / 1000;
    expect(new Set(spreads).size).toBeGreaterThan(990);
    expect(Math.abs(mean)).toBeLessThan(0.06);
    expect(spreads.filter((spread) => spread > 0.5).length).toBeGreaterThan(200);
    expect(spreadOf("a", 1)).not.toBe(spreadOf("a", 2));
  });
});

describe(retryDelayMs, () => {
  test("doubles up to its longest", () => {
    const delays = backOff(defaultPolicy);
    expect([1, 2, 3, 4, 5, 6].map((failures) => retryDelayMs(failures, delays))).toEqual([
      500, 1000, 2000, 4000, 5000, 5000,
    ]);
  });

  test("is never shorter than what the service asked for", () => {
    expect(retryDelayMs(1, backOff(defaultPolicy), 7000)).toBe(7000);
  });
});

describe(finalPollAtMs, () => {
  test("leaves time for the answer before the deadline", () => {
    expect(finalPollAtMs(defaultPolicy)).toBe(599_000);
    expect(finalPollAtMs(resolvePolicy({ requestTimeout: 0.5 }))).toBe(599_500);
    expect(finalPollAtMs(resolvePolicy({ maxWaitTime: 0.5 }))).toBe(250);
  });
});

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
