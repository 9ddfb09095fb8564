import { describe, expect, test } from "vitest";
import { OptionError, resolvePolicy } from "../../src/core/options.js";

test("waits with the same policy share one object", () => {
  const policy = resolvePolicy({ maxWaitTime: 77 });
  expect(resolvePolicy({ maxWaitTime: 77 })).toBe(policy);
  expect(resolvePolicy({ maxWaitTime: 78 })).not.toBe(policy);
});

describe(resolvePolicy, () => {
  test("fills in the documented defaults, for options that are undefined as well", () => {
    expect(resolvePolicy({ minDelay: undefined })).toEqual({
      maxWaitTime: 600,
      minDelay: 1,
      knownMinDelay: 0.2,
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
    [
      { requestTimeout: 30_000 },
      "requestTimeout must be at most 3600: it is in seconds, not milliseconds; got 30000",
    ],
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

describe("at the edge", () => {
  test.each([
    { minDelay: 10 },
    { maxDelay: 1 },
    { minDelay: 3600, maxDelay: 3600 },
    { requestTimeout: 3600 },
    { notFoundGrace: 3600 },
    { maxWaitTime: 0 },
    { maxWaitTime: 1000 * 365 * 24 * 3600 },
    { growth: 0 },
    { jitter: 0 },
    { transientRetries: 0 },
    { transientRetries: 3 },
  ])("takes %j", (options) => {
    expect(resolvePolicy(options)).toMatchObject(options);
  });

  test.each([
    [{ minDelay: 3601, maxDelay: 3601 }, "minDelay must be at most 3600: it is in seconds"],
    [{ maxDelay: 3601 }, "maxDelay must be at most 3600: it is in seconds"],
    [{ notFoundGrace: 3601 }, "notFoundGrace must be at most 3600: it is in seconds"],
    [{ maxWaitTime: 31_536_000_001 }, "maxWaitTime must be at most 31536000000; got 31536000001"],
    [{ jitter: -0.1 }, "jitter must be a number from 0 to less than 1; got -0.1"],
    [{ transientRetries: -1 }, "transientRetries must be a whole number, 0 or more; got -1"],
    [{ notFoundGrace: -1 }, "notFoundGrace must be a number of seconds, 0 or more; got -1"],
  ])("refuses %j", (options, message) => {
    expect(() => resolvePolicy(options)).toThrow(message);
  });

  test("an error names itself and the option", () => {
    expect(new OptionError("minDelay", "x", 1)).toMatchObject({
      name: "OptionError",
      code: "INVALID_OPTION",
      option: "minDelay",
    });
  });
});
