import { onAbort } from "../../platform/abort.js";
import { startTimer } from "../../platform/timers.js";

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
  const controller = new AbortController();
  const stops: (() => void)[] = [];
  try {
    return await new Promise<T>((resolve, reject) => {
      const cut = (reason: unknown): void => {
        reject(reason);
        controller.abort();
      };
      const timeOut = (): void => {
        cut(new DOMException(`no answer within ${Math.round(limitMs / 100) / 10} s`, "TimeoutError"));
      };
      stops.push(
        onAbort(signal, () => cut(signal.reason)),
        startTimer(limitMs, timeOut, unref),
      );
      // At once: a request that is called off first is never sent.
      if (!controller.signal.aborted) send(controller.signal).then(resolve, reject);
    });
  } finally {
    for (const stop of stops) stop();
  }
}
