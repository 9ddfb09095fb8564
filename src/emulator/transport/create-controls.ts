import { printable } from "../../core/text.js";
import { hasEnded, statusAt, type Operation } from "../account/operation.js";
import { readSnapshot } from "../account/read-snapshot.js";
import type { Regions } from "../account/regions.js";
import { restoreSnapshot } from "../account/restore.js";
import { takeSnapshot } from "../account/snapshot.js";
import { readRuleSet } from "../scenario/rules.js";
import { readWith } from "../scenario/settings.js";
import type { Clock } from "./clock.js";
import {
  ControlError,
  readSettlement,
  type Controls,
  type OperationRecord,
  type Settlement,
} from "./controls.js";
import type { Life } from "./life.js";

/** @param life the present one; `begin` puts another in its place */
export function createControls(clock: Clock, life: () => Life, begin: () => void): Controls {
  return {
    now: () => clock.now(),
    advance: (ms) => clock.advance(ms),
    reset() {
      clock.set();
      begin();
    },
    operations: () => operationRecords(life().regions, clock.now()),
    settle: (operationId, settlement = {}) =>
      settleOperation(operationId, readWith(readSettlement, settlement), life().regions, clock.now()),
    requests: () => life().log.records(),
    get requestCount() {
      return life().log.total;
    },
    addRules: (rules) => life().rules.add(readWith(readRuleSet, rules), clock.now()),
    removeRules(id) {
      if (life().rules.remove(id)) return;
      throw new ControlError(`There are no rules with the id ${printable(id, 100)}.`, 404);
    },
    rules: () => life().rules.active,
    snapshot() {
      const now = clock.now();
      for (const { operations } of life().regions.all) operations.settleUntil(now);
      return takeSnapshot(life().regions, now);
    },
    restore(snapshot) {
      const checked = readWith(readSnapshot, snapshot);
      clock.set(checked.nowMs);
      restoreSnapshot(checked, life().regions);
    },
  };
}

function recordOf(operation: Operation, region: string, now: number): OperationRecord {
  const { status } = statusAt(operation, now);
  const failure = status === "FAIL" ? operation.failure : undefined;
  return {
    operationId: operation.id,
    region,
    type: operation.type,
    targets: operation.targets ?? {},
    status,
    ...(failure && { errorCode: failure.code, errorMessage: failure.message }),
    createdAtMs: operation.createdAt,
    pendingAtMs: operation.pendingAt,
    settledAtMs: operation.settledAt,
  };
}

/** All operations in all regions, in the order in which they were started. */
function operationRecords(regions: Regions, now: number): readonly OperationRecord[] {
  const all = regions.all.flatMap(({ home, operations }) => {
    operations.settleUntil(now);
    return [...operations.all.values()].map((operation) => ({ operation, region: home.region }));
  });
  return all
    .toSorted((a, b) => a.operation.sequence - b.operation.sequence)
    .map(({ operation, region }) => recordOf(operation, region, now));
}

function settleOperation(
  operationId: string,
  settlement: Settlement,
  regions: Regions,
  now: number,
): OperationRecord {
  if (typeof operationId !== "string") throw new ControlError("operationId must be a string.", 400);
  const id = printable(operationId, 255);
  for (const { home, operations } of regions.all) {
    operations.settleUntil(now);
    const operation = operations.get(operationId);
    if (!operation) continue;
    if (hasEnded(operation)) {
      throw new ControlError(
        `The operation ${id} has ended already, with ${statusAt(operation, now).status}.`,
        409,
      );
    }
    operations.settle(operation, now, failureOf(settlement));
    return recordOf(operation, home.region, now);
  }
  throw new ControlError(`There is no operation with the id ${id}.`, 404);
}

function failureOf({ status = "SUCCESS", errorCode, errorMessage }: Settlement) {
  if (status === "FAIL") {
    const code = errorCode ?? "INTERNAL_FAILURE";
    return { code, message: errorMessage ?? `The operation failed: ${code}.` };
  }
  if (errorCode === undefined && errorMessage === undefined) return undefined;
  throw new ControlError("errorCode and errorMessage are for the status FAIL alone.", 400);
}
