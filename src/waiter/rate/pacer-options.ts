/** What is known of the quota of an account; all of it optional, since AWS publishes none for GetOperation. */
export interface PacerOptions {
  /** Requests a second. The rate to begin with; demand and throttles change it from there. Default 4. */
  readonly rate?: number | undefined;
  /** Requests a second. Never exceeded: for a quota that you know, or to be frugal. Default 1000. */
  readonly maxRate?: number | undefined;
  /** Requests that may be sent at once after a rest. Default 20, or what five seconds bring at `rate` if that is less. */
  readonly burst?: number | undefined;
  /** Requests in progress at a time. Default 25, half of the sockets that an SDK client opens. */
  readonly maxInFlight?: number | undefined;
}

/** What a pacer is doing, for a log or a display. */
export interface PacerSnapshot {
  /** Requests a second that it believes it may send. */
  readonly rate: number;
  /** Requests that are due and wait for their turn, or will be due later. */
  readonly queued: number;
  readonly inFlight: number;
  /** Requests sent; of those that an SDK client sent again by itself, the ones that were answered. */
  readonly sent: number;
  /** Of these, how many the service throttled. */
  readonly throttled: number;
}
