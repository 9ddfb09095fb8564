import { onAbort } from "../platform/abort.js";
import { startTimer } from "../platform/timers.js";

export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let stopListening: (() => void) | undefined;
    const stopTimer = startTimer(ms, () => {
      stopListening?.();
      resolve();
    });
    stopListening =
      signal &&
      onAbort(signal, () => {
        stopTimer();
        resolve();
      });
  });
}
