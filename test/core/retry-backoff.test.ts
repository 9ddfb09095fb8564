import { describe, expect, test } from "vitest";
import { jitterOf } from "../../src/core/jitter.js";
import { defaultPolicy, resolvePolicy } from "../../src/core/options.js";
import { countFailure, noFailures, retryDelayMs } from "../../src/core/retry-backoff.js";

const policy = resolvePolicy({ jitter: 0 });
const error = { name: "X", message: "" };

function delays(
  kind: "throttled" | "transient" | "healing",
  count: number,
  retryAfterMs?: number,
): unknown[] {
  let failures = noFailures;
  const asked = retryAfterMs === undefined ? error : { ...error, retryAfterMs };
  return Array.from({ length: count }, () => {
    failures = countFailure(failures, kind);
    return retryDelayMs(failures, asked, kind, policy, "a");
  });
}

describe(retryDelayMs, () => {
  test("doubles from half a second to five, for throttles without an end", () => {
    expect(delays("throttled", 12)).toEqual([
      500,
      1000,
      2000,
      4000,
      ...Array.from({ length: 8 }, () => 5000),
    ]);
  });

  test("gives up after the policy's number of failures on the way", () => {
    expect(delays("transient", 9)).toEqual([500, 1000, 2000, 4000, 5000, 5000, 5000, 5000, undefined]);
  });

  test("gives what heals by itself one more attempt", () => {
    expect(delays("healing", 2)).toEqual([500, undefined]);
  });

  test("is never shorter than what the service asked for, up to a minute", () => {
    expect(delays("throttled", 1, 7000)).toEqual([7000]);
    expect(delays("throttled", 1, 3_600_000)).toEqual([60_000]);
  });

  test("is none for what is an answer", () => {
    for (const kind of ["not-found", "denied", "invalid", "untrusted", "fault"] as const)
      expect(retryDelayMs(noFailures, error, kind, policy, "a")).toBeUndefined();
  });

  test("varies by the policy's jitter from call to call", () => {
    const one = countFailure(noFailures, "throttled");
    const varied = new Set(
      ["a", "b", "c", "d"].map((key) => retryDelayMs(one, error, "throttled", defaultPolicy, key)),
    );
    expect(varied.size).toBeGreaterThan(2);
  });
});

describe(countFailure, () => {
  test("counts each kind in a row, until an answer comes", () => {
    const two = countFailure(countFailure(noFailures, "throttled"), "transient");
    expect(two).toEqual({ throttled: 1, transient: 1, healing: 0 });
    expect(countFailure(two, "not-found")).toEqual(noFailures);
  });
});

test("a delay is shortened by just the policy's jitter", () => {
  const policy = resolvePolicy({ jitter: 0.5 });
  const one = countFailure(noFailures, "throttled");
  for (const key of ["a", "b", "c", "d"])
    expect(retryDelayMs(one, error, "throttled", policy, key)).toBe(
      Math.round(500 * (1 - 0.5 * jitterOf(key, 0))),
    );
});
