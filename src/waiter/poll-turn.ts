import { type Pacer, turnsOf } from "./rate/pacer.js";
import type { Permit } from "./rate/permit.js";
import type { Deferral } from "./rate/poll-queue.js";
import type { Request, Turn } from "./rate/turn.js";

/** The wait that polls when its turn has come. */
export interface TurnOwner extends Deferral {
  poll(permit: Permit, signal: AbortSignal): void;
  /** Called when the pacer fails, or as its turn is cut off. */
  giveUp(thrown: unknown): void;
  /** Milliseconds; 0 or less from then on. */
  untilFinalPollMs(): number;
}

/**
 * Cuts off turns that are in progress at the same time, and that end together. They share its signal, as making one takes a
 * good part of a poll.
 */
export class TurnCutter extends AbortController {
  /** How many turns it serves. */
  turns = 0;
}

/** Whoever ends the turns of several waits. */
export interface TurnHost {
  readonly settings: { readonly budget: { readonly pacer: Pacer } };
  /** While no turn is in progress there is none: it takes more memory than a wait. */
  cutter: TurnCutter | undefined;
}

/**
 * A wait's turns to poll, from the pacer, which keeps the timetable of all polls. While it is in the queue, a wait has no
 * promise, no signal and no timer of its own: there may be a hundred thousand.
 */
export class PollTurn implements Turn {
  readonly deferral: TurnOwner;
  readonly #host: TurnHost;
  /** Its place in the queue, while it waits there. */
  #request: Request | undefined;
  /** Cuts off what is done in its turn. */
  #cutter: TurnCutter | undefined;
  /** Sends a retry that waits in the queue. */
  #sendNow: (() => void) | undefined;

  constructor(owner: TurnOwner, host: TurnHost) {
    this.deferral = owner;
    this.#host = host;
  }

  get #pacer(): Pacer {
    return this.#host.settings.budget.pacer;
  }

  get isQueued(): boolean {
    return this.#request !== undefined;
  }

  /** Plans the next poll. */
  plan(delayMs: number): void {
    const turns = turnsOf(this.#pacer);
    if (turns === undefined) return void this.#acquire(delayMs);
    this.#request = turns.plan(this, delayMs);
    this.queued(undefined, delayMs);
  }

  /** Gets its turn from a pacer with a way of its own, which may listen on the signal: so that is not shared. */
  async #acquire(delayMs: number): Promise<void> {
    const signal = this.begin(new TurnCutter());
    const onQueued = (sendNow: () => void): void => this.queued(sendNow, delayMs);
    try {
      const permit = await this.#pacer.acquire({ signal, delayMs, deferral: this.deferral, onQueued });
      this.deferral.poll(permit, signal);
    } catch (thrown) {
      this.deferral.giveUp(thrown);
    }
  }

  granted(permit: Permit): void {
    const signal = this.begin();
    void Promise.resolve(permit).then((given) => this.deferral.poll(given, signal));
  }

  /** Its turn begins; the signal cuts it off. */
  begin(own?: TurnCutter): AbortSignal {
    this.end();
    const cutter = own ?? (this.#host.cutter ??= new TurnCutter());
    cutter.turns++;
    this.#cutter = cutter;
    return cutter.signal;
  }

  end(): void {
    const cutter = this.#cutter;
    if (cutter && --cutter.turns === 0 && cutter === this.#host.cutter) this.#host.cutter = undefined;
    this.#request = undefined;
    this.#cutter = undefined;
    this.#sendNow = undefined;
  }

  /** A poll has joined the queue. The final poll doesn't wait for its turn, whatever made it late. */
  queued(sendNow: (() => void) | undefined, delayMs: number): void {
    this.#sendNow = sendNow;
    if (delayMs <= 0 && this.deferral.untilFinalPollMs() <= 0) this.sendNow();
  }

  /** A poll that is in the queue is sent now. */
  sendNow(): void {
    if (this.#request) turnsOf(this.#pacer)?.sendAhead(this.#request);
    else this.#sendNow?.();
  }

  /** Ends what is in progress, and gives up its place in the queue. */
  cutOff(reason: unknown): void {
    if (this.#request) turnsOf(this.#pacer)?.callOff(this.#request);
    this.#cutter?.abort(reason);
  }
}
