import { nextStep, timeOut } from "../../core/next-step.js";
import type { Policy } from "../../core/options.js";
import { startTimer } from "../../platform/timers.js";
import { Pacer } from "../../waiter/rate/pacer.js";
import type { Permit } from "../../waiter/rate/permit.js";
import { tuning } from "../../waiter/rate/tuning.js";
import { type EngineSettings, poll } from "../poll-once.js";
import type { Fleet, Member } from "./fleet-state.js";

/** Milliseconds. A sweep sends nothing more after this: a function must end before its own timeout. */
const longestSweepMs = 10_000;

/**
 * Polls everything in a fleet that is due, once, within one request budget: what the rate leaves over is due first in the
 * next sweep.
 */
export async function sweep(fleet: Fleet, settings: EngineSettings): Promise<void> {
  const now = Date.now();
  const isLast = now - fleet.startedAt >= settings.policy.maxWaitTime * 1000;
  const pending = fleet.members.filter(({ end }) => end === undefined);
  const due = pending.filter(({ dueAt }) => dueAt <= now).toSorted((a, b) => a.dueAt - b.dueAt);
  const pacer = settings.pacer ?? pacerOf(fleet, now);
  const over = new AbortController();
  const stopTimer = startTimer(longestSweepMs, () => over.abort());
  await Promise.all(
    due.map(async (member) => {
      const permit = await permitOf(pacer, over.signal);
      if (permit) await pollMember(member, settings, permit);
      else if (isLast) endUnpolled(member, Date.now());
    }),
  );
  stopTimer();
  fleet.rate = pacer.rate;
  fleet.sweptAt = Date.now();
  fleet.sweeps++;
}

/** One budget over all sweeps: what the last one found, and what has come in since. */
function pacerOf({ rate, sweptAt, sweeps }: Fleet, now: number): Pacer {
  const { startBurst } = tuning;
  const earned = sweeps === 0 ? startBurst : (rate * (now - sweptAt)) / 1000;
  return new Pacer({ rate, burst: Math.min(startBurst, Math.max(1, earned)) });
}

/** Undefined once the sweep is over. */
async function permitOf(pacer: Pacer, signal: AbortSignal): Promise<Permit | undefined> {
  try {
    return await pacer.acquire({ signal });
  } catch (thrown) {
    if (signal.aborted) return undefined;
    throw thrown;
  }
}

async function pollMember(member: Member, settings: EngineSettings, permit: Permit): Promise<void> {
  const { operationId: OperationId, ownerAccount: OwnerAccount } = member.state;
  const observation = await poll(settings, { OperationId, OwnerAccount }, permit);
  const decision = nextStep(member.state, observation, settings.policy);
  member.state = decision.state;
  if (decision.type === "wait") member.dueAt = observation.at + decision.waitMs;
  else member.end = decision;
}

/** The time to wait was up before the budget came to this one. */
function endUnpolled(member: Member, now: number): void {
  const { state } = member;
  member.end = timeOut({ ...state, elapsedMs: Math.max(state.elapsedMs, now - state.startedAt) });
}

/** Limits of an execution, with something left for whatever else it does. Source: Lambda quotas, "Durable functions". */
const mostSweeps = 2500;
const mostWrittenBytes = 90 * 1024 * 1024;

/** Milliseconds until the next sweep: when the next poll is due, but not so often that the execution's limits are reached. */
export function nextSweepMs(fleet: Fleet, stateBytes: number, { maxWaitTime }: Policy): number {
  const pending = fleet.members.filter(({ end }) => end === undefined);
  if (pending.length === 0) return 0;
  const dueMs =
    pending.reduce((first, { dueAt }) => Math.min(first, dueAt), Number.POSITIVE_INFINITY) - fleet.sweptAt;
  const leftMs = Math.max(0, fleet.startedAt + maxWaitTime * 1000 - fleet.sweptAt);
  const sweepsLeft = Math.max(
    1,
    Math.min(mostSweeps - fleet.sweeps, (mostWrittenBytes - fleet.writtenBytes) / Math.max(1, stateBytes)),
  );
  return Math.ceil(Math.max(dueMs, leftMs / sweepsLeft, 0));
}
