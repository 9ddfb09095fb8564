import { invalidInput } from "./service-error.js";

export interface Page<T> {
  readonly items: readonly T[];
  readonly NextToken?: string;
}

/**
 * The next `size` items after the one that `token` names. A page is cut from all items and filtered by the caller after
 * that, as the service does, so that an empty page with a token is possible. The token names a place, not a count: what is
 * added or removed meanwhile makes no item come twice and none be skipped.
 *
 * @param items in the order of `placeOf`
 */
export function pageOf<T>(
  items: Iterable<T>,
  placeOf: (item: T) => number,
  listing: string,
  size: number,
  token?: string,
): Page<T> {
  const after = token === undefined ? -1 : placeIn(token, listing);
  const page: T[] = [];
  let last = after;
  for (const item of items) {
    const place = placeOf(item);
    if (place <= after) continue;
    if (page.length === size) return { items: page, NextToken: tokenFor(listing, last) };
    page.push(item);
    last = place;
  }
  return { items: page };
}

function tokenFor(listing: string, place: number): string {
  return btoa(`${listing}:${place}`);
}

function placeIn(token: string, listing: string): number {
  const place = /^([A-Za-z]+):(\d{1,15})$/.exec(decoded(token));
  if (place?.[1] !== listing) throw invalidInput(`NextToken is not one that ${listing} returned.`);
  return Number(place[2]);
}

function decoded(token: string): string {
  try {
    return atob(token);
  } catch {
    return "";
  }
}
