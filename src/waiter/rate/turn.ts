import type { Permit } from "./permit.js";
import type { Deferral, Planned } from "./poll-queue.js";

/** A request in the queue of a pacer. */
export class Request implements Planned {
  isLive = true;
  dueAt = 0;
  order = 0;
  readonly turn: Turn;
  key: number;

  constructor(turn: Turn, key: number) {
    this.turn = turn;
    this.key = key;
  }

  get deferral(): Deferral | undefined {
    return this.turn.deferral;
  }
}

/** Whoever plans a request. */
export interface Turn {
  readonly deferral: Deferral | undefined;
  /** Called when the request may be sent. */
  granted(permit: Permit): void;
}

/** What `acquire` of a pacer does, for waits that come in thousands: without a promise, a signal and closures for each. */
export interface Turns {
  plan(turn: Turn, delayMs: number): Request;
  callOff(request: Request): void;
  sendAhead(request: Request): void;
}
