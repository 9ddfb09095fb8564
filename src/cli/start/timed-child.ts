import { EndedEarly, type Lifetime } from "../lifetime.js";
import { type ChildEnd, type ChildOptions, runChild } from "./child.js";

/** How long the AWS CLI may take, and who hears that it is still at work. */
export interface TimeLimit {
  readonly lifetime: Lifetime;
  readonly heartbeatMs: number;
  readonly onHeartbeat: () => void;
}

/** Runs a program in the time that the command has: it is ended at the deadline, and a signal is left to it. */
export async function runInTime(
  words: readonly string[],
  { lifetime, heartbeatMs, onHeartbeat }: TimeLimit,
  options: Omit<ChildOptions, "signals" | "timeUp">,
): Promise<ChildEnd> {
  const { signals } = lifetime;
  const timeUp = new AbortController();
  const running = runChild(words, { ...options, signals, timeUp: timeUp.signal });
  try {
    return await lifetime.during(running, heartbeatMs, onHeartbeat);
  } catch (error) {
    if (!(error instanceof EndedEarly)) throw error;
    if (signals.received === undefined) timeUp.abort();
    return await running;
  }
}
