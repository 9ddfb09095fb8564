import { afterEach, describe, expect, test, vi } from "vitest";
import { Connection, FinalAnswerError, SilenceError } from "../../src/web/connection.js";
import type { EventMessage } from "../../src/web/event-parser.js";
import { useVirtualTime } from "../support/virtual-time.js";

const time = useVirtualTime();

afterEach(() => {
  vi.restoreAllMocks();
});

const encoder = new TextEncoder();
const isStream = { headers: { "content-type": "text/event-stream" } };

/** A connection whose request is answered like this. */
function answeredBy(answer: (signal: AbortSignal) => Response | Promise<Response>, signal?: AbortSignal) {
  const asked: AbortSignal[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (_url, init) => {
    const own = init?.signal ?? new AbortController().signal;
    asked.push(own);
    return await answer(own);
  });
  const request = { url: "http://127.0.0.1/", headers: {}, signal, silenceMs: 5000, onLive: vi.fn() };
  return { connection: new Connection(request), asked };
}

async function all(connection: Connection): Promise<EventMessage[]> {
  const messages: EventMessage[] = [];
  for await (const message of connection.messages()) messages.push(message);
  return messages;
}

describe(Connection, () => {
  test.each(["text/event-stream", "text/event-stream; charset=utf-8", "Text/Event-Stream ;q"])(
    "reads a stream that is one: %s",
    async (type) => {
      const { connection } = answeredBy(
        () => new Response("data: x\n\n", { headers: { "content-type": type } }),
      );
      expect(await all(connection)).toEqual([{ data: "x" }]);
    },
  );

  test.each(["x-text/event-stream", "text/event-streams", "text/html"])("reads no %s", async (type) => {
    const { connection } = answeredBy(
      () => new Response("data: x\n\n", { headers: { "content-type": type } }),
    );
    await expect(all(connection)).rejects.toMatchObject({
      name: "FinalAnswerError",
      message: "The answer is not an event stream",
    });
  });

  test("reads no answer without a body, of whatever type", async () => {
    await expect(all(answeredBy(() => new Response(null, isStream)).connection)).rejects.toThrow(
      FinalAnswerError,
    );
    const { connection } = answeredBy(() => new Response(null, { status: 500 }));
    await expect(all(connection)).rejects.toThrow("The stream answered HTTP 500");
  });

  test.each([
    [408, "Error"],
    [425, "Error"],
    [429, "Error"],
    [503, "Error"],
    [404, "FinalAnswerError"],
  ])("an answer of %d is an %s", async (status, name) => {
    const { connection } = answeredBy(() => new Response("", { status }));
    await expect(all(connection)).rejects.toMatchObject({
      name,
      message: `The stream answered HTTP ${status}`,
    });
  });

  test("reads a letter whose bytes come one by one", async () => {
    const bytes = encoder.encode("data: é\n\n");
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect(await all(answeredBy(() => new Response(body, isStream)).connection)).toEqual([{ data: "é" }]);
  });

  test("is closed, with no timer and no listener left, when its reader leaves", async () => {
    const cancelled = vi.fn();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(encoder.encode("data: x\n\n")),
      cancel: cancelled,
    });
    const { signal } = new AbortController();
    const remove = vi.spyOn(signal, "removeEventListener");
    const { connection, asked } = answeredBy(() => new Response(body, isStream), signal);
    for await (const message of connection.messages()) {
      expect(message).toEqual({ data: "x" });
      break;
    }
    expect(cancelled).toHaveBeenCalledOnce();
    expect(asked.map(({ aborted }) => aborted)).toEqual([true]);
    expect(remove).toHaveBeenCalledOnce();
    expect(time.timers).toBe(0);
  });

  test("is cut after a silence, and says how long that was", async () => {
    const { connection } = answeredBy(
      async (signal) =>
        await new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        }),
    );
    const reading = all(connection).catch((error: unknown) => error);
    await time.pass(5000);
    const error = await reading;
    expect(error).toBeInstanceOf(SilenceError);
    expect(error).toMatchObject({ name: "SilenceError", message: "Nothing came for 5 s" });
  });
});
