/** When something is due. */
export interface Due {
  readonly settledAt: number;
  readonly sequence: number;
}

/** A heap: the one that is due first comes out first, and of those due together the one that was started first. */
export class DueQueue<T extends Due> {
  readonly #entries: { readonly at: number; readonly item: T }[] = [];

  /** Adds an item, due at its `settledAt` as that stands now. */
  push(item: T): void {
    const entries = this.#entries;
    const entry = { at: item.settledAt, item };
    let index = entries.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >>> 1;
      const above = entries[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      entries[index] = above;
      index = parent;
    }
    entries[index] = entry;
  }

  /** Takes out the first item, if it is due by `now`. One that was rescheduled since comes out as well. */
  takeDue(now: number): T | undefined {
    const [first] = this.#entries;
    if (first === undefined || first.at > now) return undefined;
    const last = this.#entries.pop();
    if (last !== undefined && last !== first) this.#sink(last);
    return first.item;
  }

  #sink(entry: { readonly at: number; readonly item: T }): void {
    const entries = this.#entries;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const [leftEntry, rightEntry] = [entries[left], entries[left + 1]];
      if (leftEntry === undefined) break;
      const isRight = rightEntry !== undefined && isBefore(rightEntry, leftEntry);
      const below = isRight ? rightEntry : leftEntry;
      if (!isBefore(below, entry)) break;
      entries[index] = below;
      index = isRight ? left + 1 : left;
    }
    entries[index] = entry;
  }
}

type Entry = { readonly at: number; readonly item: Due };

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.item.sequence < b.item.sequence);
}
