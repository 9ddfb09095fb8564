import { monotonicNow } from "../../platform/timers.js";
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

/** Whoever issues permits, and is told what becomes of them. */
export interface Issuer {
  answered(kind: ResponseKind, sentAt: number, now: number): void;
  /** Before an answer that is not the first: what it answers was sent beyond the permit. */
  resent(): void;
  ended(): void;
}

/** A permit for a request that is sent now. */
export function newPermit(issuer: Issuer): Permit {
  const sentAt = monotonicNow();
  // Of the first answer: an SDK client doesn't tell when it sent again.
  let latencyMs: number | undefined;
  let isOut = true;
  const answered = (kind: ResponseKind): void => {
    if (!isOut) return;
    const now = monotonicNow();
    if (latencyMs === undefined) latencyMs = now - sentAt;
    else issuer.resent();
    issuer.answered(kind, now - latencyMs, now);
  };
  return {
    answered,
    release: (kind = "failed") => {
      if (!isOut) return;
      if (latencyMs === undefined) answered(kind);
      isOut = false;
      issuer.ended();
    },
  };
}
