import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { Heap } from "../../src/waiter/heap.js";

describe(Heap, () => {
  test.prop([fc.array(fc.integer({ min: 0, max: 20 }))])(
    "gives items back by key, and equal ones in the order they came",
    (keys) => {
      const heap = new Heap<{ key: number; order: number; index: number }>();
      keys.forEach((key, index) => heap.push({ key, order: 0, index }));
      const items = keys.map((key, index) => ({ key, index }));
      const out = items.map(() => heap.pop());
      expect(out.map((item) => item && { key: item.key, index: item.index })).toEqual(
        items.toSorted((a, b) => a.key - b.key || a.index - b.index),
      );
      expect(heap.pop()).toBeUndefined();
      expect(heap.peek()).toBeUndefined();
    },
  );

  test.prop([fc.array(fc.tuple(fc.nat(20), fc.nat(20)))])(
    "drops what is not to be kept, and is in order again after keys have changed",
    (changes) => {
      const heap = new Heap<{ key: number; order: number; to: number }>();
      for (const [key, to] of changes) heap.push({ key, order: 0, to });
      heap.rebuild((item) => {
        item.key = item.to;
        return item.to > 3;
      });
      const kept = changes.map(([, to]) => to).filter((to) => to > 3);
      expect(heap.size).toBe(kept.length);
      expect(kept.map(() => heap.pop()?.key)).toEqual(kept.toSorted((a, b) => a - b));
    },
  );
});
