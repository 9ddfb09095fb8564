/** The door without a socket: the shape of an SDK client's `requestHandler`. */
import { regionOf, type Answering } from "./request.js";
import { startTimer } from "../../platform/timers.js";
import type { Reply } from "../protocol/reply.js";

/** What the SDK hands over: the parts of a smithy `HttpRequest` that matter here. */
export interface HandlerRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface HandlerOptions {
  readonly abortSignal?: HandlerAbortSignal | undefined;
}

/** What an `AbortSignal` and the SDK's older look-alikes have in common. */
export interface HandlerAbortSignal {
  readonly aborted: boolean;
  addEventListener?: AbortSignal["addEventListener"];
  removeEventListener?: AbortSignal["removeEventListener"];
}

export interface HandlerResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | ReadableStream<Uint8Array>;
}

/** Usable as the `requestHandler` of any AWS SDK v3 client. */
export interface EmulatorRequestHandler {
  readonly metadata: { readonly handlerProtocol: "http/1.1" };
  handle(request: HandlerRequest, options?: HandlerOptions): Promise<{ response: HandlerResponse }>;
  /** There is nothing to configure; the SDK expects the method. */
  updateHttpClientConfig(key: never, value: never): void;
  httpHandlerConfigs(): Record<string, never>;
  /** There is nothing to close. */
  destroy(): void;
}

/** @param speed emulated seconds per real second: delays are this much shorter in real time */
export function createRequestHandler(service: Answering<Reply>, speed: number): EmulatorRequestHandler {
  return {
    metadata: { handlerProtocol: "http/1.1" },
    async handle(request, { abortSignal } = {}) {
      if (abortSignal?.aborted) throw abortError();
      const reply = service.handle({
        method: request.method,
        target: headerOf(request.headers, "x-amz-target"),
        body: bodyOfRequest(request.body),
        region: regionOf(headerOf(request.headers, "authorization")),
      });
      if (reply.delayMs > 0) await sleep(reply.delayMs / speed, abortSignal);
      if (reply.delivery === "hang") await sleep(Infinity, abortSignal);
      if (reply.delivery === "reset") throw resetError();
      return {
        response: {
          statusCode: reply.statusCode,
          headers: { ...reply.headers },
          body: bodyOf(reply, abortSignal),
        },
      };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {},
  };
}

function bodyOfRequest(body: unknown): string | Uint8Array {
  return typeof body === "string" || body instanceof Uint8Array ? body : "";
}

/** A header whose name may be in any case. */
function headerOf(headers: HandlerRequest["headers"], name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

function bodyOf(reply: Reply, signal: HandlerAbortSignal | undefined): HandlerResponse["body"] {
  const bytes = new TextEncoder().encode(reply.body);
  if (reply.delivery === "whole") return bytes;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.subarray(0, bytes.length >> 1));
      if (reply.delivery === "truncate") controller.error(resetError());
      else sleep(Infinity, signal).catch((error: unknown) => controller.error(error));
    },
  });
}

/** Waits `ms` milliseconds; rejects, as the SDK's own handler does, when the signal aborts. Leaves nothing behind. */
function sleep(ms: number, signal: HandlerAbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stopListening = onAbort(signal, () => {
      stopTimer?.();
      stopListening();
      reject(abortError());
    });
    const done = (): void => {
      stopListening();
      resolve();
    };
    // What never ends needs no timer, and must not keep a process alive.
    const stopTimer = ms === Infinity ? undefined : startTimer(ms, done);
  });
}

function onAbort(signal: HandlerAbortSignal | undefined, listener: () => void): () => void {
  signal?.addEventListener?.("abort", listener);
  return () => signal?.removeEventListener?.("abort", listener);
}

// The names and codes that the SDK's own Node handler gives these, so that its retries treat them alike.
function abortError(): Error {
  return Object.assign(new Error("Request aborted"), { name: "AbortError" });
}

function resetError(): Error {
  return Object.assign(new Error("socket hang up"), { name: "TimeoutError", code: "ECONNRESET" });
}
