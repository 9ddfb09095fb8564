import { isRecord } from "../core/json.js";
import { sleep } from "../platform/timers.js";
import type { OperationEvent } from "../waiter/events/events.js";
import { Connection, type ConnectionRequest, FinalAnswerError } from "./connection.js";
import type { EventMessage } from "./event-parser.js";
import { isolate } from "./isolate.js";
import { headerOf } from "./last-event-id.js";
import type { OperationFacts, StreamOpen } from "./messages.js";
import { Reconnection } from "./reconnect.js";

/** How the connection stands; it says nothing about the operations. */
export type ConnectionState = "connecting" | "live" | "reconnecting" | "finished";

/** What an event stream tells. What a listener throws surfaces as an uncaught error, and ends nothing. */
export interface StreamListeners {
  readonly onEvent: (event: OperationEvent) => void;
  /** A connection has been opened. When its `feedId` is another one than before, all events come anew. */
  readonly onOpen?: ((open: StreamOpen) => void) | undefined;
  /** What is known of an operation beside its events. */
  readonly onOperation?: ((facts: OperationFacts) => void) | undefined;
  /** `retryInMs` comes with `reconnecting`: when the next attempt is made. */
  readonly onState?: ((state: ConnectionState, retryInMs?: number) => void) | undefined;
}

export interface FollowOptions extends StreamListeners {
  /** Ends it all, without a rejection. */
  readonly signal?: AbortSignal | undefined;
  /** Headers for each request, such as an authorization. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Seconds. A connection on which nothing comes for this long, and for three of the keep-alives that the server
   * announces, is taken for dead. Default 45.
   */
  readonly silence?: number | undefined;
}

/**
 * Follows an event stream of `eventStream` in a browser, or anywhere with `fetch`, until its end: every event once and in
 * order, over dropped, silent and refused connections, and over restarts of the server. Unlike EventSource, it recovers
 * from 429 and 5xx, notices a connection that is dead without being closed, and stops at the end by itself. It reconnects
 * after the time that the stream asks for, and ever later while nothing new comes, up to 15 s. A message that it cannot
 * read is left out. It resolves at the end, or when the signal aborts.
 * @throws {TypeError} for a URL, headers or a `silence` that cannot be used.
 * @throws {Error} for an answer that no retry would change, such as 404 or a page.
 */
export async function followEvents(url: string | URL, options: FollowOptions): Promise<void> {
  const { signal, silence = 45 } = options;
  checkUrl(url);
  if (!(silence > 0))
    throw new TypeError(`silence must be a number of seconds, greater than 0; got ${silence}`);
  // Headers that cannot be sent would pass for a network that is down.
  const headers = Object.fromEntries(new Headers(options.headers));
  const follower = new Follower(options);
  follower.tellState("connecting");
  while (!hasAborted(signal)) {
    const request = { url, signal, silenceMs: silence * 1000, headers: { ...headers, ...follower.headers } };
    if (await follower.readOnce(request)) {
      follower.tellState("finished");
      return;
    }
    if (hasAborted(signal)) return;
    const delayMs = follower.reconnection.nextDelayMs(Math.random());
    follower.tellState("reconnecting", delayMs);
    await sleep(delayMs, signal);
  }
}

/** Where it stands in the stream, over all connections. */
class Follower {
  readonly reconnection = new Reconnection();
  readonly #listeners: StreamListeners;
  #lastEventId = "";
  /** The sequence that the latest connection tells; unknown until it says so. */
  #feedId: string | undefined;
  #seq = 0;

  constructor(listeners: StreamListeners) {
    this.#listeners = listeners;
  }

  get headers(): Record<string, string> {
    const id = headerOf(this.#lastEventId);
    return { accept: "text/event-stream", ...(id !== undefined && { "last-event-id": id }) };
  }

  tellState(state: ConnectionState, retryInMs?: number): void {
    isolate(() => this.#listeners.onState?.(state, retryInMs));
  }

  /** Reads one connection; resolves with whether it was the end of the stream. */
  async readOnce(request: Omit<ConnectionRequest, "onLive">): Promise<boolean> {
    const connection = new Connection({ ...request, onLive: () => this.tellState("live") });
    try {
      for await (const message of connection.messages()) {
        if (hasAborted(request.signal)) return false;
        this.#hear(message, connection);
        if (message.event === "end") return true;
      }
    } catch (error) {
      if (error instanceof FinalAnswerError && !hasAborted(request.signal)) throw error;
    }
    return false;
  }

  #hear({ id, event, data, retry }: EventMessage, connection: Connection): void {
    if (retry !== undefined) this.reconnection.wish(retry);
    const content = parseRecord(data);
    if (event === "open") this.#hearOpen(content, connection);
    if (id !== undefined) this.#lastEventId = id;
    if (content === undefined) return;
    if (event === "operation") {
      // What the stream says of its operations is of this package's own making.
      isolate(() => this.#listeners.onOperation?.(content as unknown as OperationFacts));
    } else if (typeof content["seq"] === "number") this.#hearEvent(content as unknown as OperationEvent);
  }

  #hearOpen(content: Readonly<Record<string, unknown>> | undefined, connection: Connection): void {
    const { feedId, at, keepAliveMs } = content ?? {};
    if (typeof feedId !== "string" || typeof at !== "number") return;
    if (typeof keepAliveMs === "number") connection.expectEvery(keepAliveMs);
    if (feedId !== this.#feedId) {
      this.#feedId = feedId;
      this.#seq = 0;
      this.#lastEventId = "";
    }
    isolate(() => this.#listeners.onOpen?.(content as unknown as StreamOpen));
  }

  /** A server that goes back in its sequence repeats itself; it brings nothing new. */
  #hearEvent(event: OperationEvent): void {
    if (this.#feedId !== undefined && event.seq <= this.#seq) return;
    this.#seq = event.seq;
    this.reconnection.succeeded();
    isolate(() => this.#listeners.onEvent(event));
  }
}

/** The members of a message's data; undefined for what is not a JSON object. */
function parseRecord(data: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (data === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(data);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A relative URL has a base in a browser only. */
function checkUrl(url: string | URL): void {
  const { location } = globalThis as { location?: { href: string } };
  const { protocol } = new URL(url, location?.href);
  if (protocol !== "http:" && protocol !== "https:")
    throw new TypeError("The URL of an event stream begins with http: or https:");
}

function hasAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
