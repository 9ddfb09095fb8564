import type { Deferral } from "./poll-queue.js";

/** How a request is asked for. */
export interface AcquireOptions {
  /** Calls the request off. */
  readonly signal: AbortSignal;
  /** Milliseconds. How long from now the request is due. Default 0. */
  readonly delayMs?: number | undefined;
  /** Without it, a request that is due has to be sent as soon as it can be. */
  readonly deferral?: Deferral | undefined;
  /**
   * Called when the request has joined the queue, with what sends it ahead of its turn: for the last one before a
   * deadline. As many requests as a full bucket holds may be sent like that, beyond the rate.
   */
  readonly onQueued?: ((sendNow: () => void) => void) | undefined;
}

/** How a request was answered, as far as the quota goes; `failed` says nothing of it: no answer, or a service in trouble. */
export type ResponseKind = "served" | "throttled" | "failed";

/** Permission to send one request, to be given back when its answer is in. */
export interface Permit {
  /** Tells the pacer how a request was answered. After the first one of a permit, each counts as one more sent. */
  readonly answered: (kind: ResponseKind) => void;
  /** Ends the permit; tells how its request was answered, if nobody has. */
  readonly release: (kind?: ResponseKind) => void;
}
