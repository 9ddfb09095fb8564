import { fail, type FinalDecision } from "../../core/next-step.js";
import type { FailureReason } from "../../core/failure-message.js";
import type { OperationRef } from "../../core/operation.js";
import { begin, type WaitState } from "../../core/poll-state.js";
import { checkVersion, stateVersion } from "../../core/stored-state.js";
import { type Packed, packState, Texts, unpackState } from "./packed-state.js";

/** One wait of a fleet. */
export interface Member {
  state: WaitState;
  /** When it is to be polled next, in milliseconds since the epoch. */
  dueAt: number;
  end?: FinalDecision | undefined;
}

/** All that a fleet's condition knows between two sweeps. */
export interface Fleet {
  readonly startedAt: number;
  readonly members: readonly Member[];
  /** Requests a second that were found to be served, and when the last sweep ended. */
  rate: number;
  sweptAt: number;
  /** Sweeps so far, and the bytes that their states took. */
  sweeps: number;
  writtenBytes: number;
}

/** A fleet as it is stored: short enough for a thousand waits in one checkpoint. */
export interface StoredFleet {
  readonly type: "wait" | "ended";
  readonly v: number;
  /** Milliseconds until the next sweep. */
  readonly waitMs: number;
  readonly startedAt: number;
  readonly rate: number;
  readonly sweptAt: number;
  readonly sweeps: number;
  readonly writtenBytes: number;
  readonly texts: readonly string[];
  readonly waits: readonly (readonly [dueMs: number, end: readonly [number, number] | 0, state: Packed])[];
}

const ends: readonly FailureReason[] = [
  "failed",
  "timed-out",
  "not-found",
  "denied",
  "invalid",
  "unreachable",
  "aborted",
];
/** Stands for an index into `ends`. */
const succeeded = -1;

export function beginFleet(references: readonly OperationRef[], at: number, rate: number): Fleet {
  const members = references.map((reference) => ({ state: begin(reference, at), dueAt: at }));
  return { startedAt: at, members, rate, sweptAt: at, sweeps: 0, writtenBytes: 0 };
}

/** The bytes that a checkpoint may take, with something left for what the engine adds. Source: the SDK's own limit, 256 KB. */
const mostBytes = 250 * 1024;
/** Error messages are cut to so many characters, until the state fits. */
const textLengths = [1000, 200, 80, 40, 20];

/** Stores a fleet; undefined if there is no way to make it fit a checkpoint. */
export function storeFleet(fleet: Fleet, waitMs: number): StoredFleet | undefined {
  for (const length of textLengths) {
    const texts = new Texts(length);
    const { startedAt, members, rate, sweptAt, sweeps } = fleet;
    const waits = members.map(({ state, dueAt, end }) => {
      const ending =
        end?.type === "fail"
          ? ([ends.indexOf(end.error.outcome), texts.add(end.error.code)] as const)
          : ([succeeded, 0] as const);
      return [dueAt - startedAt, end ? ending : 0, packState(end?.state ?? state, texts)] as const;
    });
    const type = members.every(({ end }) => end) ? "ended" : "wait";
    const stored = {
      type,
      v: stateVersion,
      waitMs,
      startedAt,
      rate,
      sweptAt,
      sweeps,
      texts: texts.all,
      waits,
    } as const;
    const bytes = new TextEncoder().encode(JSON.stringify(stored)).length;
    if (bytes <= mostBytes) return { ...stored, writtenBytes: fleet.writtenBytes + bytes };
  }
  return undefined;
}

/** @throws {StateError} for a state of another version. */
export function readFleet(stored: StoredFleet, references: readonly OperationRef[]): Fleet {
  checkVersion(stored.v);
  const { startedAt, rate, sweptAt, sweeps, writtenBytes, texts } = stored;
  const members = references.map((reference, index): Member => {
    const [dueMs, ending, packed] = stored.waits[index] ?? [0, 0, undefined];
    if (packed === undefined) return { state: begin(reference, startedAt), dueAt: startedAt };
    const state = unpackState(packed, reference, startedAt, texts);
    const member = { state, dueAt: startedAt + dueMs };
    if (ending === 0) return member;
    const [index_, code] = ending;
    const outcome = ends[index_];
    return {
      ...member,
      end:
        outcome === undefined
          ? { type: "done", state, targets: state.operation?.Targets ?? {} }
          : fail(state, outcome, texts[code] ?? ""),
    };
  });
  return { startedAt, members, rate, sweptAt, sweeps, writtenBytes };
}
