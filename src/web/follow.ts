import type { OperationEvent } from "../waiter/events.js";

/** How the connection stands; it says nothing about the operations. */
export type ConnectionState = "connecting" | "live" | "reconnecting" | "finished";

export interface FollowOptions {
  /** Ends it all, without a rejection. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent: (event: OperationEvent) => void;
  readonly onState?: ((state: ConnectionState) => void) | undefined;
  /** Headers for each request, such as an authorization. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

const firstRetryMs = 500;
const longestRetryMs = 15_000;

/**
 * Follows an event stream of `eventStream` in a browser, or anywhere with `fetch`, until its end: every event once and in
 * order, over dropped connections, server errors and restarts of the server's process that keep the waiter. Unlike
 * EventSource, it recovers from 429 and 5xx, and it stops at the end by itself. It resolves at the end, or when the signal
 * aborts; it rejects for an answer that no retry will mend, such as 404.
 */
export async function followEvents(url: string | URL, options: FollowOptions): Promise<void> {
  const { signal, onState } = options;
  const position = { lastEventId: "", failures: 0 };
  onState?.("connecting");
  while (!hasAborted(signal)) {
    try {
      if (await readOnce(url, options, position)) {
        onState?.("finished");
        return;
      }
    } catch (error) {
      if (error instanceof FinalAnswer) throw error;
    }
    if (hasAborted(signal)) return;
    onState?.("reconnecting");
    await pause(Math.min(firstRetryMs * 2 ** position.failures++, longestRetryMs), signal);
  }
}

function hasAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** An answer that trying again would not change. */
class FinalAnswer extends Error {
  override readonly name = "FinalAnswer";
}

/** Reads one connection to its end; resolves with whether it was the end of the stream. */
async function readOnce(
  url: string | URL,
  { signal, onEvent, onState, headers }: FollowOptions,
  position: { lastEventId: string; failures: number },
): Promise<boolean> {
  const response = await fetch(url, {
    headers: {
      ...headers,
      accept: "text/event-stream",
      ...(position.lastEventId !== "" && { "last-event-id": position.lastEventId }),
    },
    ...(signal !== undefined && { signal }),
  });
  if (response.status === 204) return true;
  if (response.status === 429 || response.status >= 500) throw new Error(`HTTP ${response.status}`);
  if (!response.ok || response.body === null)
    throw new FinalAnswer(`The stream answered HTTP ${response.status}`);
  onState?.("live");
  for await (const message of messagesIn(response.body)) {
    position.failures = 0;
    if (message.id !== undefined) position.lastEventId = message.id;
    if (message.event === "end") return true;
    if (message.data !== undefined) onEvent(JSON.parse(message.data) as OperationEvent);
  }
  return false;
}

interface Message {
  id?: string;
  event?: string;
  data?: string;
}

/** The messages of a stream, each when its blank line has come: one cut short by a drop is none. */
async function* messagesIn(body: ReadableStream<Uint8Array>): AsyncGenerator<Message, void, undefined> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        yield parseMessage(text.slice(0, end));
        text = text.slice(end + 2);
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function parseMessage(text: string): Message {
  const message: Message = {};
  for (const line of text.split("\n")) {
    const [, field = "", value = ""] = /^(id|event|data): ?(.*)$/.exec(line) ?? [];
    if (field === "id" || field === "event" || field === "data") message[field] = value;
  }
  return message;
}

/** Resolves after a time, or as soon as the signal aborts. */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end, { once: true });
  });
}
