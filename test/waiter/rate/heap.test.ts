import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { Heap } from "../../../src/waiter/rate/heap.js";

interface Item {
  key: number;
  readonly index: number;
  readonly to: number;
}

function emptied(heap: Heap<Item>): Item[] {
  const items = Array.from({ length: heap.size }, () => heap.pop()).filter((item) => item !== undefined);
  expect(heap.pop()).toBeUndefined();
  return items;
}

function places(items: readonly Item[]): [key: number, index: number][] {
  return items.map(({ key, index }) => [key, index]);
}

describe(Heap, () => {
  const keys = fc.array(fc.tuple(fc.nat(20), fc.nat(20)));

  test.prop([keys])("gives items back by key, and equal ones in the order they came", (pairs) => {
    const heap = new Heap<Item>();
    const items = pairs.map(([key, to], index): Item => ({ key, index, to }));
    for (const item of items) heap.push(item);
    const sorted = items.toSorted((a, b) => a.key - b.key || a.index - b.index);
    expect(heap.peek()).toBe(sorted[0]);
    expect(places(emptied(heap))).toEqual(places(sorted));
  });

  test.prop([keys, keys])("takes items in while others are taken out", (first, second) => {
    const heap = new Heap<Item>();
    first.forEach(([key, to], index) => heap.push({ key, index, to }));
    const out = [heap.pop(), heap.pop()].filter((item) => item !== undefined);
    second.forEach(([key, to], index) => heap.push({ key, index: first.length + index, to }));
    const left = [...first, ...second]
      .map(([key, to], index): Item => ({ key, index, to }))
      .filter(({ index }) => !out.some((item) => item.index === index));
    expect(places(emptied(heap))).toEqual(
      places(left.toSorted((a, b) => a.key - b.key || a.index - b.index)),
    );
  });

  test.prop([keys])("keeps some, and is in order again though their keys have changed", (pairs) => {
    const heap = new Heap<Item>();
    pairs.forEach(([key, to], index) => heap.push({ key, index, to }));
    heap.rebuild((item) => {
      item.key = item.to;
      return item.to > 3;
    });
    const kept = pairs.map(([, to], index): Item => ({ key: to, index, to })).filter(({ to }) => to > 3);
    expect(heap.size).toBe(kept.length);
    expect(places(emptied(heap))).toEqual(
      places(kept.toSorted((a, b) => a.key - b.key || a.index - b.index)),
    );
  });
});
