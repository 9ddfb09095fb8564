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
    "is in order again after keys have changed, once it is told so",
    (changes) => {
      const heap = new Heap<{ key: number; order: number; to: number }>();
      for (const [key, to] of changes) heap.push({ key, order: 0, to });
      for (const item of heap) item.key = item.to;
      heap.reorder();
      expect(heap.size).toBe(changes.length);
      expect(changes.map(() => heap.pop()?.key)).toEqual(
        changes.map(([, to]) => to).toSorted((a, b) => a - b),
      );
    },
  );
});
