/** Told once when a signal aborts. */
export interface AbortListener {
  aborted(reason: unknown): void;
}

/** The listeners of one signal, behind one of its own. */
class Hub extends Set<AbortListener> {
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    super();
    this.#signal = signal;
  }

  handleEvent(): void {
    for (const listener of this) listener.aborted(this.#signal.reason);
    this.clear();
  }
}

const hubs = new WeakMap<AbortSignal, Hub>();

/**
 * Listens until {@link stopListening}; tells at once if the signal has aborted. All listeners of a signal share one, which
 * is removed with the last of them: a thousand waits on one signal cause no MaxListenersExceededWarning.
 */
export function listen(signal: AbortSignal, listener: AbortListener): void {
  if (signal.aborted) return listener.aborted(signal.reason);
  const hub = hubs.get(signal) ?? new Hub(signal);
  // Listens only while somebody does.
  if (hub.size === 0) {
    hubs.set(signal, hub);
    signal.addEventListener("abort", hub);
  }
  hub.add(listener);
}

export function stopListening(signal: AbortSignal, listener: AbortListener): void {
  const hub = hubs.get(signal);
  hub?.delete(listener);
  if (hub?.size === 0) signal.removeEventListener("abort", hub);
}

/** Calls back once when a signal aborts, at once if it has, and returns a function that stops listening. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const listener = { aborted: callback };
  listen(signal, listener);
  return () => stopListening(signal, listener);
}
