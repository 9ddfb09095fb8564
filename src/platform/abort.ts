/** The callbacks of one signal, behind one listener. */
class Hub extends Set<() => void> {
  handleEvent(): void {
    for (const call of this) call();
    this.clear();
  }
}

const hubs = new WeakMap<AbortSignal, Hub>();

/**
 * Calls back once when a signal aborts, at once if it has, and returns a function that stops listening. Each call needs a
 * callback of its own. All callbacks of a signal share one listener, which is removed with the last of them: a thousand
 * waits on one signal cause no MaxListenersExceededWarning.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) {
    callback();
    return () => {};
  }
  const hub = hubs.get(signal) ?? new Hub();
  // Listens only while there are callbacks.
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
