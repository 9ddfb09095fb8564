import { EventEmitter } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import http2 from "node:http2";
import { type AddressInfo, connect } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { OperationEvent } from "../../src/waiter/events/events.js";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import type { EventSourceLike } from "../../src/web/feed.js";
import { serveEvents } from "../../src/web/serve-events.js";
import { follow, pendingFor, quick, serve } from "./support.js";

/** A source with events without end, which counts how many were taken. */
function endless(): EventSourceLike & { taken: number; left: number } {
  const source = {
    taken: 0,
    left: 0,
    getSnapshot: () => ({ phase: "waiting" }) as const,
    events: () => ({
      next: async () => ({
        done: false as const,
        value: { type: "poll", seq: ++source.taken, operationId: "x".repeat(1000) } as OperationEvent,
      }),
      return: async () => {
        source.left++;
        return { done: true as const, value: undefined };
      },
    }),
  };
  return source;
}

/** A response that writes as it is told. */
class FakeResponse extends EventEmitter {
  status = 0;
  isEnded = false;
  readonly write: (chunk: Uint8Array) => boolean;

  constructor(write: () => boolean = () => true) {
    super();
    this.write = write;
  }

  writeHead(status: number): void {
    this.status = status;
  }

  end(): void {
    this.isEnded = true;
  }
}

describe(serveEvents, () => {
  test("answers a request of node:http with the whole stream in one call", async () => {
    const waiter = new OperationWaiter({ getOperation: pendingFor(2), ...quick }, { OperationId: "a" });
    const { events, states } = await follow((await serve(waiter)).url);
    expect(events.at(-1)?.type).toBe("settled");
    expect(states.at(-1)).toBe("finished");
  });

  test("answers a request of node:http2 as well", async () => {
    const waiter = new OperationWaiter({ getOperation: pendingFor(2), ...quick }, { OperationId: "a" });
    const server = http2.createServer((request, response) => serveEvents(waiter, request, response));
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const client = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onTestFinished(() => {
      client.destroy();
      server.close();
    });
    let text = "";
    for await (const chunk of client.request({ ":path": "/" }).setEncoding("utf8")) text += chunk as string;
    expect(text).toMatch(/^event: settled$/m);
    expect(text).toMatch(/^event: end$/m);
  });

  test("refuses a request that is no GET", async () => {
    const waiter = new OperationWaiter({ getOperation: pendingFor(0), ...quick }, { OperationId: "a" });
    const response = await fetch((await serve(waiter)).url, { method: "POST" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET"]);
    expect(waiter.getSnapshot().phase).toBe("idle");
  });

  test("takes no more events than a client that does not read can hold, and leaves when it goes", async () => {
    const source = endless();
    const { url } = await serve(source);
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    socket.pause();
    socket.write("GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
    let before = -1;
    await vi.waitFor(
      () => {
        const { taken } = source;
        const stands = taken > 0 && taken === before;
        before = taken;
        expect(stands).toBe(true);
      },
      { interval: 100, timeout: 5000 },
    );
    expect(source.taken).toBeLessThan(50_000);
    socket.destroy();
    await vi.waitFor(() => expect(source.left).toBe(1));
  });

  test("leaves no listener on the response while it waits for a slow client", async () => {
    const source = endless();
    const responses: ServerResponse[] = [];
    const { url } = await serve(source, (_request, response) => {
      responses.push(response);
      return false;
    });
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    socket.write("GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
    await vi.waitFor(() => expect(source.taken).toBeGreaterThan(2000));
    expect(responses[0]?.listenerCount("drain")).toBeLessThan(3);
    expect(responses[0]?.listenerCount("close")).toBeLessThan(6);
  });

  test("answers a request that says no method, as of another kind of server", async () => {
    const waiter = new OperationWaiter({ getOperation: pendingFor(0), ...quick }, { OperationId: "a" });
    const response = new FakeResponse();
    serveEvents(waiter, { headers: {} }, response);
    await vi.waitFor(() => expect(response.isEnded).toBe(true));
    expect(response.status).toBe(200);
  });

  test("waits for a slow client by one listener at a time, and ends when it goes", async () => {
    const response = new FakeResponse(() => false);
    serveEvents(endless(), { method: "GET", headers: {} }, response);
    for (let drained = 0; drained < 5; drained++) {
      await vi.waitFor(() => expect(response.listenerCount("drain")).toBe(1));
      response.emit("drain");
    }
    await vi.waitFor(() => expect(response.listenerCount("drain")).toBe(1));
    const off = vi.spyOn(response, "off");
    response.emit("close");
    await vi.waitFor(() => expect(response.isEnded).toBe(true));
    expect(response.listenerCount("drain")).toBe(0);
    // For this wait and for that of an event which was on its way; not for those before.
    expect(off.mock.calls.length).toBeLessThan(3);
  });

  test("ends for a client that goes in the middle of a write", async () => {
    const response: FakeResponse = new FakeResponse(() => {
      response.emit("close");
      return false;
    });
    serveEvents(endless(), { method: "GET", headers: {} }, response);
    await vi.waitFor(() => expect(response.isEnded).toBe(true));
    expect(response.listenerCount("drain")).toBe(0);
  });

  test("throws for an option that cannot be used before it answers", () => {
    const response = createServer() as unknown as ServerResponse;
    const waiter = new OperationWaiter({ getOperation: pendingFor(0) }, "a");
    const request = { method: "GET", headers: {} };
    Object.assign(response, { once: () => {}, off: () => {} });
    expect(() => serveEvents(waiter, request, response, { retry: -1 })).toThrow("retry must be a number");
  });
});
