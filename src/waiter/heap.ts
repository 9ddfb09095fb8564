/** What a heap can hold: items that know their key, and keep the order in which they came for those of the same key. */
export interface HeapItem {
  readonly key: number;
  order: number;
}

/** A binary heap: the item with the smallest key first, and of equal keys the one that came first. */
export class Heap<T extends HeapItem> {
  #items: T[] = [];
  #order = 0;

  get size(): number {
    return this.#items.length;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    item.order = ++this.#order;
    this.#items.push(item);
    this.#rise(this.#items.length - 1);
  }

  /** Drops the items that are not to be kept, and puts the others in order; `keep` may change their keys. */
  rebuild(keep: (item: T) => boolean): void {
    this.#items = this.#items.filter(keep);
    for (let index = 1; index < this.#items.length; index++) this.#rise(index);
  }

  #rise(from: number): void {
    for (let child = from; child > 0;) {
      const parent = (child - 1) >>> 1;
      if (!this.#isBefore(child, parent)) return;
      this.#swap(child, parent);
      child = parent;
    }
  }

  pop(): T | undefined {
    const last = this.#items.length - 1;
    if (last > 0) this.#swap(0, last);
    const first = this.#items.pop();
    for (let parent = 0; ;) {
      let smallest = parent;
      if (this.#isBefore(2 * parent + 1, smallest)) smallest = 2 * parent + 1;
      if (this.#isBefore(2 * parent + 2, smallest)) smallest = 2 * parent + 2;
      if (smallest === parent) return first;
      this.#swap(parent, smallest);
      parent = smallest;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [first, second] = [this.#items[a], this.#items[b]];
    if (first === undefined || second === undefined) return false;
    return first.key === second.key ? first.order < second.order : first.key < second.key;
  }

  #swap(a: number, b: number): void {
    const [first, second] = [this.#items[a], this.#items[b]];
    if (first === undefined || second === undefined) return;
    this.#items[a] = second;
    this.#items[b] = first;
  }
}
