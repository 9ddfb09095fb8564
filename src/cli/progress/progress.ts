import type { OperationEvent } from "../../waiter/events/events.js";
import type { OperationFleet } from "../../waiter/operation-fleet.js";
import type { Names } from "../input/names.js";

/** Shows people what happens, on stderr. */
export interface Progress {
  event(event: OperationEvent): void;
  /** Takes back what is only for the while, such as a redrawn block; nothing follows. */
  stop(): void;
}

/** Shows nothing. */
export const silence: Progress = { event: () => {}, stop: () => {} };

/** What progress is shown of. */
export interface Watched {
  readonly fleet: OperationFleet;
  readonly names: Names;
  readonly region: string;
  /** The time to wait, in milliseconds; undefined without a limit. */
  readonly timeoutMs: number | undefined;
  /** How long it has been going on by now; a snapshot tells only of the latest change. */
  readonly elapsedMs: () => number;
}
