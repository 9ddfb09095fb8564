/**
 * Calls back once when a signal aborts, and returns the way to stop listening. Each call needs a function of its own. All of
 * one signal share one
 * listener on it, which leaves with the last of them: a thousand waits on one signal draw no MaxListenersExceededWarning.
 * The signal must not have aborted yet.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  let hub = hubs.get(signal);
  if (hub === undefined) {
    hub = { callbacks: new Set(), listener: () => runAll(signal) };
    hubs.set(signal, hub);
    signal.addEventListener("abort", hub.listener);
  }
  const { callbacks, listener } = hub;
  callbacks.add(callback);
  return () => {
    if (!callbacks.delete(callback) || callbacks.size > 0) return;
    signal.removeEventListener("abort", listener);
    hubs.delete(signal);
  };
}

interface Hub {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

const hubs = new WeakMap<AbortSignal, Hub>();

function runAll(signal: AbortSignal): void {
  const hub = hubs.get(signal);
  if (hub === undefined) return;
  hubs.delete(signal);
  signal.removeEventListener("abort", hub.listener);
  for (const callback of hub.callbacks) callback();
  hub.callbacks.clear();
}
