import { eventStream, type StreamOptions } from "./event-stream.js";
import type { EventSourceLike } from "./feed.js";

/** A request as node:http, node:http2 and Express have it. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A response as node:http, node:http2 and Express have it. */
export interface NodeResponse {
  writeHead(statusCode: number, headers?: Record<string, string>): unknown;
  write(chunk: Uint8Array): boolean;
  end(): unknown;
  once(event: "close" | "drain", listener: () => void): unknown;
  off(event: "close" | "drain", listener: () => void): unknown;
}

/**
 * Answers a request of Node's HTTP server with the events of a waiter or of a fleet, as {@link eventStream} has them. A
 * client that leaves, reloads or is cut off ends no wait.
 * @throws {OptionError} for a `keepAlive` or a `retry` that cannot be used.
 */
export function serveEvents(
  source: EventSourceLike,
  request: NodeRequest,
  response: NodeResponse,
  options: StreamOptions = {},
): void {
  if (request.method !== undefined && request.method !== "GET") {
    response.writeHead(405, { allow: "GET" });
    response.end();
    return;
  }
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const lastEventId = request.headers["last-event-id"]?.toString();
  const answer = eventStream(source, {
    ...options,
    lastEventId: lastEventId && fromHeader(lastEventId),
    signal: gone.signal,
  });
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  void pipe(answer.body, response, gone.signal);
}

/** Node reads a header's bytes as Latin-1; clients send an id as UTF-8. */
function fromHeader(value: string): string {
  return new TextDecoder().decode(Uint8Array.from(value, (character) => character.charCodeAt(0)));
}

async function pipe(
  body: ReadableStream<Uint8Array> | null,
  response: NodeResponse,
  gone: AbortSignal,
): Promise<void> {
  try {
    if (body === null) return;
    const reader = body.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read())
      if (!response.write(next.value)) await drained(response, gone);
  } finally {
    response.end();
  }
}

/** Resolves when more can be written, or nobody is there to read it. */
function drained(response: NodeResponse, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      gone.removeEventListener("abort", done);
      resolve();
    };
    response.once("drain", done);
    gone.addEventListener("abort", done);
    if (gone.aborted) done();
  });
}
