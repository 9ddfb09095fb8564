import type { Clock } from "../platform/timers.js";
import type { Settings } from "./config.js";
import type { EventDetail } from "./events/events.js";
import type { TurnHost } from "./poll-turn.js";

/** Why waits were ended: `deadlinePassed`, or the caller's own reason. */
export interface Ending {
  readonly reason: unknown;
}

/** What a wait needs from the session it belongs to. */
export interface WaitHost<Wait> extends TurnHost {
  readonly settings: Settings;
  readonly clock: Clock;
  /** Set once all waits are to end. */
  readonly ending: Ending | undefined;
  /** Called for each thing that happens, after the wait's own state has changed. */
  tell(wait: Wait, detail: EventDetail, elapsedMs: number): void;
  /** Called when a poll is planned anew, which only a snapshot shows. */
  replanned(): void;
}
