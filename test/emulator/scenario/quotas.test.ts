import { describe, expect, test } from "vitest";
import { createThrottling, type Quota } from "../../../src/emulator/scenario/quotas.js";
import { createEmulator, type Reply } from "../../../src/emulator/index.js";

const target = "Route53AutoNaming_v20170314.GetOperation";

/** How many of `count` requests, evenly spread over `seconds`, a quota lets through. */
function passed(quota: Quota | readonly Quota[], count: number, seconds: number, from = 0): number {
  const throttling = createThrottling({ GetOperation: quota }, 0);
  let through = 0;
  for (let index = 0; index < count; index++) {
    const now = (from + (index * seconds) / count) * 1000;
    if (throttling.take("GetOperation", now) === undefined) through += 1;
  }
  return through;
}

function refused(quota: Quota): Reply {
  const emulator = createEmulator({ quotas: { GetOperation: quota } });
  return emulator.handle({ method: "POST", target, body: "{}" });
}

describe("a quota", () => {
  test("lets its burst through at once, and then its rate", () => {
    expect(passed({ rate: 10, burst: 20 }, 1000, 0)).toBe(20);
    expect(passed({ rate: 10, burst: 20 }, 1000, 10)).toBe(119);
    expect(passed({ rate: 10 }, 1000, 0)).toBe(10);
    expect(passed({ rate: 0.5 }, 10, 0)).toBe(1);
  });

  test("never refuses one who keeps to its rate", () => {
    expect(passed({ rate: 3, burst: 1 }, 3000, 1000)).toBe(3000);
  });

  test("of rate 0 refuses all but the burst", () => {
    expect(passed({ rate: 0, burst: 0 }, 10, 100)).toBe(0);
    expect(passed({ rate: 0, burst: 2 }, 10, 100)).toBe(2);
  });

  test("drops to a tenth half-way", () => {
    const falling = [
      { rate: 100, burst: 100 },
      { after: 30, rate: 10, burst: 10 },
    ];
    expect(passed(falling, 6000, 60)).toBe(3000 + 309);
    expect(passed(falling.toReversed(), 6000, 60)).toBe(3000 + 309);
  });

  test("is one bucket for all actions without one of their own when it is for *", () => {
    const throttling = createThrottling({ "*": { rate: 1 }, GetOperation: { rate: 1 } }, 0);
    const refused = ["ListServices", "GetService", "GetOperation", "GetOperation"].map(
      (action) => throttling.take(action, 0) !== undefined,
    );
    expect(refused).toEqual([false, true, false, true]);
  });

  test("refuses as it is told to", () => {
    const plain = refused({ rate: 0, burst: 0 });
    expect(plain.statusCode).toBe(400);
    expect(JSON.parse(plain.body)).toEqual({ __type: "ThrottlingException", Message: "Rate exceeded" });
    const told = { name: "RequestLimitExceeded", statusCode: 429, message: "Slow down", retryAfter: 3 };
    const other = refused({ rate: 0, burst: 0, throttle: told });
    expect(other.statusCode).toBe(429);
    expect(other.headers).toMatchObject({ "retry-after": "3" });
    expect(JSON.parse(other.body)).toEqual({ __type: "RequestLimitExceeded", Message: "Slow down" });
  });
});
