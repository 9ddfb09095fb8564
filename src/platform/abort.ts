/** What is to be called when a signal aborts: one listener for all of it. */
class Hub extends Set<() => void> {
  handleEvent(): void {
    for (const call of this) call();
    this.clear();
  }
}

const hubs = new WeakMap<AbortSignal, Hub>();

/**
 * Calls back once when a signal aborts, at once if it has, and returns the way to stop listening. Each call needs a
 * function of its own. All of one signal share one listener on it, which leaves with the last of them: a thousand waits on
 * one signal draw no MaxListenersExceededWarning.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) {
    callback();
    return () => {};
  }
  const hub = hubs.get(signal) ?? new Hub();
  // It listens for as long as it holds anything.
  if (hub.size === 0) {
    hubs.set(signal, hub);
    signal.addEventListener("abort", hub);
  }
  hub.add(callback);
  return () => {
    hub.delete(callback);
    if (hub.size === 0) signal.removeEventListener("abort", hub);
  };
}
