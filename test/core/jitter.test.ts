import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { jitterOf } from "../../src/core/jitter.js";

describe(jitterOf, () => {
  test.prop([fc.string(), fc.nat()])("lies in [0, 1) and is the same each time", (id, poll) => {
    expect(jitterOf(id, poll)).toBe(jitterOf(id, poll));
    expect(jitterOf(id, poll)).toBeGreaterThanOrEqual(0);
    expect(jitterOf(id, poll)).toBeLessThan(1);
  });

  test("sets apart operations that were started together, and the polls at one", () => {
    const spreads = Array.from({ length: 1000 }, (_, index) => jitterOf(`operation-${index}`, 3));
    const mean = spreads.reduce((sum, spread) => sum + spread, 0) / 1000;
    expect(new Set(spreads).size).toBeGreaterThan(990);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
    expect(spreads.filter((spread) => spread > 0.75).length).toBeGreaterThan(200);
    expect(jitterOf("a", 1)).not.toBe(jitterOf("a", 2));
  });
});

test("the jitter of an id and a poll is the same for ever: stored waits replay it", () => {
  expect(
    [jitterOf("op-1", 1), jitterOf("op-1", 2), jitterOf("op-2", 1)].map((jitter) => jitter.toFixed(6)),
  ).toEqual(["0.588875", "0.065295", "0.512862"]);
});
