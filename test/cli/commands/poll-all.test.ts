import { describe, expect, test } from "vitest";
import { delaysOf, isAbort } from "../../../src/cli/commands/poll-all.js";

describe(delaysOf, () => {
  test.each([
    [{}, {}],
    [{ interval: 5 }, { minDelay: 5 }],
    [{ interval: 10 }, { minDelay: 10 }],
    [{ interval: 11 }, { minDelay: 11, maxDelay: 11 }],
    [{ maxInterval: 30 }, { maxDelay: 30 }],
    [{ maxInterval: 1 }, { maxDelay: 1 }],
    [{ maxInterval: 0.9 }, { minDelay: 0.9, maxDelay: 0.9 }],
    [
      { interval: 0.2, maxInterval: 0.5 },
      { minDelay: 0.2, maxDelay: 0.5 },
    ],
    [
      { interval: 20, maxInterval: 30 },
      { minDelay: 20, maxDelay: 30 },
    ],
  ])("of %j are %j, so that neither default is in the way", (given, delays) => {
    expect(delaysOf(given)).toEqual(delays);
  });
});

describe(isAbort, () => {
  test("knows the reason of a signal and of fail-fast from a fault", () => {
    expect(isAbort(new DOMException("SIGTERM", "AbortError"))).toBe(true);
    expect(isAbort(new DOMException("no", "TimeoutError"))).toBe(false);
    expect(isAbort(Object.assign(new Error("no"), { name: "AbortError" }))).toBe(false);
    expect(isAbort(undefined)).toBe(false);
  });
});
