import { compact } from "../core/json.js";
import { checkNumber, OptionError } from "../core/options.js";
import type { OperationEvent } from "../waiter/events/events.js";
import { encodeEnd, encodeEvent, encodeOpening, keepAliveBytes } from "./encode-event.js";
import { type EventSourceLike, type Feed, feedOf } from "./feed.js";
import { readLastEventId } from "./last-event-id.js";
import { isolate } from "./isolate.js";
import type { OperationLabel, StreamContext } from "./messages.js";

/** What a stream says beside the events, and how it keeps its connection. */
export interface StreamOptions extends StreamContext {
  /** What people call an operation; asked again with each of its transitions. */
  readonly describe?: ((operation: OperationIdentity) => OperationLabel | undefined) | undefined;
  /** Seconds. How often a comment keeps an idle connection open. Default 15. */
  readonly keepAlive?: number | undefined;
  /** Seconds. How long a client is to wait before it reconnects. Default 2. */
  readonly retry?: number | undefined;
}

export type OperationIdentity = Pick<OperationEvent, "operationId" | "ownerAccount">;

export interface EventStreamOptions extends StreamOptions {
  /** The request's `Last-Event-ID` header: the stream goes on after that event, if it is one of this source. */
  readonly lastEventId?: string | null | undefined;
  /** The request's signal: its abort ends the stream, and no wait. */
  readonly signal?: AbortSignal | undefined;
}

const headers = {
  "content-type": "text/event-stream; charset=utf-8",
  // Neither a cache nor a proxy may hold events back, nor may middleware that compresses.
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
};

/**
 * The events of a waiter, or of a fleet with all its operations on one stream, as server-sent events in a web-standard
 * response: from the first one on, or after the last that the client has seen, and an `end` once all is over. A client
 * that has seen the end and asks again is answered 204, which tells it to stop. One that leaves ends no wait.
 * @throws {OptionError} for a `keepAlive`, a `retry` or a `lastEventId` that cannot be used.
 */
export function eventStream(source: EventSourceLike, options: EventStreamOptions = {}): Response {
  const { keepAlive = 15, retry = 2, lastEventId = null } = options;
  const most = `and at most ${longestSeconds}`;
  checkNumber(
    "keepAlive",
    keepAlive,
    `a number of seconds, greater than 0 ${most}`,
    (n) => n > 0 && n <= longestSeconds,
  );
  checkNumber("retry", retry, `a number of seconds, 0 or more ${most}`, (n) => n >= 0 && n <= longestSeconds);
  if (lastEventId !== null && typeof lastEventId !== "string")
    throw new OptionError("lastEventId", "the text of a Last-Event-ID header", lastEventId);
  const feed = feedOf(source);
  const position = readLastEventId(lastEventId, feed.id);
  if (position === "end" && source.getSnapshot().phase === "settled")
    return new Response(null, { status: 204 });
  // A fleet that goes on after its end has more to tell, and only a replay is sure to have all of it.
  const afterSeq = position === "end" ? 0 : position;
  const times = { keepAliveMs: keepAlive * 1000, retryMs: Math.round(retry * 1000) };
  return new Response(streamOf(source, feed, afterSeq, { ...options, ...times }), { headers });
}

/** A timer holds no more. */
const longestSeconds = 2_147_483;

interface Stream extends EventStreamOptions {
  readonly keepAliveMs: number;
  readonly retryMs: number;
}

function streamOf(
  source: EventSourceLike,
  feed: Feed,
  afterSeq: number,
  { signal, keepAliveMs, retryMs, describe, ...context }: Stream,
): ReadableStream<Uint8Array> {
  const events = source.events(afterSeq);
  let stopKeepAlive: () => void;
  const leave = async (): Promise<void> => {
    stopKeepAlive();
    await events.return?.();
  };
  // Pulled one by one: a client that reads slowly costs no memory here.
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const open = { type: "open", feedId: feed.id, at: Date.now(), keepAliveMs } as const;
        controller.enqueue(encodeOpening({ ...open, ...publicContext(context) }, retryMs));
        const timer = setInterval(() => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(keepAliveBytes);
        }, keepAliveMs);
        const onAbort = (): void => {
          void leave();
          controller.close();
        };
        stopKeepAlive = () => {
          clearInterval(timer);
          signal?.removeEventListener("abort", onAbort);
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        // A client may have left before its answer began.
        if (signal?.aborted === true) onAbort();
      },
      async pull(controller) {
        const { done, value } = await events.next();
        if (signal?.aborted === true) return;
        if (done !== true) {
          controller.enqueue(encodeEvent(value, feed, describe && isolate(() => describe(value))));
          return;
        }
        stopKeepAlive();
        controller.enqueue(encodeEnd(feed.id));
        controller.close();
      },
      cancel: leave,
    },
    { highWaterMark: 1 },
  );
}

/** The context as it may be seen: a URL loses its user part and its query, which may be secrets. */
function publicContext({ title, region, profile, endpoint }: StreamContext): StreamContext {
  const url = endpoint !== undefined && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const path = url?.pathname === "/" ? "" : url?.pathname;
  return compact({ title, region, profile, endpoint: url && `${url.protocol}//${url.host}${path}` });
}
