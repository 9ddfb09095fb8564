import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { ResourceList } from "../../../src/emulator/account/resource-list.js";
import { pageOf } from "../../../src/emulator/protocol/paging.js";

interface Item {
  readonly id: string;
  readonly sequence: number;
}

const step = fc.record({ id: fc.nat(30).map(String), do: fc.constantFrom("set", "replace", "delete") });

describe(ResourceList, () => {
  property.prop([fc.array(step, { maxLength: 300 }), fc.nat(40)])(
    "is a map whose items come in the order of their places",
    (steps, after) => {
      const list = new ResourceList<Item>();
      const model = new Map<string, Item>();
      for (const [sequence, { id, do: what }] of steps.entries()) {
        const known = model.get(id);
        if (what === "delete") {
          list.delete(id);
          model.delete(id);
        } else if (known === undefined || what === "replace") {
          const item = { id, sequence: known?.sequence ?? sequence };
          list.set(item);
          model.set(id, item);
        }
      }
      const expected = [...model.values()].toSorted((a, b) => a.sequence - b.sequence);
      expect([...list.values()]).toEqual(expected);
      expect([...list.after(after)]).toEqual(expected.filter(({ sequence }) => sequence > after));
      expect(list.size).toBe(model.size);
      for (const item of expected) expect(list.get(item.id)).toBe(item);
    },
  );

  test("is walked page by page in linear time: each item is read about once", () => {
    const list = new ResourceList<Item>();
    let reads = 0;
    for (let index = 0; index < 100_000; index++) {
      const counted = {
        id: String(index),
        get sequence() {
          reads += 1;
          return index;
        },
      };
      list.set(counted);
    }
    reads = 0;
    let token: string | undefined;
    let pages = 0;
    do {
      const page = pageOf(list, "ListInstances", 100, token);
      token = page.NextToken;
      pages += 1;
    } while (token !== undefined);
    expect(pages).toBe(1000);
    expect(reads).toBeLessThan(200_000);
  });
});
