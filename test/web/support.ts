import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { OperationEvent } from "../../src/waiter/events/events.js";
import { type ConnectionState, followEvents, type FollowOptions } from "../../src/web/follow.js";
import type { EventSourceLike } from "../../src/web/feed.js";
import type { StreamOpen } from "../../src/web/messages.js";
import { serveEvents } from "../../src/web/serve-events.js";
import type { StreamOptions } from "../../src/web/event-stream.js";

export const quick = { minDelay: 0.02, maxDelay: 0.02 };

/** Polls that are answered by PENDING so many times, and then by SUCCESS. */
export function pendingFor(polls: number): () => Promise<unknown> {
  let poll = 0;
  return async () => ({
    Operation: { Status: poll++ < polls ? "PENDING" : "SUCCESS", Type: "CREATE_NAMESPACE" },
  });
}

export interface Site {
  readonly url: string;
  readonly server: Server;
  /** The Last-Event-ID of each request. */
  readonly asked: (string | undefined)[];
}

/** Answers a request itself, and says so with true, or leaves it to the stream. */
type Before = (request: IncomingMessage, response: ServerResponse, count: number) => boolean;

/** A real HTTP server with the stream of a source. */
export async function serve(
  source: EventSourceLike,
  before: Before = () => false,
  options: StreamOptions = { retry: 0.02 },
): Promise<Site> {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers["last-event-id"]?.toString());
    if (!before(request, response, asked.length)) serveEvents(source, request, response, options);
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

/** A real HTTP server that answers its requests by scripts of its own, the last one again and again. */
export async function serveRaw(
  ...scripts: readonly ((response: ServerResponse, request: IncomingMessage) => void)[]
): Promise<Site> {
  const none: EventSourceLike = {
    events: () => ({ next: async () => ({ done: true, value: undefined }) }),
    getSnapshot: () => ({ phase: "idle" }),
  };
  return await serve(none, (request, response, count) => {
    const script = scripts[Math.min(count, scripts.length) - 1];
    script?.(response, request);
    return true;
  });
}

/** A script that begins a stream, with these texts in it, and ends it or leaves it open. */
export function stream(texts: readonly string[], ending?: "open"): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const text of texts) response.write(text);
    if (ending !== "open") response.end();
  };
}

export interface Followed {
  readonly events: OperationEvent[];
  readonly states: ConnectionState[];
  readonly openings: StreamOpen[];
  /** How long each reconnection was put off. */
  readonly delays: number[];
}

export async function follow(
  url: string,
  options: Partial<FollowOptions> = {},
  followed: Followed = { events: [], states: [], openings: [], delays: [] },
): Promise<Followed> {
  await followEvents(url, {
    ...options,
    onEvent: (event) => {
      followed.events.push(event);
      options.onEvent?.(event);
    },
    onOpen: (open) => {
      followed.openings.push(open);
      options.onOpen?.(open);
    },
    onState: (state, retryInMs) => {
      followed.states.push(state);
      if (retryInMs !== undefined) followed.delays.push(retryInMs);
      options.onState?.(state, retryInMs);
    },
  });
  return followed;
}
