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

/**
 * All operations in all regions, in the order in which they were started. What is there from the start is there in each
 * region, and told once.
 */
function operationRecords(regions: Regions, now: number): readonly OperationRecord[] {
  const seen = new Set<string>();
  const all = regions.all.flatMap(({ home, operations }) => {
    operations.settleUntil(now);
    return [...operations.all.values()].map((operation) => ({ operation, region: home.region }));
  });
  return all
    .filter(({ operation: { id } }) => seen.size < seen.add(id).size)
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
  const failure = failureOf(settlement);
  // What is there from the start is there in each region.
  const found = regions.all.flatMap(({ home, operations }) => {
    operations.settleUntil(now);
    const operation = operations.get(operationId);
    return operation ? [{ operation, operations, region: home.region }] : [];
  });
  const [first] = found;
  if (!first) throw new ControlError(`There is no operation with the id ${id}.`, 404);
  const open = found.filter(({ operation }) => !hasEnded(operation));
  if (open.length === 0) {
    const { status } = statusAt(first.operation, now);
    throw new ControlError(`The operation ${id} has ended already, with ${status}.`, 409);
  }
  for (const { operation, operations } of open) operations.settle(operation, now, failure);
  return recordOf(first.operation, first.region, now);
}

function failureOf({ status = "SUCCESS", errorCode, errorMessage }: Settlement) {
  if (status === "FAIL") {
    const code = errorCode ?? "INTERNAL_FAILURE";
    return { code, message: errorMessage ?? "The operation failed." };
  }
  if (errorCode === undefined && errorMessage === undefined) return undefined;
  throw new ControlError("errorCode and errorMessage are for the status FAIL alone.", 400);
}
