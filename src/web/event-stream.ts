import { checkNumber } from "../core/options.js";
import type { OperationEvent } from "../waiter/events/events.js";

/** What can be shown: a waiter or a fleet. */
export interface EventSourceLike {
  events(afterSeq?: number): AsyncIterableIterator<OperationEvent, void, undefined>;
  getSnapshot(): { readonly phase: "idle" | "waiting" | "settled" };
}

export interface EventStreamOptions {
  /** The request's `Last-Event-ID` header: the stream goes on after that event. */
  readonly lastEventId?: string | null | undefined;
  /** The request's signal: its abort ends the stream, and no wait but one that nothing else has begun. */
  readonly signal?: AbortSignal | undefined;
  /** How often a comment keeps an idle connection open, in seconds. Default 15. */
  readonly keepAlive?: number | undefined;
  /** How long a client is to wait before it reconnects, in seconds. Default 2. */
  readonly retry?: number | undefined;
}

const headers = {
  "content-type": "text/event-stream; charset=utf-8",
  // Neither a cache nor a proxy may hold events back.
  "cache-control": "no-store",
  "x-accel-buffering": "no",
};

/**
 * The events of a waiter, or of a fleet with all its operations on one stream, as server-sent events in a web-standard
 * response: each with its `seq` as id, from the first one on or after the last that the client has seen, and an `end`
 * once all is over. A client that has seen the end and asks again is answered 204, which tells it to stop.
 * @throws {OptionError} for a `keepAlive` or a `retry` that cannot be used.
 */
export function eventStream(source: EventSourceLike, options: EventStreamOptions = {}): Response {
  const { signal, keepAlive = 15, retry = 2 } = options;
  const most = `and at most ${longestSeconds}`;
  checkNumber(
    "keepAlive",
    keepAlive,
    `a number of seconds, greater than 0 ${most}`,
    (n) => n > 0 && n <= longestSeconds,
  );
  checkNumber("retry", retry, `a number of seconds, 0 or more ${most}`, (n) => n >= 0 && n <= longestSeconds);
  const afterSeq = readSeq(options.lastEventId);
  if (source.getSnapshot().phase === "settled" && afterSeq === endSeq)
    return new Response(null, { status: 204 });
  return new Response(streamOf(source, afterSeq, { signal, keepAlive, retry }), { headers });
}

/** A timer holds no more. */
const longestSeconds = 2_147_483;

/** The id of the `end`: greater than any event's, so that one who has it has seen all. */
const endSeq = Number.MAX_SAFE_INTEGER;

function streamOf(
  source: EventSourceLike,
  afterSeq: number,
  { signal, keepAlive, retry }: { signal: AbortSignal | undefined; keepAlive: number; retry: number },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const events = source.events(afterSeq === endSeq ? 0 : afterSeq);
  let stopKeepAlive: () => void;
  const leave = async (): Promise<void> => {
    stopKeepAlive();
    await events.return?.();
  };
  // Pulled one by one: a client that reads slowly costs no memory here.
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode(`retry: ${Math.round(retry * 1000)}\n\n`));
        const timer = setInterval(() => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(": keep-alive\n\n"));
        }, keepAlive * 1000);
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
          controller.enqueue(encoder.encode(encodeEvent(value)));
          return;
        }
        stopKeepAlive();
        controller.enqueue(encoder.encode(`id: ${endSeq}\nevent: end\ndata: {}\n\n`));
        controller.close();
      },
      cancel: leave,
    },
    { highWaterMark: 1 },
  );
}

/** JSON has no raw line break in it, so the data is always one line. */
function encodeEvent(event: OperationEvent): string {
  return `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event, withoutCauses)}\n\n`;
}

/** What was thrown stays on the server: it may hold more than a browser should see. */
function withoutCauses(key: string, value: unknown): unknown {
  return key === "cause" ? undefined : value;
}

/** The id comes from outside: anything but a number of ours means from the start. */
function readSeq(id: string | null | undefined): number {
  return id !== null && id !== undefined && /^\d{1,16}$/.test(id) ? Number(id) : 0;
}
