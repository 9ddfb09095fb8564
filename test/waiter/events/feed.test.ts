import { describe, expect, test } from "vitest";
import { EventFeed } from "../../../src/waiter/events/feed.js";

describe(EventFeed, () => {
  test.each([Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY, "3", null])("gives no events after %s", (seq) => {
    const feed = new EventFeed({ takeSnapshot: () => ({}), isOver: () => true });
    // As a program in JavaScript would call it.
    expect(() => feed.events(seq as number)).toThrow(/^afterSeq must be a whole number, 0 or more; got /);
  });
});
