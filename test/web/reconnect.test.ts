import { describe, expect, test } from "vitest";
import { Reconnection } from "../../src/web/reconnect.js";

function delays(reconnection: Reconnection, count: number, share = 1): number[] {
  return Array.from({ length: count }, () => reconnection.nextDelayMs(share));
}

describe(Reconnection, () => {
  test("comes back later with each attempt in vain, and after 15 s at most", () => {
    expect(delays(new Reconnection(), 8)).toEqual([500, 750, 1250, 2250, 4250, 8250, 15_000, 15_000]);
  });

  test("begins anew with an attempt that brought something", () => {
    const reconnection = new Reconnection();
    delays(reconnection, 5);
    reconnection.succeeded();
    expect(delays(reconnection, 2)).toEqual([500, 750]);
  });

  test("follows the stream's wish, up to 15 s", () => {
    const reconnection = new Reconnection();
    reconnection.wish(2000);
    expect(delays(reconnection, 2)).toEqual([2000, 2250]);
    reconnection.wish(999_999_999);
    expect(delays(reconnection, 1)).toEqual([15_000]);
  });

  test("spreads clients that were cut off together over a fifth of the delay", () => {
    expect(new Reconnection().nextDelayMs(0)).toBe(400);
    expect(new Reconnection().nextDelayMs(0.5)).toBe(450);
  });
});
