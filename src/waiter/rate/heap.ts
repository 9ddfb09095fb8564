/** What a heap can hold: items that know their key. */
export interface Keyed {
  key: number;
  /** The heap's own: in which order the items came. */
  order?: number;
}

/** A binary heap: the item with the smallest key first, and of equal keys the one that came first. */
export class Heap<T extends Keyed> {
  #items: T[] = [];
  #pushed = 0;

  get size(): number {
    return this.#items.length;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    item.order = ++this.#pushed;
    let place = this.#items.length;
    for (;;) {
      const above = (place - 1) >>> 1;
      const parent = this.#items[above];
      // There is none above the first place.
      if (parent === undefined || isBefore(parent, item)) break;
      this.#items[place] = parent;
      place = above;
    }
    this.#items[place] = item;
  }

  pop(): T | undefined {
    const [first] = this.#items;
    const item = this.#items.pop();
    if (item !== undefined && item !== first) this.#sink(item, 0);
    return first;
  }

  /** Keeps some of the items, whose keys may have changed. */
  rebuild(isKept: (item: T) => boolean): void {
    this.#items = this.#items.filter(isKept);
    for (let place = (this.#items.length >>> 1) - 1; place >= 0; place--) {
      const item = this.#items[place];
      if (item) this.#sink(item, place);
    }
  }

  /** Puts an item in a place, or below it if what is there comes first. */
  #sink(item: T, from: number): void {
    for (let place = from; ;) {
      let below = 2 * place + 1;
      let child = this.#items[below];
      const other = this.#items[below + 1];
      if (child && other && isBefore(other, child)) [child, below] = [other, below + 1];
      if (child === undefined || isBefore(item, child)) {
        this.#items[place] = item;
        return;
      }
      this.#items[place] = child;
      place = below;
    }
  }
}

/** No two items are equal: each has an order of its own. */
function isBefore(a: Keyed, b: Keyed): boolean {
  return (a.key - b.key || (a.order ?? 0) - (b.order ?? 0)) < 0;
}
