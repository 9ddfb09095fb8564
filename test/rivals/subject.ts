import type { World } from "./world.js";

/** How to wait, in the terms of the bugs; all of it in seconds. */
export interface HowToWait {
  readonly minDelay: number;
  readonly maxDelay: number;
  readonly maxWaitTime: number;
  readonly requestTimeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Sets apart waits that begin together. */
  readonly id?: string | undefined;
}

/** Something to wait with that outlives one call. */
export interface Handle {
  readonly object: object;
  readonly wait: (signal?: AbortSignal) => Promise<unknown>;
  /** Calls back for what it calls progress; absent if it tells none. */
  readonly onEvent?: (callback: () => void) => void;
}

/** A package, used as its documentation says, for an operation that is SUBMITTED, PENDING, SUCCESS or FAIL. */
export interface Subject {
  readonly name: string;
  /** Waits; rejects for every end but SUCCESS. */
  readonly wait: (world: World, how: HowToWait) => Promise<unknown>;
  readonly hasDeadline: boolean;
  readonly hasSignal: boolean;
  /** Whether the time between two polls is the package's own business, and can grow or vary. */
  readonly hasBackOff: boolean;
  /** A handle on a wait that has a life of its own; absent for a package of one function. */
  readonly handle?: (world: World, how: HowToWait) => Handle;
  /** Waits with a callback that is told of each poll or failure; absent if there is none. */
  readonly waitWithListener?: (world: World, how: HowToWait, listener: () => void) => Promise<unknown>;
  /** What comes of storing a wait, and going on with it in another process where it fails. */
  readonly restoreFailure?: (world: World, how: HowToWait) => Promise<unknown>;
  /** A module that waits by half a second for an answer that never comes, and then prints `over`. */
  readonly script: string;
}
