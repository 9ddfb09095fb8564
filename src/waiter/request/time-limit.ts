import { type AbortListener, listen, stopListening } from "../../platform/abort.js";
import { Timer } from "../../platform/timers.js";

/**
 * Sends with a signal of its own, and settles when the request does, when its time is up, or when the outer signal
 * aborts, whichever comes first. A plain controller for each request, since the SDK retries one that AbortSignal.timeout
 * ended, and warns of many requests on one signal.
 */
export async function withTimeLimit<T>(
  send: (signal: AbortSignal) => Promise<T>,
  limitMs: number,
  signal: AbortSignal,
  unref: boolean,
): Promise<T> {
  const limit = new Limit(limitMs);
  const timer = new Timer(limitMs, limit, unref);
  try {
    return await new Promise<T>((resolve, reject) => {
      limit.cut = reject;
      listen(signal, limit);
      // At once: a request that is called off first is never sent.
      if (!limit.signal.aborted) send(limit.signal).then(resolve, reject);
    });
  } finally {
    timer.stop();
    stopListening(signal, limit);
  }
}

/** Cuts off one request. */
class Limit implements AbortListener {
  readonly #limitMs: number;
  readonly #controller = new AbortController();
  cut!: (reason: unknown) => void;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The outer signal aborts. */
  aborted(reason: unknown): void {
    this.cut(reason);
    this.#controller.abort();
  }

  /** Its time is up. */
  fired(): void {
    const seconds = Math.round(this.#limitMs / 100) / 10;
    this.aborted(new DOMException(`no answer within ${seconds} s`, "TimeoutError"));
  }
}
