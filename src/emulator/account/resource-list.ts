/** What a list holds: something with an id, and a place that it keeps. */
export interface Listed {
  readonly id: string;
  /** Its place among all others: what comes later has a greater one. */
  readonly sequence: number;
}

/**
 * Resources by id, and in the order of their places. A page of them is found by a binary search, so that walking all
 * pages takes linear time.
 */
export class ResourceList<T extends Listed> {
  readonly #byId = new Map<string, T>();
  // In the order of the places. What was removed leaves a gap, until gaps are most of it.
  #items: (T | undefined)[] = [];
  #places: number[] = [];

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): T | undefined {
    return this.#byId.get(id);
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** Adds an item, whose place must be the last, or replaces the one with its id and its place. */
  set(item: T): void {
    const before = this.#byId.get(item.id);
    this.#byId.set(item.id, item);
    if (before?.sequence === item.sequence) {
      this.#items[this.#indexAfter(item.sequence - 1)] = item;
      return;
    }
    this.#items.push(item);
    this.#places.push(item.sequence);
  }

  delete(id: string): void {
    const item = this.#byId.get(id);
    if (item === undefined) return;
    this.#byId.delete(id);
    this.#items[this.#indexAfter(item.sequence - 1)] = undefined;
    if (this.#items.length > 32 && this.#byId.size < this.#items.length / 2) this.#closeGaps();
  }

  values(): IterableIterator<T> {
    return this.after(-1);
  }

  /** The items whose place is after `place`, in their order. */
  *after(place: number): IterableIterator<T> {
    for (let index = this.#indexAfter(place); index < this.#items.length; index++) {
      const item = this.#items[index];
      if (item !== undefined) yield item;
    }
  }

  #indexAfter(place: number): number {
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#places[middle] ?? 0) <= place) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #closeGaps(): void {
    this.#items = this.#items.filter((item) => item !== undefined);
    this.#places = this.#items.map((item) => item?.sequence ?? 0);
  }
}
