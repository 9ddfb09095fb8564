/** What a test can ask of an emulator and do to it: the same in code and over HTTP. */
import type { Snapshot } from "../account/snapshot.js";
import { closed, oneOf, text, type Reader } from "../protocol/readers.js";
import type { ActiveRules, RuleSet } from "../scenario/rules.js";
import type { RequestRecord } from "./request-log.js";

/** An operation as a test sees it: all of its timeline, also what a client can't know yet. */
export interface OperationRecord {
  readonly operationId: string;
  readonly region: string;
  readonly type: string;
  readonly targets: Readonly<Record<string, string>>;
  /** The status now. */
  readonly status: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  /** Epoch milliseconds of emulated time, as all times here. */
  readonly createdAtMs: number;
  /** When it turns from SUBMITTED to PENDING. */
  readonly pendingAtMs: number;
  /** When it ends; Infinity when it never does. */
  readonly settledAtMs: number;
}

/** How an operation is to end. */
export interface Settlement {
  /** Default `SUCCESS`. */
  readonly status?: "SUCCESS" | "FAIL";
  /** For FAIL alone. Default `INTERNAL_FAILURE`. */
  readonly errorCode?: string;
  /** For FAIL alone. Default: a sentence that names the code. */
  readonly errorMessage?: string;
}

export interface Controls {
  /** Emulated time in epoch milliseconds. */
  now(): number;
  /**
   * Moves emulated time forward by `ms` milliseconds, for operations, quotas and fault windows alike. Throws a
   * `RangeError` for anything but a number of milliseconds.
   */
  advance(ms: number): void;
  /**
   * Forgets everything, rules that were added and moves of time included, and starts again from the seed: the same
   * requests then have the same history.
   */
  reset(): void;
  /** All operations, in the order in which they were started. */
  operations(): readonly OperationRecord[];
  /**
   * Ends an operation now: with SUCCESS, which does its work, or with FAIL. Returns what became of it. Throws a
   * `ControlError` when there is no such operation, or when it has ended.
   */
  settle(operationId: string, settlement?: Settlement): OperationRecord;
  /** The latest requests, oldest first; no more of them than `requestLogSize` and `requestLogBytes` allow. */
  requests(): readonly RequestRecord[];
  /** How many requests there have been since the start or the last reset. */
  readonly requestCount: number;
  /**
   * Adds rules over those that there are, and returns the id by which `removeRules` takes them away. Throws a
   * `ScenarioError` for rules that make no sense.
   */
  addRules(rules: RuleSet): string;
  /** Takes rules away: those of an id, or the scenario's own for `scenario`. Throws a `ControlError` for another id. */
  removeRules(id: string): void;
  /** The rules in force; those that were added last, which decide, come first. */
  rules(): readonly ActiveRules[];
  /** All that exists, with the time, as plain JSON. Rules and the request log are not part of it. */
  snapshot(): Snapshot;
  /** Makes everything what it was when the snapshot was taken. Throws a `ScenarioError` for what is not a snapshot. */
  restore(snapshot: Snapshot): void;
}

/** A request to the controls that can't be met; over HTTP its status is `statusCode`. */
export class ControlError extends Error {
  override readonly name = "ControlError";
  readonly statusCode: number;

  constructor(message: string, statusCode: number) {
    super(message);
    this.statusCode = statusCode;
  }
}

export const readSettlement: Reader<Settlement> = closed(
  {},
  {
    status: oneOf("SUCCESS", "FAIL"),
    errorCode: text({ min: 1, max: 255 }),
    errorMessage: text({ max: 10_000 }),
  },
);
