import { invalidInput } from "./service-error.js";

export interface Page<T> {
  readonly items: readonly T[];
  readonly NextToken?: string;
}

/** Items in the order of their places. */
export interface Pageable<T> {
  /** Those whose place is after `place`. */
  after(place: number): Iterable<T>;
}

/**
 * The next `size` items after the one that `token` names. A page is cut from all items and filtered by the caller after
 * that, as the service does, so that an empty page with a token is possible. The token names a place, not a count: what is
 * added or removed meanwhile makes no item come twice and none be skipped.
 */
export function pageOf<T extends { readonly sequence: number }>(
  all: Pageable<T>,
  listing: string,
  size: number,
  token?: string,
): Page<T> {
  const items: T[] = [];
  for (const item of all.after(token === undefined ? -1 : placeIn(token, listing))) {
    const last = items.at(-1);
    if (items.length === size && last) return { items, NextToken: tokenFor(listing, last.sequence) };
    items.push(item);
  }
  return { items };
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
