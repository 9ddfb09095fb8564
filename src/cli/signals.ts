/** What the command does about signals: the first one asks for a clean end, a second one ends at once. */
export interface Signals {
  /** The signal that came, if one did. */
  readonly received: NodeJS.Signals | undefined;
  /** Aborts when the first signal comes. */
  readonly abortSignal: AbortSignal;
  /** What must be undone before the process ends or stops, such as a hidden cursor. */
  restore: () => void;
  /** Stops listening, and ends the process as the signal would have, so that a shell sees what happened. */
  die(signal: NodeJS.Signals): void;
}

const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Listens for the signals that end a program, but for those that it is to ignore. */
export function listenForSignals(ignored: ReadonlySet<NodeJS.Signals>): Signals {
  const stop = new AbortController();
  let received: NodeJS.Signals | undefined;
  const signals: Signals = {
    get received() {
      return received;
    },
    abortSignal: stop.signal,
    restore() {},
    die(signal) {
      for (const name of endingSignals) process.removeAllListeners(name);
      process.removeAllListeners("SIGQUIT");
      process.kill(process.pid, signal);
    },
  };
  for (const name of endingSignals) {
    process.on(name, (signal) => {
      if (ignored.has(signal)) return;
      if (received !== undefined) {
        signals.restore();
        signals.die(signal);
        return;
      }
      received = signal;
      stop.abort(new DOMException(signal, "AbortError"));
    });
  }
  // Whoever asks for a core dump gets it, with the terminal as it was.
  if (process.platform !== "win32") {
    process.on("SIGQUIT", () => {
      signals.restore();
      signals.die("SIGQUIT");
    });
  }
  return signals;
}
