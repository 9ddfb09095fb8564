/** The first signal asks for a clean end, a second one ends at once. */
export interface Signals {
  /** The signal that came, if one did. */
  readonly received: NodeJS.Signals | undefined;
  /** Aborts when the first signal comes. */
  readonly abortSignal: AbortSignal;
  /** Stops listening; a signal then has its usual effect. */
  release(): void;
}

const handledSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Listens for the signals that end a program. `onSecond` restores what must not be left behind, such as the cursor. */
export function listenForSignals(onSecond: () => void): Signals {
  const stop = new AbortController();
  let received: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (received === undefined) {
      received = signal;
      stop.abort(new DOMException(signal, "AbortError"));
      return;
    }
    onSecond();
    release();
    dieBy(signal);
  };
  const release = (): void => {
    for (const signal of handledSignals) process.off(signal, onSignal);
  };
  for (const signal of handledSignals) process.on(signal, onSignal);
  return {
    get received() {
      return received;
    },
    abortSignal: stop.signal,
    release,
  };
}

/** Ends the process as the signal would have, so that a shell sees what happened; the listeners must be gone. */
export function dieBy(signal: NodeJS.Signals): void {
  process.kill(process.pid, signal);
}
