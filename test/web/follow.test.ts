import { afterEach, describe, expect, test, vi } from "vitest";
import type { OperationEvent } from "../../src/waiter/events/events.js";
import { followEvents } from "../../src/web/follow.js";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** The text of a message; an event's name and data, or whole lines. */
function message(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function open(feedId: unknown, at: unknown = 1): string {
  return message("open", { type: "open", feedId, at, keepAliveMs: 15_000 });
}

const end = "event: end\ndata: {}\n\n";

/** Follows connections that bring these texts, one after another; what was told, and the ids that were asked to go on after. */
async function follow(...connections: readonly string[]): Promise<{
  readonly told: unknown[];
  readonly askedAfter: (string | undefined)[];
}> {
  const told: unknown[] = [];
  const askedAfter: (string | undefined)[] = [];
  vi.stubGlobal("fetch", async (_url: unknown, { headers }: { headers: Record<string, string> }) => {
    const text = connections[askedAfter.push(headers["last-event-id"]) - 1];
    return new Response(`retry: 1\n\n${text}`, { headers: { "content-type": "text/event-stream" } });
  });
  await followEvents("http://localhost/", {
    onOpen: ({ feedId }) => told.push(`open ${feedId}`),
    onEvent: ({ seq }: OperationEvent) => told.push(seq),
    onOperation: ({ operationId, name }) => told.push(`${operationId} is ${name}`),
  });
  return { told, askedAfter };
}

describe(followEvents, () => {
  test("tells of connections, of operations and of events, and ends with the stream", async () => {
    const facts = message("operation", { type: "operation", operationId: "op-1", name: "a name" });
    const { told, askedAfter } = await follow(open("a") + facts + message("poll", { seq: 1 }) + end);
    expect(told).toEqual(["open a", "op-1 is a name", 1]);
    expect(askedAfter).toEqual([undefined]);
  });

  test("takes for an opening only what says so, with whose events they are and when", async () => {
    const other = message("poll", { feedId: "b", at: 1, seq: 1 });
    const { told } = await follow(open(1) + open("a", "now") + open("a") + other + end);
    expect(told).toEqual(["open a", 1]);
  });

  test("goes on after the last event of the same sequence, and from the start of another one", async () => {
    const first = `${open("a")}id: a:1\n${message("poll", { seq: 1 })}`;
    const { told, askedAfter } = await follow(
      first,
      open("b"),
      open("b") + message("poll", { seq: 1 }) + end,
    );
    expect(told).toEqual(["open a", 1, "open b", "open b", 1]);
    expect(askedAfter).toEqual([undefined, "a:1", undefined]);
  });

  test("tells an event once that comes again, where it is known whose it is", async () => {
    const twice = message("poll", { seq: 1 }) + message("poll", { seq: 1 });
    expect((await follow(open("a") + twice + end)).told).toEqual(["open a", 1]);
    expect((await follow(twice + end)).told).toEqual([1, 1]);
  });
});
