import { onAbort } from "../platform/abort.js";
import { startTimer } from "../platform/timers.js";
import { type EventMessage, EventStreamParser } from "./event-parser.js";

/** An answer that trying again would not change. */
export class FinalAnswerError extends Error {
  override readonly name = "FinalAnswerError";
}

/** Nothing came for so long that the connection must be dead, although nobody has closed it. */
export class SilenceError extends Error {
  override readonly name = "SilenceError";
}

export interface ConnectionRequest {
  readonly url: string | URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  readonly silenceMs: number;
  readonly onLive: () => void;
}

/** One connection to an event stream, which is cut when it has been silent for too long. */
export class Connection {
  readonly #request: ConnectionRequest;
  readonly #cut = new AbortController();
  #silenceMs: number;
  #stopWatch: () => void = () => {};

  constructor(request: ConnectionRequest) {
    this.#request = request;
    this.#silenceMs = request.silenceMs;
  }

  /** The server sends something at least this often: three times in vain is silence. */
  expectEvery(keepAliveMs: number): void {
    this.#silenceMs = Math.max(this.#request.silenceMs, Math.min(3 * keepAliveMs, longestSilenceMs));
    this.#watch();
  }

  /**
   * Its messages until it ends, the last of them an `end` if the server says that there is nothing more to come.
   * @throws {FinalAnswerError} for an answer that no retry would change.
   * @throws {Error} of `fetch`, of the parser, or of the watch on silence: the connection is lost.
   */
  async *messages(): AsyncGenerator<EventMessage, void, undefined> {
    const { url, headers, signal, onLive } = this.#request;
    const release = signal && onAbort(signal, () => this.#cut.abort(signal.reason));
    this.#watch();
    try {
      // Browsers make a request wait for an earlier one with the same URL, in the hope of its answer, unless none is to be kept.
      const init = { headers, signal: this.#cut.signal, cache: "no-store" } as const;
      const response = await fetch(url, init);
      if (response.status === 204) {
        yield { event: "end" };
        return;
      }
      const body = await streamIn(response);
      onLive();
      yield* this.#read(body);
    } finally {
      this.#stopWatch();
      release?.();
      // Also when the reader leaves, or the answer is not worth reading.
      this.#cut.abort();
    }
  }

  async *#read(body: ReadableStream<Uint8Array>): AsyncGenerator<EventMessage, void, undefined> {
    const decoder = new TextDecoder();
    const parser = new EventStreamParser();
    const reader = body.getReader();
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        this.#watch();
        yield* parser.push(decoder.decode(next.value, { stream: true }));
      }
    } finally {
      await reader.cancel().catch(() => {});
    }
  }

  #watch(): void {
    this.#stopWatch();
    const silenceMs = this.#silenceMs;
    this.#stopWatch = startTimer(silenceMs, () => {
      this.#cut.abort(new SilenceError(`Nothing came for ${silenceMs / 1000} s`));
    });
  }
}

const longestSilenceMs = 600_000;

/** The stream of an answer that is one. */
async function streamIn(response: Response): Promise<ReadableStream<Uint8Array>> {
  const { ok, status, headers, body } = response;
  const isStream = /^text\/event-stream\s*(;|$)/i.test(headers.get("content-type") ?? "");
  if (ok && isStream && body !== null) return body;
  await body?.cancel();
  const message = `The stream answered HTTP ${status}`;
  if (status === 408 || status === 425 || status === 429 || status >= 500) throw new Error(message);
  throw new FinalAnswerError(ok ? "The answer is not an event stream" : message);
}
