import { describe, expect, test } from "vitest";
import { TokenBucket } from "../../../src/waiter/rate/token-bucket.js";

/** A bucket from which so many tokens were taken at 0. */
function after(taken: number, rate = 2, size = 10): TokenBucket {
  const bucket = new TokenBucket(rate, size, 0);
  for (let index = 0; index < taken; index++) bucket.take();
  return bucket;
}

describe(TokenBucket, () => {
  test("is full at first, and fills by its rate up to its size", () => {
    const bucket = after(10);
    expect(bucket.tokens).toBe(0);
    bucket.refill(1500);
    expect(bucket.tokens).toBe(3);
    bucket.refill(60_000);
    expect(bucket.tokens).toBe(10);
  });

  test("says for how long it was full, so that tokens were lost", () => {
    const bucket = after(3);
    expect(bucket.refill(1000)).toBe(0);
    expect(bucket.refill(1500)).toBe(0);
    expect(bucket.refill(1750)).toBe(250);
    expect(bucket.refill(2750)).toBe(1000);
  });

  test("says when it will hold so many tokens", () => {
    expect(after(9).holdsAt(1, 100)).toBe(100);
    expect(after(10).holdsAt(3, 100)).toBe(1600);
  });

  test("keeps nothing of a rest once it is drained", () => {
    const bucket = after(0);
    bucket.drain();
    expect(bucket.tokens).toBe(0);
  });

  test("lets what was taken too much be paid for, but not for longer than two seconds", () => {
    const owing = after(12);
    owing.drain();
    expect(owing.tokens).toBe(-2);
    const deep = after(50);
    deep.refill(0);
    expect(deep.holdsAt(0, 0)).toBe(2000);
  });

  test("fills by its new rate from when that changes", () => {
    const bucket = after(10);
    bucket.refill(1000);
    bucket.rate = 4;
    bucket.refill(2000);
    expect(bucket.tokens).toBe(6);
  });
});
