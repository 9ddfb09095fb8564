import type { MutatingAction } from "../protocol/api-names.js";
import type { Failure } from "../scenario/failures.js";
import type { Change } from "./change.js";

/** An operation to be started. */
export interface Plan {
  readonly action: MutatingAction;
  /** The namespace's or service's name, or the instance's id: what rules are matched with. */
  readonly name: string;
  readonly targets: Readonly<Record<string, string>>;
  readonly namespaceId: string;
  readonly serviceId?: string | undefined;
  /** What only one operation at a time may change. */
  readonly keys: readonly string[];
  /** What it does when its time has come. */
  readonly change: Change;
}

export interface Operation {
  /** Its place among all operations. */
  readonly sequence: number;
  readonly id: string;
  readonly type: string;
  readonly ownerAccount: string;
  readonly targets: Readonly<Record<string, string>> | undefined;
  readonly namespaceId: string | undefined;
  readonly serviceId: string | undefined;
  /** Epoch milliseconds, as all times here. */
  readonly createdAt: number;
  readonly visibleAt: number;
  pendingAt: number;
  settledAt: number;
  failure: Failure | undefined;
  /** What it is still to do; undefined once it has ended. */
  plan: Plan | undefined;
  /** Of a preset operation: a status that no time changes, and the members that it lacks. */
  preset: { readonly status: string; readonly omits: readonly string[] } | undefined;
  /** The key of the idempotency token that started it. */
  token: string | undefined;
}

export interface StatusAt {
  readonly status: string;
  /** Since when, in epoch milliseconds. */
  readonly since: number;
}

export function statusAt(operation: Operation, now: number): StatusAt {
  if (operation.preset) return { status: operation.preset.status, since: operation.settledAt };
  if (now < operation.pendingAt) return { status: "SUBMITTED", since: operation.createdAt };
  if (now < operation.settledAt) return { status: "PENDING", since: operation.pendingAt };
  return { status: operation.failure ? "FAIL" : "SUCCESS", since: operation.settledAt };
}

/** Whether nothing is left to come. */
export function hasEnded({ plan, preset }: Operation): boolean {
  return preset ? ["SUCCESS", "FAIL"].includes(preset.status) : plan === undefined;
}
