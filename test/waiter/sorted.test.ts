import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { countUpTo } from "../../src/waiter/sorted.js";

describe(countUpTo, () => {
  test.prop([fc.array(fc.nat(20)), fc.nat(20)])("counts the items whose key is not greater", (keys, key) => {
    const items = keys.toSorted((a, b) => a - b).map((at) => ({ at }));
    expect(countUpTo(items, key, ({ at }) => at)).toBe(keys.filter((other) => other <= key).length);
  });
});
