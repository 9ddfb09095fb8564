/** The operations under way and done: their timelines, and their effects in the order of time. */
import { drawSeconds, type Duration } from "../scenario/duration.js";
import type { Failure, FailureDraw } from "../scenario/failures.js";
import type { Faults } from "../scenario/faults.js";
import { concerns, type Subject } from "../scenario/pattern.js";
import { epochMs } from "../scenario/preset-operation.js";
import { draw, type Random } from "../scenario/random.js";
import type { Settings } from "../scenario/settings.js";
import { operationTypeOf, type MutatingAction } from "../protocol/api-names.js";

/** What is to happen. */
export interface Plan {
  readonly action: MutatingAction;
  /** The name that rules of the scenario match. */
  readonly name: string;
  readonly targets: Readonly<Record<string, string>>;
  readonly namespaceId: string;
  readonly serviceId?: string;
  /** What only one operation at a time may change. */
  readonly key: string;
  /** Does the work when the operation's time has come; returns why it can't be done, if it can't. */
  readonly effect: (at: number) => Failure | undefined;
}

export interface Operation {
  /** Its place among all operations. */
  readonly place: number;
  readonly id: string;
  readonly type: string;
  readonly ownerAccount: string;
  readonly targets: Readonly<Record<string, string>> | undefined;
  readonly namespaceId: string | undefined;
  readonly serviceId: string | undefined;
  /** Epoch milliseconds, as all times here. */
  readonly createdAt: number;
  readonly visibleAt: number;
  readonly pendingAt: number;
  readonly settledAt: number;
  failure: Failure | undefined;
  /** A preset operation's status, which no time changes. */
  readonly preset?: { readonly status: string; readonly tellsOwner: boolean };
}

export interface OperationBook {
  start(plan: Plan, now: number): Operation;
  /** Applies, in the order of time, the effects of all operations whose time has come. */
  settleUntil(now: number): void;
  /** The operation that is changing what `key` stands for. */
  changing(key: string): Operation | undefined;
  /** The operations that have not ended. */
  underWay(): readonly Operation[];
  get(id: string): Operation | undefined;
  /** In the order in which they were started. */
  readonly all: readonly Operation[];
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

interface Due {
  readonly operation: Operation;
  readonly plan: Plan;
}

export function createOperationBook(
  settings: Settings,
  random: Random,
  failureOf: FailureDraw,
  faults: Faults,
  startedAt: number,
): OperationBook {
  const all: Operation[] = settings.operations.map((preset, place) => {
    const createdAt = epochMs(preset.CreateDate ?? Number.NaN) ?? Number.NaN;
    const updatedAt = epochMs(preset.UpdateDate ?? Number.NaN) ?? Number.NaN;
    const from = Number.isNaN(createdAt) ? startedAt : createdAt;
    const { ErrorCode: code, ErrorMessage: message } = preset;
    return {
      place,
      id: preset.Id,
      type: preset.Type ?? "CREATE_NAMESPACE",
      ownerAccount: preset.OwnerAccount ?? settings.accountId,
      targets: preset.Targets,
      namespaceId: preset.Targets?.["NAMESPACE"],
      serviceId: preset.Targets?.["SERVICE"],
      createdAt: from,
      visibleAt: -Infinity,
      pendingAt: from,
      settledAt: Number.isNaN(updatedAt) ? from : updatedAt,
      failure:
        code === undefined && message === undefined
          ? undefined
          : { code: code ?? "", message: message ?? "" },
      preset: { status: preset.Status ?? "SUCCESS", tellsOwner: preset.OwnerAccount !== undefined },
    };
  });
  const byId = new Map(all.map((operation) => [operation.id, operation]));
  const byKey = new Map<string, Operation>();
  // The one that ends first is last, so that taking it costs nothing.
  const due: Due[] = [];

  return {
    all,
    get: (id) => byId.get(id),
    underWay: () => due.map(({ operation }) => operation),
    changing: (key) => byKey.get(key),
    start(plan, now) {
      const subject: Subject = { type: operationTypeOf[plan.action], action: plan.action, name: plan.name };
      const own = random.fork(String(all.length));
      const seconds = drawSeconds(durationOf(settings, subject), own);
      const createdAt = Math.floor(now);
      const submitted = seconds === Infinity ? 10 : seconds;
      const late = faults("start", plan.action, now);
      const operation: Operation = {
        place: all.length,
        id: `${draw(own, 32, base32)}-${createdAt.toString(36)}`,
        type: subject.type,
        ownerAccount: settings.accountId,
        targets: plan.targets,
        namespaceId: plan.namespaceId,
        serviceId: plan.serviceId,
        createdAt,
        visibleAt: late ? createdAt + (late.delay ?? 2) * 1000 : createdAt,
        pendingAt: createdAt + Math.round(submitted * settings.submittedShare * 1000),
        settledAt: createdAt + Math.round(seconds * 1000),
        failure: failureOf(subject, own),
      };
      all.push(operation);
      byId.set(operation.id, operation);
      byKey.set(plan.key, operation);
      due.splice(placeFor(due, operation.settledAt), 0, { operation, plan });
      return operation;
    },
    settleUntil(now) {
      for (let next = due.at(-1); next && next.operation.settledAt <= now; next = due.at(-1)) {
        due.pop();
        const { operation, plan } = next;
        byKey.delete(plan.key);
        operation.failure ??= plan.effect(operation.settledAt);
      }
    },
  };
}

// As the service's own ids look: 32 characters, then the time in base 36 (API reference, example of GetOperation).
const base32 = "abcdefghijklmnopqrstuvwxyz234567";

function durationOf({ durations }: Settings, subject: Subject): Duration {
  return durations.findLast(([rule]) => concerns(rule, subject))?.[1] ?? 0;
}

// Before all that end at the same time or sooner, so that those which end together end in the order they started.
function placeFor(due: readonly Due[], settledAt: number): number {
  let low = 0;
  let high = due.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((due[middle]?.operation.settledAt ?? 0) > settledAt) low = middle + 1;
    else high = middle;
  }
  return low;
}
