import { describe, expect, test } from "vitest";
import { Price } from "../../../src/waiter/rate/price.js";

const e = Math.E;

describe(Price, () => {
  test("is full at first, and stays so while requests are short", () => {
    const price = new Price(0);
    expect(price.value).toBe(1);
    price.follow(5000, true, 0);
    expect(price.value).toBe(1);
  });

  test("falls to 1/e in two seconds in which requests are left over, however they are spread", () => {
    const price = new Price(0);
    price.follow(3000, false, 500);
    price.follow(9000, false, 1500);
    expect(price.value).toBeCloseTo(1 / e);
  });

  test("stays while all requests are used and none is missed", () => {
    const price = new Price(0);
    price.follow(2000, false, 2000);
    price.follow(60_000, false, 0);
    expect(price.value).toBeCloseTo(1 / e);
  });

  test("rises as fast as it falls while one is missed, and no earlier", () => {
    const price = new Price(0);
    price.follow(100_000, false, 100_000);
    expect(price.value).toBeCloseTo(0);
    price.follow(102_000, true, 0);
    expect(price.value).toBeCloseTo(1 - 1 / e);
    price.follow(104_000, true, 0);
    expect(price.value).toBeCloseTo(1 - 1 / e ** 2);
  });
});
