import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { unmoved } from "../../src/ui/reorder.js";

describe(unmoved, () => {
  test.each([
    ["nothing has moved", [1, 2, 3], [1, 2, 3], 3],
    ["the first goes last", [1, 2, 3, 4], [2, 3, 4, 1], 3],
    ["the last comes first", [1, 2, 3, 4], [4, 1, 2, 3], 3],
    ["all is turned round", [1, 2, 3, 4], [4, 3, 2, 1], 1],
    ["there is nothing", [], [], 0],
  ])("keeps as many as can stay: %s", (_name, current, next, kept) => {
    expect(unmoved(current, next).size).toBe(kept);
  });

  property.prop([
    fc
      .uniqueArray(fc.nat(50))
      .chain((items) =>
        fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })),
      ),
  ])("keeps only what is in order already", ([current, next]) => {
    const kept = unmoved(current, next);
    const inNext = next.filter((item) => kept.has(item));
    expect(current.filter((item) => kept.has(item))).toEqual(inNext);
  });
});
