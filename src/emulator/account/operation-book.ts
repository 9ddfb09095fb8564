import { operationTypeOf } from "../protocol/api-names.js";
import { drawSeconds } from "../scenario/duration.js";
import type { Failure } from "../scenario/failures.js";
import type { Subject } from "../scenario/pattern.js";
import { draw, type Random } from "../scenario/random.js";
import type { Rules } from "../scenario/rules.js";
import type { Settings } from "../scenario/settings.js";
import type { Change } from "./change.js";
import { DueQueue } from "./due-queue.js";
import type { Operation, Plan } from "./operation.js";
import { presetOperation } from "./preset.js";
import { ResourceList } from "./resource-list.js";

/** What the book needs of the account it is kept in. */
export interface BookKeeping {
  readonly settings: Settings;
  readonly rules: Rules;
  readonly random: Random;
  readonly startedAt: number;
  readonly nextSequence: () => number;
  /** Does the work of an operation; returns why it can't be done, if it can't. */
  readonly apply: (change: Change, at: number) => Failure | undefined;
  /** Hears of an operation that is kept no longer. */
  readonly forget: (operation: Operation) => void;
}

/** All operations of an account in a region, and those in progress in particular. */
export class OperationBook {
  readonly #keeping: BookKeeping;
  readonly #byKey = new Map<string, Operation>();
  readonly #inProgress = new Map<string, Set<Operation>>();
  readonly #due = new DueQueue<Operation>();
  // In the order in which they ended. The first of them are forgotten.
  #ended: Operation[] = [];
  #firstKept = 0;
  /** How many there have been, forgotten ones included. */
  started = 0;
  readonly all: ResourceList<Operation> = new ResourceList<Operation>();

  constructor(keeping: BookKeeping) {
    this.#keeping = keeping;
  }

  /** Adds those that the scenario says are there from the start. */
  addPresets(): void {
    const { settings, startedAt, nextSequence } = this.#keeping;
    for (const preset of settings.operations) {
      this.all.set(presetOperation(preset, settings.accountId, nextSequence(), startedAt));
      this.started += 1;
    }
  }

  get(id: string): Operation | undefined {
    return this.all.get(id);
  }

  /** The operation that is changing what `key` stands for. */
  changing(key: string): Operation | undefined {
    return this.#byKey.get(key);
  }

  /** The operations in progress of a type, and of a service where one is given. */
  inProgress(type: string, serviceId?: string): ReadonlySet<Operation> {
    return this.#inProgress.get(groupOf(type, serviceId)) ?? none;
  }

  start(plan: Plan, now: number, token?: string): Operation {
    const { settings, rules, random, nextSequence } = this.#keeping;
    const subject: Subject = { type: operationTypeOf[plan.action], action: plan.action, name: plan.name };
    const own = random.fork(String(this.started));
    this.started += 1;
    const seconds = drawSeconds(rules.durationOf(subject), own);
    const createdAt = Math.floor(now);
    // One that never ends is PENDING some time as well.
    const submitted = seconds === Infinity ? 10 : seconds;
    const late = rules.fault("start", plan.action, now);
    const operation: Operation = {
      sequence: nextSequence(),
      // As the service's own ids look: 32 characters, and then 8 (API reference, example of GetOperation). The service's
      // last ones are the time; here they are drawn, so that the same seed gives the same ids at any time.
      id: `${draw(own, 32, base32)}-${draw(own.fork("id"), 8, base36)}`,
      type: subject.type,
      ownerAccount: settings.accountId,
      targets: plan.targets,
      namespaceId: plan.namespaceId,
      serviceId: plan.serviceId,
      createdAt,
      visibleAt: late ? createdAt + (late.rule.delay ?? 2) * 1000 : createdAt,
      pendingAt: createdAt + Math.round(submitted * settings.submittedShare * 1000),
      settledAt: createdAt + Math.round(seconds * 1000),
      failure: rules.failureOf(subject, own),
      plan,
      preset: undefined,
      token,
    };
    this.add(operation);
    return operation;
  }

  /** Takes in an operation as it is, with all that is to come of it. */
  add(operation: Operation): void {
    this.all.set(operation);
    const { plan } = operation;
    if (plan === undefined) {
      if (!operation.preset) this.#retire(operation);
      return;
    }
    for (const key of plan.keys) this.#byKey.set(key, operation);
    for (const group of groupsOf(operation)) {
      const members = this.#inProgress.get(group) ?? new Set();
      this.#inProgress.set(group, members.add(operation));
    }
    this.#due.push(operation);
  }

  /** Applies, in the order of time, the changes of all operations whose time has come. */
  settleUntil(now: number): void {
    for (let next = this.#due.takeDue(now); next; next = this.#due.takeDue(now)) {
      // One that was settled by hand is in the queue twice.
      if (next.plan !== undefined && next.settledAt <= now) this.#end(next, next.plan);
    }
  }

  /** Ends an operation that is in progress now: with a failure, or by doing its work. */
  settle(operation: Operation, now: number, failure: Failure | undefined): void {
    operation.pendingAt = Math.min(operation.pendingAt, now);
    operation.settledAt = now;
    operation.failure = failure;
    if (operation.preset) operation.preset = { ...operation.preset, status: failure ? "FAIL" : "SUCCESS" };
    if (!operation.plan) return;
    this.#due.push(operation);
    this.settleUntil(now);
  }

  #end(operation: Operation, { keys, change }: Plan): void {
    for (const key of keys) {
      if (this.#byKey.get(key) === operation) this.#byKey.delete(key);
    }
    for (const group of groupsOf(operation)) {
      const members = this.#inProgress.get(group);
      members?.delete(operation);
      if (members?.size === 0) this.#inProgress.delete(group);
    }
    operation.plan = undefined;
    operation.failure ??= this.#keeping.apply(change, operation.settledAt);
    this.#retire(operation);
  }

  #retire(operation: Operation): void {
    this.#ended.push(operation);
    while (this.#ended.length - this.#firstKept > this.#keeping.settings.keptOperations) {
      const oldest = this.#ended[this.#firstKept];
      this.#firstKept += 1;
      if (oldest) {
        this.all.delete(oldest.id);
        this.#keeping.forget(oldest);
      }
    }
    if (this.#firstKept > 1000 && this.#firstKept > this.#ended.length / 2) {
      this.#ended = this.#ended.slice(this.#firstKept);
      this.#firstKept = 0;
    }
  }
}

const base32 = "abcdefghijklmnopqrstuvwxyz234567";
const base36 = "abcdefghijklmnopqrstuvwxyz0123456789";
const none: ReadonlySet<Operation> = new Set();

function groupsOf({ type, serviceId }: Operation): readonly string[] {
  const groups = [groupOf(type)];
  return serviceId === undefined ? groups : [...groups, groupOf(type, serviceId)];
}

function groupOf(type: string, serviceId?: string): string {
  return serviceId === undefined ? type : `${type} ${serviceId}`;
}
