import { describe, expect, test, vi } from "vitest";
import { OptionError } from "../../src/core/options.js";
import type { OperationEvent } from "../../src/waiter/events/events.js";
import { OperationFleet } from "../../src/waiter/operation-fleet.js";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import { eventStream } from "../../src/web/event-stream.js";
import type { EventSourceLike } from "../../src/web/feed.js";
import { uncaughtErrors } from "../support/uncaught.js";
import { follow, pendingFor, quick, serve } from "./support.js";

function expectWhole(events: readonly OperationEvent[]): void {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.at(-1)?.type).toBe("settled");
}

/** The identity of a stream's sequence, by the id of its first event. */
function feedIdIn(text: string): string | undefined {
  return /id: (\S+):1\n/.exec(text)?.[1];
}

async function settledWaiter(): Promise<OperationWaiter> {
  const waiter = new OperationWaiter({ getOperation: pendingFor(0), ...quick }, { OperationId: "a" });
  await waiter.wait();
  return waiter;
}

describe(eventStream, () => {
  test("tells every event of a waiter in order, and then the end", async () => {
    const waiter = new OperationWaiter({ getOperation: pendingFor(3), ...quick }, { OperationId: "a" });
    const { url } = await serve(waiter);
    const { events, states } = await follow(url);
    expectWhole(events);
    expect(states).toEqual(["connecting", "live", "finished"]);
    expect(events.at(-1)).toMatchObject({ outcome: { outcome: "succeeded" } });
  });

  test("has the operations of a fleet on one stream", async () => {
    const fleet = new OperationFleet({ getOperation: pendingFor(5), ...quick });
    for (const id of ["a", "b", "c"]) void fleet.add(id);
    const { url } = await serve(fleet);
    const { events } = await follow(url);
    expectWhole(events);
    expect(events.filter(({ type }) => type === "settled")).toHaveLength(3);
  });

  test("gives one who comes late all of it, and any number the same", async () => {
    const { url } = await serve(await settledWaiter());
    const [first, second] = await Promise.all([follow(url), follow(url)]);
    expectWhole(first.events);
    expect(second.events).toEqual(first.events);
  });

  test("answers 204 to a client that has seen the end and asks again", async () => {
    const { url } = await serve(await settledWaiter());
    const text = await (await fetch(url)).text();
    const [, id = ""] = /id: (\S+)\nevent: end/.exec(text) ?? [];
    expect((await fetch(url, { headers: { "last-event-id": id } })).status).toBe(204);
  });

  test("goes on after an event that the client has seen", async () => {
    const waiter = await settledWaiter();
    const text = await eventStream(waiter).text();
    const [, second = ""] = /id: (\S+:2)\n/.exec(text) ?? [];
    const rest = await eventStream(waiter, { lastEventId: second }).text();
    expect(rest).not.toMatch(/^id: \S+:[12]$/m);
    expect(rest).toMatch(/^id: \S+:3$/m);
  });

  test.each([
    ["a plain number", () => "2"],
    ["an event of another waiter", (other: string) => /id: (\S+:2)\n/.exec(other)?.[1]],
    ["the end of another waiter", (other: string) => /id: (\S+:end)\n/.exec(other)?.[1]],
  ])("begins at the start for a Last-Event-ID of another sequence: %s", async (_name, idFrom) => {
    const lastEventId = idFrom(await eventStream(await settledWaiter()).text());
    expect(lastEventId).toBeDefined();
    const { url } = await serve(await settledWaiter());
    const response = await fetch(url, { headers: { "last-event-id": lastEventId ?? "" } });
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/^id: \S+:1\nevent: transition\n[^]*^event: settled$/m);
  });

  test.each(["-1", "1e3", "x", "9".repeat(40), "1; drop", "é\u0000"])(
    "begins at the start for a Last-Event-ID that is not ours: %j",
    async (lastEventId) => {
      expect(await eventStream(await settledWaiter(), { lastEventId }).text()).toMatch(/^id: \S+:1$/m);
    },
  );

  test("keeps the identity of a source over all requests, and takes that which it says it has", async () => {
    const waiter = await settledWaiter();
    const first = feedIdIn(await eventStream(waiter).text());
    expect(first).toMatch(/^[\w.-]{8,}$/);
    expect(feedIdIn(await eventStream(waiter).text())).toBe(first);
    const named: EventSourceLike = {
      feedId: "run-7",
      events: (afterSeq) => waiter.events(afterSeq),
      getSnapshot: () => waiter.getSnapshot(),
    };
    expect(feedIdIn(await eventStream(named).text())).toBe("run-7");
  });

  test("encodes an event once for all its clients", async () => {
    let encodings = 0;
    const event = {
      type: "poll",
      seq: 1,
      toJSON: () => {
        encodings++;
        return { type: "poll", seq: 1 };
      },
    } as unknown as OperationEvent;
    const source: EventSourceLike = {
      async *events() {
        yield event;
      },
      getSnapshot: () => ({ phase: "waiting" }),
    };
    const { url } = await serve(source);
    const texts = await Promise.all(Array.from({ length: 20 }, async () => await (await fetch(url)).text()));
    for (const text of texts) expect(text).toContain('data: {"type":"poll","seq":1}\n\n');
    expect(encodings).toBe(1);
  });

  test("says first whose events follow, where they are, and what the server's clock says", async () => {
    const { url } = await serve(await settledWaiter(), undefined, {
      title: "prod",
      region: "eu-central-1",
      profile: "ops",
      endpoint: "https://user:hunter2@example.test/path?token=hunter2",
      keepAlive: 7,
    });
    const before = Date.now();
    const { openings } = await follow(url);
    expect(openings).toEqual([
      {
        type: "open",
        feedId: expect.stringMatching(/^\S+$/),
        at: expect.any(Number),
        keepAliveMs: 7000,
        title: "prod",
        region: "eu-central-1",
        profile: "ops",
        endpoint: "https://example.test/path",
      },
    ]);
    expect(openings[0]?.at).toBeGreaterThanOrEqual(before);
    expect(openings[0]?.at).toBeLessThanOrEqual(Date.now());
  });

  test("says what people call an operation, and how long its kind usually takes, before its first event", async () => {
    const waiter = await settledWaiter();
    const usualMs = { low: 35_000, high: 48_000 };
    const source: EventSourceLike = {
      events: (afterSeq) => waiter.events(afterSeq),
      getSnapshot: () => ({ phase: "settled" }),
      operations: () => [{ operationId: "a", createdAt: 1000, usualMs }],
    };
    const label = { name: "shop.internal", group: "shop" };
    const text = await eventStream(source, { describe: () => label }).text();
    const facts = /^event: operation\ndata: (.*)$/m.exec(text);
    expect(JSON.parse(facts?.[1] ?? "")).toEqual({
      type: "operation",
      operationId: "a",
      name: "shop.internal",
      group: "shop",
      createdAt: 1000,
      usualMs,
    });
    expect(facts?.index).toBeLessThan(text.indexOf("event: transition"));
  });

  test("goes on without a name where naming an operation throws, which surfaces as an uncaught error", async () => {
    const uncaught = uncaughtErrors();
    const mistake = new Error("mine");
    const describe = (): never => {
      throw mistake;
    };
    const text = await eventStream(await settledWaiter(), { describe }).text();
    expect(text).toMatch(/^event: end$/m);
    await vi.waitFor(() => expect(uncaught).toContain(mistake));
  });

  test.each([
    ["keepAlive", 0],
    ["keepAlive", Number.NaN],
    ["keepAlive", 3e6],
    ["keepAlive", "x"],
    ["retry", -1],
    ["retry", Number.POSITIVE_INFINITY],
  ])("refuses %s: %s", (option, value) => {
    const waiter = new OperationWaiter({ getOperation: pendingFor(0) }, "a");
    expect(() => eventStream(waiter, { [option]: value })).toThrow(OptionError);
    expect(() => eventStream(waiter, { [option]: value })).toThrow(`${option} must be a number of seconds, `);
  });

  test.each([Number.NaN, 3])("refuses the number %s for the text of an id", (lastEventId) => {
    const waiter = new OperationWaiter({ getOperation: pendingFor(0) }, "a");
    // As a program in JavaScript would call it.
    const options = { lastEventId: lastEventId as unknown as string };
    expect(() => eventStream(waiter, options)).toThrow(
      `lastEventId must be the text of a Last-Event-ID header; got ${lastEventId}`,
    );
  });

  test("tells what the times may be, and takes the longest of them", async () => {
    const waiter = await settledWaiter();
    const longest = 2_147_483;
    await eventStream(waiter, { keepAlive: longest, retry: longest }).body?.cancel();
    expect(await eventStream(waiter, { retry: 0 }).text()).toMatch(/^retry: 0\n/);
    for (const [option, least] of [
      ["keepAlive", "greater than 0"],
      ["retry", "0 or more"],
    ] as const)
      expect(() => eventStream(waiter, { [option]: longest + 1 })).toThrow(
        `${option} must be a number of seconds, ${least} and at most 2147483`,
      );
  });

  test("replays all of a source that goes on after an end that the client has seen", async () => {
    const events = vi.fn(() => ({ next: async () => ({ done: true as const, value: undefined }) }));
    const source = { feedId: "f", events, getSnapshot: () => ({ phase: "waiting" }) as const };
    const response = eventStream(source, { lastEventId: "f:end" });
    expect(response.status).toBe(200);
    await response.text();
    expect(events).toHaveBeenCalledExactlyOnceWith(0);
  });

  test("puts no comments aside for a client that does not read", async () => {
    const source: EventSourceLike = {
      events: () => ({ next: async () => await new Promise(() => {}) }),
      getSnapshot: () => ({ phase: "waiting" }),
    };
    const reader = eventStream(source, { keepAlive: 0.01 }).body?.getReader();
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
    expect(new TextDecoder().decode((await reader?.read())?.value)).toMatch(/^retry: /);
    const comments: unknown[] = [];
    void reader?.read().then((comment) => comments.push(comment));
    await Promise.resolve();
    await Promise.resolve();
    expect(comments).toEqual([]);
    await reader?.cancel();
  });

  test("says nothing of an endpoint but where it is", async () => {
    const waiter = await settledWaiter();
    expect(await eventStream(waiter, { endpoint: "http://u:p@localhost:8080/?q" }).text()).toContain(
      '"endpoint":"http://localhost:8080"}',
    );
  });

  test("is closed at once, with no timer left, for a client that has gone already", async () => {
    const clearing = vi.spyOn(globalThis, "clearInterval");
    const waiter = new OperationWaiter({ getOperation: pendingFor(0), ...quick }, "a");
    const response = eventStream(waiter, { signal: AbortSignal.abort() });
    expect(clearing).toHaveBeenCalledTimes(1);
    vi.restoreAllMocks();
    expect(await response.text()).toMatch(/^retry: 2000\n\nevent: open\ndata: \{.*\}\n\n$/);
    expect(waiter.getSnapshot().phase).toBe("idle");
  });

  test("forbids caches, proxies and compression to hold events back, and says when to reconnect", async () => {
    const response = eventStream(await settledWaiter(), { retry: 3 });
    expect(Object.fromEntries(response.headers)).toEqual({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    });
    expect(await response.text()).toMatch(
      /^retry: 3000\n\nevent: open\ndata: \{.*\}\n\n(event: operation\ndata: .*\n\n)?id: \S+:1\nevent: transition\ndata: \{.*\}\n\n/,
    );
  });

  test("keeps an idle connection open with comments, which are no events", async () => {
    const stop = new AbortController();
    const config = { getOperation: pendingFor(1e9), minDelay: 30, maxDelay: 30, abortSignal: stop.signal };
    const waiter = new OperationWaiter(config, { OperationId: "a" });
    void waiter.wait();
    const reader = eventStream(waiter, { keepAlive: 0.05 }).body?.getReader();
    let text = "";
    while (!text.includes(": keep-alive\n\n"))
      text += new TextDecoder().decode((await reader?.read())?.value);
    expect(text.match(/^id: /gm)?.length).toBeLessThan(4);
    await reader?.cancel();
    stop.abort();
  });

  test("carries what the service said whatever characters are in it", async () => {
    const ErrorMessage = "a\u2028b\u2029c\u0085d\r\ne\u0000f";
    const getOperation = async (): Promise<unknown> => ({
      Operation: { Status: "FAIL", ErrorCode: "X", ErrorMessage },
    });
    const { url } = await serve(new OperationWaiter({ getOperation }, { OperationId: "op-1" }));
    const { events } = await follow(url);
    expectWhole(events);
    expect(events.at(-1)).toMatchObject({ outcome: { operation: { ErrorMessage } } });
  });

  test("keeps what was thrown on the server, and every line break inside the data", async () => {
    const denied = Object.assign(new Error("no\n\nid: 99\nevent: end"), {
      name: "AccessDeniedException",
      secret: "hunter2",
    });
    const waiter = new OperationWaiter(
      { getOperation: () => Promise.reject(denied), ...quick },
      { OperationId: "a" },
    );
    await waiter.outcome();
    const text = await eventStream(waiter).text();
    expect(text).not.toContain("hunter2");
    expect(text.match(/^event: end$/gm)).toHaveLength(1);
  });
});
