import { describe, expect, test } from "vitest";
import { headerOf, readLastEventId } from "../../src/web/last-event-id.js";

describe(readLastEventId, () => {
  test.each([
    ["feed:12", 12],
    ["feed:123456789012345", 123_456_789_012_345],
    ["feed:end", "end"],
    ["feed:1234567890123456", 0],
    ["feed:x12", 0],
    ["feed:12x", 0],
    ["feed:", 0],
    ["other:12", 0],
    [null, 0],
    [undefined, 0],
  ])("%j is the position %j", (id, position) => {
    expect(readLastEventId(id, "feed")).toBe(position);
  });
});

describe(headerOf, () => {
  test("is the id's bytes, one letter each", () => {
    expect(headerOf("aé")).toBe("aÃ©");
  });

  test("is nothing for an id that no header can carry, or that is too long for one", () => {
    expect(["", "a\nb", "x".repeat(1001)].map(headerOf)).toEqual([undefined, undefined, undefined]);
    expect(headerOf("x".repeat(1000))).toHaveLength(1000);
  });
});
