import type { OperationEvent } from "../waiter/events/events.js";

/** How the connection stands; it says nothing about the operations. */
export type ConnectionState = "connecting" | "live" | "reconnecting" | "finished";

export interface FollowOptions {
  /** Ends it all, without a rejection. */
  readonly signal?: AbortSignal | undefined;
  /** What it throws surfaces as an uncaught error, and ends nothing; the same goes for `onState`. */
  readonly onEvent: (event: OperationEvent) => void;
  readonly onState?: ((state: ConnectionState) => void) | undefined;
  /** Headers for each request, such as an authorization. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

const longestRetryMs = 15_000;

/**
 * Follows an event stream of `eventStream` in a browser, or anywhere with `fetch`, until its end: every event once and in
 * order, over dropped connections, server errors and restarts of the server's process that keep the waiter. Unlike
 * EventSource, it recovers from 429 and 5xx, and it stops at the end by itself. It reconnects after the time that the
 * stream asks for, and ever later while no event comes, up to 15 s. It resolves at the end, or
 * when the signal aborts; it rejects for an answer that no retry will mend, such as 404 or a page, and for a bad URL.
 */
export async function followEvents(url: string | URL, options: FollowOptions): Promise<void> {
  const { signal } = options;
  checkUrl(url);
  const onState = (state: ConnectionState): void => tell(options.onState, state);
  const safe = { ...options, onState, onEvent: (event: OperationEvent) => tell(options.onEvent, event) };
  const position: Position = { lastEventId: "", failures: 0, retryMs: 500 };
  onState("connecting");
  while (!hasAborted(signal)) {
    try {
      if (await readOnce(url, safe, position)) {
        onState("finished");
        return;
      }
    } catch (error) {
      if (error instanceof FinalAnswer) throw error;
    }
    if (hasAborted(signal)) return;
    onState("reconnecting");
    const furtherMs = 250 * (2 ** position.failures++ - 1);
    await pause(Math.min(position.retryMs + furtherMs, longestRetryMs), signal);
  }
}

interface Position {
  lastEventId: string;
  /** Connections in a row on which no event came. */
  failures: number;
  retryMs: number;
}

/** A relative URL has a base in a browser only. */
function checkUrl(url: string | URL): void {
  const { location } = globalThis as { location?: { href: string } };
  const { protocol } = new URL(url, location?.href);
  if (protocol !== "http:" && protocol !== "https:")
    throw new TypeError("The URL of an event stream begins with http: or https:");
}

/** As the waiter's `isolate` does, which is not imported, since a browser is to load this file alone. */
function tell<T>(listener: ((value: T) => void) | undefined, value: T): void {
  try {
    listener?.(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
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
  position: Position,
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
  const isStream = /^text\/event-stream/i.test(response.headers.get("content-type") ?? "");
  if (!response.ok || response.body === null || !isStream) {
    await response.body?.cancel();
    throw new FinalAnswer(
      response.ok ? "The answer is no event stream" : `The stream answered HTTP ${response.status}`,
    );
  }
  onState?.("live");
  for await (const message of messagesIn(response.body)) {
    if (/^\d{1,9}$/.test(message.retry ?? "")) position.retryMs = Number(message.retry);
    if (message.id !== undefined) position.lastEventId = message.id;
    if (message.event === "end") return true;
    if (message.data === undefined) continue;
    position.failures = 0;
    onEvent(JSON.parse(message.data) as OperationEvent);
  }
  return false;
}

interface Message {
  id?: string;
  event?: string;
  data?: string;
  retry?: string;
}

/** A line ends as its writer likes. */
const blankLine = /\n\n|\r\n\r\n|\r\r/;

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
      for (let end = blankLine.exec(text); end !== null; end = blankLine.exec(text)) {
        yield parseMessage(text.slice(0, end.index));
        text = text.slice(end.index + end[0].length);
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function parseMessage(text: string): Message {
  const message: Message = {};
  for (const line of text.split(/\r?\n|\r/)) {
    const [, field = "", value = ""] = /^(id|event|data|retry): ?(.*)$/s.exec(line) ?? [];
    if (field === "id" || field === "event" || field === "data" || field === "retry") message[field] = value;
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
