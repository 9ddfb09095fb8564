/**
 * Which items can stay where they are while the others move, so that a list gets its new order: a longest subsequence that
 * is in order already. `current` and `next` have the same items.
 */
export function unmoved<T>(current: readonly T[], next: readonly T[]): Set<T> {
  const places = new Map(next.map((item, place) => [item, place]));
  /** For each length, the item with the lowest place that ends an increasing sequence of that length. */
  const ends: { readonly item: T; readonly place: number; readonly before: Link<T> | undefined }[] = [];
  for (const item of current) {
    const place = places.get(item) ?? 0;
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ends[middle]?.place ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    ends[low] = { item, place, before: ends[low - 1] };
  }
  const kept = new Set<T>();
  for (let link: Link<T> | undefined = ends.at(-1); link !== undefined; link = link.before)
    kept.add(link.item);
  return kept;
}

interface Link<T> {
  readonly item: T;
  readonly before: Link<T> | undefined;
}
