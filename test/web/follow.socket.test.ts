import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import { followEvents } from "../../src/web/follow.js";
import { uncaughtErrors } from "../support/uncaught.js";
import { follow, pendingFor, quick, serve, serveRaw, stream } from "./support.js";

const event = (seq: number, id = `feed:${seq}`): string =>
  `id: ${id}\nevent: poll\ndata: {"type":"poll","seq":${seq}}\n\n`;

const opening = (feedId: string, keepAliveMs = 20): string =>
  `retry: 20\n\nevent: open\ndata: ${JSON.stringify({ type: "open", feedId, at: 1, keepAliveMs })}\n\n`;

const end = "event: end\ndata: {}\n\n";

const seqs = ({ events }: { events: readonly { seq: number }[] }): number[] => events.map(({ seq }) => seq);

describe(followEvents, () => {
  test("goes on after a dropped connection, without loss and without a duplicate", async () => {
    const waiter = new OperationWaiter({ getOperation: pendingFor(40), ...quick }, { OperationId: "a" });
    void waiter.wait();
    const requests: IncomingMessage[] = [];
    const { url, asked } = await serve(waiter, (request) => {
      requests.push(request);
      return false;
    });
    const followed = await follow(url, {
      onEvent: ({ seq }) => {
        if (seq === 5) requests[0]?.socket.destroy();
      },
    });
    expect(seqs(followed)).toEqual(followed.events.map((_, index) => index + 1));
    expect(followed.events.at(-1)?.type).toBe("settled");
    expect(followed.states).toEqual(["connecting", "live", "reconnecting", "live", "finished"]);
    expect(asked).toEqual([undefined, expect.stringMatching(/^\S+:\d+$/)]);
  });

  test.each([500, 503, 429, 408])(
    "goes on after a %d, which ends an EventSource for good",
    async (status) => {
      const waiter = new OperationWaiter({ getOperation: pendingFor(2), ...quick }, { OperationId: "a" });
      const { url } = await serve(waiter, (_request, response, count) => {
        if (count > 1) return false;
        response.writeHead(status).end("<html>");
        return true;
      });
      const { events } = await follow(url);
      expect(events.length).toBeGreaterThan(3);
      expect(events.at(-1)?.type).toBe("settled");
    },
  );

  test("begins anew with another server in the place of the first, and says so", async () => {
    const { url, asked } = await serveRaw(
      stream([opening("one"), event(1, "one:1"), event(2, "one:2")]),
      stream([opening("two"), event(1, "two:1"), end]),
    );
    const followed = await follow(url);
    expect(seqs(followed)).toEqual([1, 2, 1]);
    expect(followed.openings.map(({ feedId }) => feedId)).toEqual(["one", "two"]);
    expect(asked).toEqual([undefined, "one:2"]);
  });

  test("hears no event twice from a server that repeats itself, and backs off from it", async () => {
    const again = stream([opening("one"), event(1), event(2)]);
    const { url } = await serveRaw(again, again, again, stream([opening("one"), event(1), event(3), end]));
    const followed = await follow(url);
    expect(seqs(followed)).toEqual([1, 2, 3]);
    const [first = 0, second = 0, third = 0] = followed.delays;
    expect(first).toBeLessThan(100);
    expect(second).toBeGreaterThan(200);
    expect(third).toBeGreaterThan(second);
  });

  test.each([
    ["accepts and never answers", () => {}],
    ["answers and is silent", stream([], "open")],
    ["is silent after its opening and an event", stream([opening("one"), event(1)], "open")],
  ])("leaves a half-open connection that %s", async (_name, silent: (response: ServerResponse) => void) => {
    const { url, asked } = await serveRaw(silent, stream([opening("one"), event(1), event(2), end]));
    const followed = await follow(url, { silence: 0.1 });
    expect(seqs(followed)).toEqual([1, 2]);
    expect(followed.states.at(-1)).toBe("finished");
    expect(followed.states).toContain("reconnecting");
    // A machine that is busy may make the second connection seem silent, too.
    expect(asked.length).toBeGreaterThanOrEqual(2);
  });

  test("takes keep-alives for a sign of life", async () => {
    const { url, asked } = await serveRaw((response) => {
      stream([opening("one", 0)], "open")(response);
      const timer = setInterval(() => response.write(": keep-alive\n\n"), 50);
      setTimeout(() => response.end(event(1) + end), 1500);
      onTestFinished(() => clearInterval(timer));
      response.on("close", () => clearInterval(timer));
    });
    expect(seqs(await follow(url, { silence: 1 }))).toEqual([1]);
    expect(asked).toHaveLength(1);
  });

  test("expects keep-alives as rarely as the server says that it sends them", async () => {
    const { url, asked } = await serveRaw((response) => {
      stream([opening("one", 5000)], "open")(response);
      setTimeout(() => response.end(event(1) + end), 1500);
    });
    expect(seqs(await follow(url, { silence: 1 }))).toEqual([1]);
    expect(asked).toHaveLength(1);
  });

  test.each([
    ["no JSON", "{not json"],
    ["null", "null"],
    ["a number", "5"],
    ["a list", "[1]"],
    ["an object that is no event", "{}"],
  ])(
    "skips a malformed event, goes on after it, and does not reset the back-off for it: %s",
    async (_name, data) => {
      const bad = `id: feed:9\nevent: poll\ndata: ${data}\n\n`;
      const { url, asked } = await serveRaw(
        stream([opening("feed"), event(1), bad]),
        stream([opening("feed"), bad]),
        stream([opening("feed"), bad]),
        stream([opening("feed"), bad, event(10), end]),
      );
      const followed = await follow(url);
      expect(seqs(followed)).toEqual([1, 10]);
      expect(asked).toEqual([undefined, "feed:9", "feed:9", "feed:9"]);
      const [first = 0, second = 0, third = 0] = followed.delays;
      expect(second).toBeGreaterThan(first);
      expect(third).toBeGreaterThan(second);
    },
  );

  test("reads data of several lines", async () => {
    const { url } = await serveRaw(stream(['data: {"type":"poll",\ndata:"seq":\ndata: 1}\n\n', end]));
    expect(seqs(await follow(url))).toEqual([1]);
  });

  test("reads lines whatever they end with", async () => {
    const { url } = await serveRaw((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("retry: 20\r\n\r\nid: 7\r\nevent: poll\r\ndata: {");
      setTimeout(() => response.end('"seq":7}\r\n\r\nid: 8\rdata: {"seq":8}\r\revent: end\n\n'), 20);
    });
    expect((await follow(url)).events).toEqual([{ seq: 7 }, { seq: 8 }]);
  });

  test("is not silenced by an id beyond Latin-1, and sends it back as UTF-8", async () => {
    const { url, asked } = await serveRaw(stream([event(1, "лента:1")]), stream([event(2), end]));
    expect(seqs(await follow(url))).toEqual([1, 2]);
    expect(Buffer.from(asked[1] ?? "", "latin1").toString("utf8")).toBe("лента:1");
  });

  test.each([
    ["a control character", "a\u0001b"],
    ["a megabyte", "x".repeat(500_000)],
  ])("is not silenced by an id that no header can carry: %s", async (_name, id) => {
    const { url, asked } = await serveRaw(stream([event(1, id)]), stream([event(2), end]));
    expect(seqs(await follow(url))).toEqual([1, 2]);
    expect(asked[1]).toBeUndefined();
  });

  test("gives up a message without end, and comes back later and later", async () => {
    let sent = 0;
    const endless = (response: ServerResponse): void => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const chunk = Buffer.from(`data: ${"x".repeat(65_536)}\n`);
      const more = (): void => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.length;
        sent += chunk.length;
      };
      response.on("drain", more);
      more();
    };
    const { url, asked } = await serveRaw(endless, endless, stream([event(1), end]));
    const followed = await follow(url);
    expect(seqs(followed)).toEqual([1]);
    expect(asked).toHaveLength(3);
    expect(followed.delays[1]).toBeGreaterThan(followed.delays[0] ?? 0);
    expect(sent).toBeLessThan(64_000_000);
  });

  test("waits for as long as the stream asks for, and ever longer while nothing comes", async () => {
    const { url } = await serveRaw(
      stream(["retry: 0\n\n"]),
      stream(["retry: 30\n\n"]),
      stream([]),
      (response: ServerResponse) => response.writeHead(204).end(),
    );
    const { delays, states } = await follow(url);
    expect(delays).toHaveLength(3);
    expect(delays[0]).toBe(0);
    expect(delays[1]).toBeGreaterThanOrEqual(0.8 * 280);
    expect(delays[2]).toBeGreaterThanOrEqual(0.8 * 780);
    expect(states.at(-1)).toBe("finished");
  });

  test("goes on for a listener that throws, whose errors surface as uncaught ones", async () => {
    const uncaught = uncaughtErrors();
    const waiter = new OperationWaiter({ getOperation: pendingFor(1), ...quick }, "a");
    const { url, asked } = await serve(waiter);
    const mistake = new Error("mine");
    const heard: number[] = [];
    const fail = (): never => {
      throw mistake;
    };
    await followEvents(url, {
      onEvent: ({ seq }) => {
        heard.push(seq);
        fail();
      },
      onState: fail,
    });
    expect(heard).toEqual(heard.map((_, index) => index + 1));
    expect(asked).toHaveLength(1);
    expect(uncaught).toEqual(Array.from({ length: heard.length + 3 }, () => mistake));
  });

  test.each(["not a url", "/relative", "ftp://127.0.0.1/x"])("refuses the URL %j", async (url) => {
    await expect(follow(url)).rejects.toThrow(TypeError);
  });

  test.each([
    ["headers that cannot be sent", { headers: { authorization: "Bearer\nx" } }],
    ["headers beyond Latin-1", { headers: { authorization: "ключ" } }],
    ["a silence of 0", { silence: 0 }],
    ["a silence that is no number", { silence: Number.NaN }],
  ])("refuses %s, rather than try for ever", async (_name, options) => {
    const { url, asked } = await serveRaw(stream([end]));
    await expect(follow(url, options)).rejects.toThrow(TypeError);
    expect(asked).toHaveLength(0);
  });

  test("says how silent a stream may be, and takes an https URL", async () => {
    await expect(follow("http://127.0.0.1/", { silence: 0 })).rejects.toThrow(
      "silence must be a number of seconds, greater than 0; got 0",
    );
    await expect(follow("ftp://127.0.0.1/")).rejects.toThrow(
      "The URL of an event stream begins with http: or https:",
    );
    const asked = vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response(null, { status: 204 }));
    onTestFinished(() => asked.mockRestore());
    await follow("https://127.0.0.1/");
    expect(asked).toHaveBeenCalledExactlyOnceWith("https://127.0.0.1/", expect.anything());
  });

  test("asks for nothing once its signal has aborted", async () => {
    const asked = vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response(null, { status: 204 }));
    onTestFinished(() => asked.mockRestore());
    const { states } = await follow("http://127.0.0.1/", { signal: AbortSignal.abort() });
    expect(states).toEqual(["connecting"]);
    expect(asked).not.toHaveBeenCalled();
  });

  test("hears nothing more of what has come once its signal has aborted, and is not finished", async () => {
    const { url } = await serveRaw(stream([opening("one"), event(1) + event(2) + end], "open"));
    const stop = new AbortController();
    const followed = await follow(url, { signal: stop.signal, onEvent: () => stop.abort() });
    expect(seqs(followed)).toEqual([1]);
    expect(followed.states).toEqual(["connecting", "live"]);
  });

  test("needs no listener but the one for events", async () => {
    const uncaught = uncaughtErrors();
    const { url } = await serveRaw(stream([opening("one"), event(1), end]));
    const heard = vi.fn();
    await followEvents(url, { onEvent: heard });
    expect(heard).toHaveBeenCalledOnce();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(uncaught).toEqual([]);
  });

  test("sends the caller's headers with each request", async () => {
    const seen: unknown[] = [];
    const script = (response: ServerResponse, request: IncomingMessage): void => {
      seen.push([request.headers["authorization"], request.headers["accept"]]);
      stream(seen.length === 2 ? [end] : ["retry: 0\n\n"])(response);
    };
    await follow((await serveRaw(script)).url, { headers: { Authorization: "Bearer x" } });
    expect(seen).toEqual(Array.from({ length: 2 }, () => ["Bearer x", "text/event-stream"]));
  });

  test("asks for an answer that nothing keeps, as browsers make a second reader of a URL wait for the first", async () => {
    const seen: unknown[] = [];
    const { url } = await serveRaw((response, request) => {
      seen.push(request.headers["cache-control"]);
      stream([end])(response);
    });
    await follow(url);
    expect(seen).toEqual(["no-cache"]);
  });

  test("rejects for a page in its place", async () => {
    const { url, asked } = await serveRaw((response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
    );
    await expect(follow(url)).rejects.toThrow("The answer is not an event stream");
    expect(asked).toHaveLength(1);
  });

  test("rejects for an answer that no retry would change", async () => {
    const { url, asked } = await serveRaw((response) => response.writeHead(404).end());
    await expect(follow(url)).rejects.toThrow("The stream answered HTTP 404");
    expect(asked).toHaveLength(1);
  });

  test("resolves when its signal aborts, whatever it is at, and closes the connection", async () => {
    const closed = vi.fn<() => void>();
    const { url } = await serveRaw((response) => {
      response.on("close", closed);
      stream([event(1)], "open")(response);
    });
    const stop = new AbortController();
    const followed = await follow(url, { signal: stop.signal, onEvent: () => stop.abort() });
    expect(seqs(followed)).toEqual([1]);
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
    const between = new AbortController();
    const { states } = await follow((await serveRaw(stream(["retry: 15000\n\n"]))).url, {
      signal: between.signal,
      onState: (state) => state === "reconnecting" && between.abort(),
    });
    expect(states).toEqual(["connecting", "live", "reconnecting"]);
  });
});
