import { describe, expect, test } from "vitest";
import { drawSeconds, readDuration, type Duration } from "../../../src/emulator/scenario/duration.js";
import { createRandom, draw } from "../../../src/emulator/scenario/random.js";

function sorted(duration: Duration, count = 4001): readonly number[] {
  const random = createRandom("test");
  return Array.from({ length: count }, () => drawSeconds(duration, random)).toSorted((a, b) => a - b);
}

const median = (values: readonly number[]): number => values[values.length >> 1] ?? Number.NaN;

describe("a duration", () => {
  test("is fixed, never, or drawn", () => {
    expect(sorted(3, 3)).toEqual([3, 3, 3]);
    expect(sorted({ fixed: 2.5 }, 2)).toEqual([2.5, 2.5]);
    expect(sorted("never", 1)).toEqual([Infinity]);
  });

  test("uniform fills its range, and nothing else", () => {
    const values = sorted({ uniform: [1, 2] });
    expect(values[0]).toBeGreaterThanOrEqual(1);
    expect(values.at(-1)).toBeLessThan(2);
    expect(median(values)).toBeCloseTo(1.5, 1);
  });

  test("log-normal has its median, and the spread that sigma says", () => {
    const values = sorted({ logNormal: { median: 8, sigma: 0.6 } });
    expect(median(values)).toBeGreaterThan(7.6);
    expect(median(values)).toBeLessThan(8.4);
    // One standard deviation up lies 84.1 % of all.
    const upper = values[Math.floor(values.length * 0.841)] ?? 0;
    expect(Math.log(upper / 8)).toBeCloseTo(0.6, 1);
  });

  test("log-normal is never longer than any other may be", () => {
    expect(sorted({ logNormal: { median: 315_360_000, sigma: 5 } }).at(-1)).toBe(315_360_000);
  });

  test("a mixture draws each part as often as its weight says", () => {
    const parts = [
      { weight: 9, duration: 2 },
      { weight: 1, duration: { fixed: 30 } },
    ];
    const slow = sorted({ mixture: parts }).filter((value) => value === 30).length;
    expect(slow / 4001).toBeCloseTo(0.1, 1.5);
    expect(new Set(sorted({ mixture: parts }))).toEqual(new Set([2, 30]));
  });

  test.each([
    [-1, /^d must be from 0 to 315360000 seconds; got -1$/],
    [Number.NaN, /^d must be from 0/],
    ["3", /^d must be a number of seconds, "never", or an object with one of/],
    [{}, /^d must be a number of seconds/],
    [{ fixed: 1, uniform: [1, 2] }, /^d must be a number of seconds/],
    [{ uniform: [2, 1] }, /^d\.uniform must start with the shorter time; got \[2,1\]$/],
    [{ uniform: [1] }, /^d\.uniform must have exactly 2 items/],
    [{ logNormal: { median: 1 } }, /^d\.logNormal\.sigma is required$/],
    [{ logNormal: { median: 1, sigma: 1, mean: 3 } }, /^d\.logNormal\.mean is not a known field/],
    [{ mixture: [] }, /^d\.mixture must have from 1 to 100 items/],
    [{ mixture: [{ weight: 0, duration: 1 }] }, /^d\.mixture\[0\]\.weight must be from/],
    [null, /^d must be a number of seconds/],
  ])("%o is refused", (value, message) => {
    expect(() => readDuration(value, "d")).toThrow(message);
  });
});

describe("the seeded generator", () => {
  test("repeats itself, and its forks do not touch it", () => {
    const first = createRandom("a");
    const second = createRandom("a");
    second.fork("x").next();
    expect([first.next(), first.next()]).toEqual([second.next(), second.next()]);
    expect(createRandom("a").fork("x").next()).not.toBe(createRandom("a").fork("y").next());
    expect(createRandom("a").next()).not.toBe(createRandom("b").next());
  });

  test("has forks that never meet, however far they are followed", () => {
    const random = createRandom("many");
    const seen = new Set<number>();
    for (let index = 0; index < 60_000; index++) {
      const fork = random.fork(String(index));
      // Two numbers in a row make 52 bits: alike only where two forks run along the same numbers.
      for (let pair = 0; pair < 8; pair++) {
        seen.add(Math.floor(fork.next() * 2 ** 32) * 2 ** 20 + Math.floor(fork.next() * 2 ** 20));
      }
    }
    expect(seen.size).toBe(480_000);
  });

  test("is even over its range", () => {
    const random = createRandom("even");
    const counts = Array.from({ length: 10 }, () => 0);
    for (let index = 0; index < 10_000; index++) {
      const tenth = Math.floor(random.next() * 10);
      counts[tenth] = (counts[tenth] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(900);
    expect(Math.max(...counts)).toBeLessThan(1100);
    expect(draw(random, 8, "ab")).toMatch(/^[ab]{8}$/);
  });
});
