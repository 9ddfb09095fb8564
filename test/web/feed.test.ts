import { describe, expect, test } from "vitest";
import type { OperationEvent } from "../../src/waiter/events/events.js";
import { type EventSourceLike, Feed } from "../../src/web/feed.js";
import { useVirtualTime } from "../support/virtual-time.js";

const time = useVirtualTime();

function sourceOf(snapshot: () => object): EventSourceLike {
  return {
    events: () => ({ next: async () => ({ done: true, value: undefined }) }),
    getSnapshot: () => ({ phase: "waiting", operationId: "a", ...snapshot() }),
  };
}

describe(Feed, () => {
  test("asks for what it doesn't know yet, four times a second at most, and for nothing that it knows", async () => {
    let reads = 0;
    let known: object = { createdAt: 1 };
    const feed = new Feed(
      sourceOf(() => {
        reads++;
        return known;
      }),
    );
    const event = { operationId: "a" } as OperationEvent;
    expect(feed.knownOf(event)).toMatchObject({ createdAt: 1 });
    known = { createdAt: 1, usualMs: 2 };
    await time.pass(249);
    expect(feed.knownOf(event)).not.toHaveProperty("usualMs");
    await time.pass(1);
    expect(feed.knownOf(event)).toMatchObject({ createdAt: 1, usualMs: 2 });
    await time.pass(1000);
    expect(feed.knownOf(event)).toMatchObject({ createdAt: 1, usualMs: 2 });
    expect(reads).toBe(2);
  });

  test("tells operations of one id in several accounts apart", () => {
    const snapshots = [
      { operationId: "a", ownerAccount: "1", usualMs: 1 },
      { operationId: "a", ownerAccount: "2", usualMs: 2 },
      { operationId: "b", usualMs: 3 },
    ];
    const source = { ...sourceOf(() => ({})), operations: () => snapshots } as unknown as EventSourceLike;
    const feed = new Feed(source);
    const known = snapshots.map((snapshot) => feed.knownOf(snapshot as unknown as OperationEvent));
    expect(known).toMatchObject([{ usualMs: 1 }, { usualMs: 2 }, { usualMs: 3 }]);
  });

  test.each([
    ["a.feed-1_X", true],
    ["with:colon", false],
    ["with:", false],
    [":with", false],
    ["", false],
    ["x".repeat(101), false],
  ])("takes the identity %j: %s", (feedId, takes) => {
    const { id } = new Feed({ ...sourceOf(() => ({})), feedId });
    expect(id === feedId).toBe(takes);
    expect(id).toMatch(/^[\w.-]+$/);
  });
});
