import { isRecord, recordOf } from "./json.js";
import type { WaitState } from "./poll-state.js";
import { printable } from "./text.js";

/** The version of {@link WaitState} that this package writes, and the only one so far. */
export const stateVersion = 1;

/** A stored state of a wait that can't be used. Nothing has been sent. */
export class StateError extends Error {
  override readonly name = "StateError";
  /** `UNKNOWN_STATE_VERSION`: written by another version of the package. `INVALID_STATE`: not the state of a wait. */
  readonly code: "UNKNOWN_STATE_VERSION" | "INVALID_STATE";

  constructor(code: StateError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Reads the state of a wait that was stored as JSON, so that a wait never goes on from what another version meant.
 * @throws {StateError} for a state of another version, or for what is no state.
 */
export function readState(stored: unknown): WaitState {
  if (!isRecord(stored)) throw invalid("an object", stored);
  checkVersion(stored["v"]);
  const { transitions } = stored;
  const given = optional.filter(([path]) => stored[path.split(".", 1)[0] ?? ""] !== undefined);
  for (const [path, type] of [...required, ...given]) checkMember(stored, path, type);
  if (!Array.isArray(transitions) || !transitions.every(isRecord))
    throw invalid("with a list of transitions", transitions);
  return stored as unknown as WaitState;
}

function checkMember(stored: object, path: string, type: string): void {
  const value = path.split(".").reduce<unknown>((parent, name) => recordOf(parent)[name], stored);
  if (typeof value === type && value !== null) return;
  throw invalid(`with ${type === "object" ? "an" : "a"} ${type} as its ${path}`, value);
}

/** @throws {StateError} unless the version is the one that this package writes. */
export function checkVersion(version: unknown): void {
  if (version === stateVersion) return;
  const found = typeof version === "number" ? `version ${version}` : "no version";
  throw new StateError(
    "UNKNOWN_STATE_VERSION",
    `The stored state of this wait has ${found}, and this cloudmap-waiter reads version ${stateVersion} only. ` +
      "Finish the waits in progress with the release that began them, or begin them again: the operation itself keeps running.",
  );
}

/** What a state must have, beside its transitions. */
const required: readonly (readonly [path: string, type: string])[] = [
  ["operationId", "string"],
  ["startedAt", "number"],
  ["elapsedMs", "number"],
  ["waitedMs", "number"],
  ["polls", "number"],
  ["retries.throttled", "number"],
  ["retries.transient", "number"],
  ["failuresInARow.throttled", "number"],
  ["failuresInARow.transient", "number"],
  ["failuresInARow.healing", "number"],
];

/** What may be absent. */
const optional: typeof required = [
  ["ownerAccount", "string"],
  ["firstAnswerMs", "number"],
  ["operation", "object"],
  ["lastError.name", "string"],
  ["lastError.message", "string"],
];

function invalid(rule: string, value: unknown): StateError {
  const found = printable(JSON.stringify(value) ?? String(value), 100);
  return new StateError("INVALID_STATE", `The stored state of a wait must be ${rule}; got ${found}`);
}
