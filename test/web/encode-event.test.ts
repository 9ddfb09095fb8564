import { describe, expect, test } from "vitest";
import type { OperationEvent } from "../../src/waiter/events/events.js";
import { encodeEvent } from "../../src/web/encode-event.js";
import { type EventSourceLike, Feed } from "../../src/web/feed.js";

function feedThatKnows(known: object): Feed {
  const source: EventSourceLike = {
    feedId: "f",
    events: () => ({ next: async () => ({ done: true, value: undefined }) }),
    getSnapshot: () => ({ phase: "waiting", operationId: "a", ...known }),
  };
  return new Feed(source);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function eventOf(type: OperationEvent["type"], more: object = {}): OperationEvent {
  return { type, seq: 7, at: 1, elapsedMs: 1, operationId: "a", ...more } as OperationEvent;
}

describe(encodeEvent, () => {
  test.each([
    ["transition", true],
    ["adopted", true],
    ["settled", true],
    ["poll", false],
    ["retry", false],
  ] as const)("a %s brings what is known of the operation: %s", (type, brings) => {
    const text = textOf(encodeEvent(eventOf(type), feedThatKnows({ usualMs: 9 }), { name: "x" }));
    const own = `id: f:7\nevent: ${type}\ndata: {"type":"${type}","seq":7,"at":1,"elapsedMs":1,"operationId":"a"}\n\n`;
    const facts = `event: operation\ndata: {"type":"operation","operationId":"a","name":"x","usualMs":9}\n\n`;
    expect(text).toBe(brings ? facts + own : own);
  });

  test("of an operation of which nothing is known, brings no more than itself", () => {
    expect(textOf(encodeEvent(eventOf("transition"), feedThatKnows({})))).toMatch(
      /^id: f:7\nevent: transition\n/,
    );
  });

  test("names the account of an operation in another one", () => {
    const event = eventOf("transition", { ownerAccount: "123456789012" });
    expect(textOf(encodeEvent(event, feedThatKnows({}), { group: "g" }))).toContain(
      '{"type":"operation","operationId":"a","ownerAccount":"123456789012","group":"g"}',
    );
  });

  test("is encoded once, and anew where the operation has got another name", () => {
    const [event, feed] = [eventOf("settled"), feedThatKnows({})];
    const first = encodeEvent(event, feed, { name: "x" });
    expect(encodeEvent(event, feed, { name: "x" })).toBe(first);
    expect(textOf(encodeEvent(event, feed, { name: "y" }))).toContain('"name":"y"');
  });
});
