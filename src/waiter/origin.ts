import type { Outcome } from "./result/outcome.js";

/** How the operation came to be known. */
export interface Origin {
  /** This process started it just now, so the first poll can wait for the shortest delay. */
  readonly justStarted?: boolean;
  /** It was already in progress when its start was refused as a duplicate. */
  readonly adopted?: boolean;
  /** Checks, once it has ended, whether an adopted operation is what was asked for. */
  readonly verify?: (outcome: Outcome, signal: AbortSignal) => Promise<Outcome>;
}
