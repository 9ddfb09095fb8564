import { startTimer } from "../platform/timers.js";
import { type ConnectionState, followEvents } from "../web/follow.js";
import type { StreamMessage } from "../web/messages.js";
import { initialProgress, type ProgressState, reduceProgress } from "./progress-state.js";
import { ServerClock } from "./server-clock.js";

/** How the connection to the stream stands. */
export interface ProgressConnection {
  /** `idle` while nobody watches; `failed` when trying again by itself would change nothing. */
  readonly state: ConnectionState | "idle" | "failed";
  /** What was answered, if it failed. */
  readonly message?: string;
}

export interface ProgressSnapshot extends ProgressState {
  readonly connection: ProgressConnection;
}

export interface ProgressStoreOptions {
  /** Headers for each request, such as an authorization. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Seconds. How long changes are collected before subscribers hear of them. Default 0.25. */
  readonly batch?: number | undefined;
}

/** The state of a stream for a user interface, in the form that React's `useSyncExternalStore` takes. */
export interface ProgressStore {
  /** Calls back after changes; returns the way to stop. The connection is open while there is a subscriber. */
  readonly subscribe: (onChange: () => void) => () => void;
  /** The same frozen object until something has changed. */
  readonly getSnapshot: () => ProgressSnapshot;
  /** The server's time, in milliseconds since the epoch; it stands still while the connection is not live. */
  readonly now: () => number;
  /** Connects again at once. */
  readonly retry: () => void;
}

/** A store of what the event stream at a URL tells. Nothing is requested before its first subscriber. */
export function createProgressStore(src: string | URL, options: ProgressStoreOptions = {}): ProgressStore {
  const store = new StreamStore(src, options);
  return {
    subscribe: (onChange) => store.subscribe(onChange),
    getSnapshot: () => store.snapshot,
    now: () => store.clock.now(),
    retry: () => store.retry(),
  };
}

class StreamStore {
  readonly clock = new ServerClock();
  snapshot: ProgressSnapshot = { ...initialProgress, connection: { state: "idle" } };
  readonly #src: string | URL;
  readonly #headers: Readonly<Record<string, string>> | undefined;
  readonly #batchMs: number;
  readonly #subscribers = new Set<() => void>();
  #connection: ProgressConnection = this.snapshot.connection;
  #queue: StreamMessage[] = [];
  #stopBatch: (() => void) | undefined;
  #stop: AbortController | undefined;

  constructor(src: string | URL, { headers, batch = 0.25 }: ProgressStoreOptions) {
    this.#src = src;
    this.#headers = headers;
    this.#batchMs = batch * 1000;
  }

  subscribe(onChange: () => void): () => void {
    // A fresh function, so that the same callback can subscribe twice.
    const subscriber = (): void => onChange();
    this.#subscribers.add(subscriber);
    if (this.#stop === undefined && !this.snapshot.isOver) void this.#follow();
    return () => {
      this.#subscribers.delete(subscriber);
      if (this.#subscribers.size === 0) this.#leave();
    };
  }

  retry(): void {
    this.#stop?.abort();
    if (this.#subscribers.size > 0) void this.#follow();
  }

  #leave(): void {
    this.#stop?.abort();
    this.#stop = undefined;
    if (!this.snapshot.isOver) this.#setConnection({ state: "idle" });
    this.#flush();
  }

  async #follow(): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    const hear = (message: StreamMessage): void => {
      if (!stop.signal.aborted) this.#hear(message);
    };
    try {
      await followEvents(this.#src, {
        headers: this.#headers,
        signal: stop.signal,
        onEvent: hear,
        onOpen: hear,
        onOperation: hear,
        onState: (state) => !stop.signal.aborted && this.#setConnection({ state }),
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!stop.signal.aborted) this.#setConnection({ state: "failed", message });
    }
  }

  #hear(message: StreamMessage): void {
    if (message.type === "open") this.clock.set(message.at);
    else if ("at" in message) this.clock.atLeast(message.at);
    this.#queue.push(message);
    this.#batch();
  }

  #setConnection(connection: ProgressConnection): void {
    this.#connection = connection;
    // What is not followed is as it was last seen, and nothing goes on after the end.
    if (connection.state !== "live" && connection.state !== "connecting") this.clock.stop();
    if (connection.state === "finished") this.#queue.push({ type: "end" });
    this.#batch();
  }

  #batch(): void {
    this.#stopBatch ??= startTimer(this.#batchMs, () => this.#flush());
  }

  #flush(): void {
    this.#stopBatch?.();
    this.#stopBatch = undefined;
    const state = this.#queue.length > 0 ? reduceProgress(this.snapshot, this.#queue) : this.snapshot;
    this.#queue = [];
    this.snapshot = Object.freeze({ ...state, connection: this.#connection });
    for (const subscriber of this.#subscribers) subscriber();
  }
}
