interface Hub {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

const hubs = new WeakMap<AbortSignal, Hub>();

/**
 * Calls back once when a signal aborts, at once if it has, and returns the way to stop listening. Each call needs a
 * function of its own. All of one signal share one listener on it, which leaves with the last of them: a thousand waits on
 * one signal draw no MaxListenersExceededWarning.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) callback();
  let hub = hubs.get(signal);
  if (hub === undefined) {
    const callbacks = new Set<() => void>();
    const listener = (): void => {
      for (const call of callbacks) call();
    };
    hub = { callbacks, listener };
    hubs.set(signal, hub);
    signal.addEventListener("abort", listener);
  }
  const { callbacks, listener } = hub;
  callbacks.add(callback);
  return () => {
    if (!callbacks.delete(callback) || callbacks.size > 0) return;
    signal.removeEventListener("abort", listener);
    hubs.delete(signal);
  };
}
