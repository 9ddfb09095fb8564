import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { OptionError } from "../../src/core/options.js";
import type { OperationEvent } from "../../src/waiter/events/events.js";
import { OperationFleet } from "../../src/waiter/operation-fleet.js";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import { eventStream, type EventSourceLike } from "../../src/web/event-stream.js";
import { type ConnectionState, followEvents } from "../../src/web/follow.js";
import { uncaughtErrors } from "../support/uncaught.js";

const quick = { minDelay: 0.02, maxDelay: 0.02 };

/** Looks that are answered by PENDING so many times, and then by SUCCESS. */
function pendingFor(polls: number): () => Promise<unknown> {
  let look = 0;
  return async () => ({
    Operation: { Status: look++ < polls ? "PENDING" : "SUCCESS", Type: "CREATE_NAMESPACE" },
  });
}

interface Site {
  readonly url: string;
  readonly server: Server;
  readonly asked: (string | undefined)[];
}

/** A real HTTP server with the stream, after what `before` does to a request, if that returns false. */
async function serve(
  source: EventSourceLike,
  before: (request: IncomingMessage, response: ServerResponse, count: number) => boolean = () => false,
): Promise<Site> {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const lastEventId = request.headers["last-event-id"]?.toString();
    asked.push(lastEventId);
    if (before(request, response, asked.length)) return;
    const stop = new AbortController();
    response.on("close", () => stop.abort());
    const answer = eventStream(source, { lastEventId, signal: stop.signal });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (answer.body === null) response.end();
    else
      Readable.fromWeb(answer.body)
        .on("error", () => {})
        .pipe(response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server, asked };
}

async function follow(
  url: string,
  hear?: (event: OperationEvent) => void,
): Promise<{ events: OperationEvent[]; states: ConnectionState[] }> {
  const events: OperationEvent[] = [];
  const states: ConnectionState[] = [];
  await followEvents(url, {
    onEvent: (event) => {
      events.push(event);
      hear?.(event);
    },
    onState: (state) => states.push(state),
  });
  return { events, states };
}

function expectWhole(events: readonly OperationEvent[]): void {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.at(-1)?.type).toBe("settled");
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
    const waiter = new OperationWaiter({ getOperation: pendingFor(3), ...quick }, { OperationId: "a" });
    await waiter.wait();
    const { url } = await serve(waiter);
    const [first, second] = await Promise.all([follow(url), follow(url)]);
    expectWhole(first.events);
    expect(second.events).toEqual(first.events);
  });

  test("is resumed after a dropped connection, without loss and without a duplicate", async () => {
    const waiter = new OperationWaiter({ getOperation: pendingFor(40), ...quick }, { OperationId: "a" });
    void waiter.wait();
    const requests: IncomingMessage[] = [];
    const { url, asked } = await serve(waiter, (request) => {
      requests.push(request);
      return false;
    });
    const { events, states } = await follow(url, ({ seq }) => {
      if (seq === 5) requests[0]?.socket.destroy();
    });
    expectWhole(events);
    expect(states).toEqual(["connecting", "live", "reconnecting", "live", "finished"]);
    expect(asked).toEqual([undefined, expect.stringMatching(/^\d+$/)]);
  });

  test.each([500, 503, 429])(
    "is followed again after a %d, which ends an EventSource for good",
    async (status) => {
      const waiter = new OperationWaiter({ getOperation: pendingFor(2), ...quick }, { OperationId: "a" });
      const { url } = await serve(waiter, (_request, response, count) => {
        if (count > 1) return false;
        response.writeHead(status).end("<html>");
        return true;
      });
      const { events } = await follow(url);
      expect(events.length).toBeGreaterThan(3);
      expectWhole(events);
    },
  );

  test("is followed whatever its lines end with", async () => {
    const { url } = await serve(new OperationFleet({ getOperation: pendingFor(0) }), (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("retry: 20\r\n\r\nid: 7\r\nevent: poll\r\ndata: {");
      setTimeout(() => response.end('"seq":7}\r\n\r\nid: 8\rdata: {"seq":8}\r\revent: end\n\n'), 20);
      return true;
    });
    expect((await follow(url)).events).toEqual([{ seq: 7 }, { seq: 8 }]);
  });

  test("is asked again after the time it wants, and ever later while nothing comes", async () => {
    const at: number[] = [];
    const { url } = await serve(new OperationFleet({ getOperation: pendingFor(0) }), (_request, response) => {
      at.push(performance.now());
      if (at.length === 4) response.writeHead(204).end();
      else
        response
          .writeHead(200, { "content-type": "text/event-stream" })
          .end(`retry: ${at.length === 1 ? 0 : 30}\n\n`);
      return true;
    });
    await follow(url);
    const [first = 0, second = 0, third = 0] = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(second).toBeGreaterThan(278);
    expect(third).toBeGreaterThan(778);
    // Without its wish it would be half a second.
    expect(second).toBeGreaterThan(2 * first);
  });

  test("goes on for a listener that throws, whose errors surface as uncaught ones", async () => {
    const uncaught = uncaughtErrors();
    const waiter = new OperationWaiter({ getOperation: pendingFor(1), ...quick }, "a");
    const { url, asked } = await serve(waiter);
    const mistake = new Error("mine");
    const heard: number[] = [];
    await followEvents(url, {
      onEvent: ({ seq }) => {
        heard.push(seq);
        throw mistake;
      },
      onState: () => {
        throw mistake;
      },
    });
    expect(heard).toEqual(heard.map((_, index) => index + 1));
    expect(asked).toHaveLength(1);
    expect(uncaught).toEqual(Array.from({ length: heard.length + 3 }, () => mistake));
  });

  test.each(["not a url", "/relative", "ftp://127.0.0.1/x"])("is not looked for at %j", async (url) => {
    await expect(follow(url)).rejects.toThrow(TypeError);
  });

  test("rejects for a page in its place", async () => {
    const { url, asked } = await serve(
      new OperationFleet({ getOperation: pendingFor(0) }),
      (_request, response) => {
        response.writeHead(200, { "content-type": "text/html" }).end("<html>");
        return true;
      },
    );
    await expect(follow(url)).rejects.toThrow("The answer is no event stream");
    expect(asked).toHaveLength(1);
  });

  test("rejects for an answer that no retry will mend", async () => {
    const waiter = new OperationWaiter({ getOperation: pendingFor(0), ...quick }, { OperationId: "a" });
    const { url, asked } = await serve(waiter, (_request, response) => {
      response.writeHead(404).end();
      return true;
    });
    await expect(follow(url)).rejects.toThrow("The stream answered HTTP 404");
    expect(asked).toHaveLength(1);
  });

  test("answers 204 to a client that has seen the end and asks again", async () => {
    const waiter = new OperationWaiter({ getOperation: pendingFor(0), ...quick }, { OperationId: "a" });
    await waiter.wait();
    const { url } = await serve(waiter);
    const text = await (await fetch(url)).text();
    const [, id = ""] = /id: (\d+)\nevent: end/.exec(text) ?? [];
    expect((await fetch(url, { headers: { "last-event-id": id } })).status).toBe(204);
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

  test("is closed at once, with no timer left, for a client that has gone already", async () => {
    const clearing = vi.spyOn(globalThis, "clearInterval");
    const waiter = new OperationWaiter({ getOperation: pendingFor(0), ...quick }, "a");
    const response = eventStream(waiter, { signal: AbortSignal.abort() });
    expect(clearing).toHaveBeenCalledTimes(1);
    clearing.mockRestore();
    expect(await response.text()).toBe("retry: 2000\n\n");
    expect(waiter.getSnapshot().phase).toBe("idle");
  });

  test("forbids caches and proxies to hold events back, and says when to reconnect", async () => {
    const waiter = new OperationWaiter({ getOperation: pendingFor(0), ...quick }, { OperationId: "a" });
    await waiter.wait();
    const response = eventStream(waiter, { retry: 3 });
    expect(Object.fromEntries(response.headers)).toEqual({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    expect(await response.text()).toMatch(/^retry: 3000\n\nid: 1\nevent: transition\ndata: \{.*\}\n\n/);
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
    expect(text.match(/^event: /gm)?.length).toBeLessThan(4);
    await reader?.cancel();
    stop.abort();
  });

  test.each(["-1", "1e3", "x", "9".repeat(40), "1; drop"])(
    "begins at the start for a Last-Event-ID that is not ours: %j",
    async (lastEventId) => {
      const waiter = new OperationWaiter({ getOperation: pendingFor(0), ...quick }, { OperationId: "a" });
      await waiter.wait();
      expect(await eventStream(waiter, { lastEventId }).text()).toContain("id: 1\n");
    },
  );

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
