/** The rules in force: those of the scenario, and over them whatever a test has added since. */
import { closed, list, record, type Reader } from "../protocol/readers.js";
import { actionOrStar, operationKinds } from "../protocol/api-names.js";
import { readDuration, type Duration } from "./duration.js";
import {
  createFailureDraw,
  readFailureRule,
  type Failure,
  type FailureDraw,
  type FailureRule,
} from "./failures.js";
import {
  createFaults,
  readFaultRule,
  type FaultRule,
  type Faults,
  type FaultStage,
  type MetFault,
} from "./faults.js";
import { concerns, ruleFor, type Subject } from "./pattern.js";
import { createThrottling, readQuota, type Quota, type Throttle, type Throttling } from "./quotas.js";
import type { Random } from "./random.js";

/** Rules that come and go together, as a scenario writes them. `after` and `until` count from when they are added. */
export interface RuleSet {
  readonly durations?: Readonly<Record<string, Duration>>;
  readonly failures?: readonly FailureRule[];
  readonly quotas?: Readonly<Record<string, Quota | readonly Quota[]>>;
  readonly faults?: readonly FaultRule[];
}

/** A set of rules that is in force, and the id by which it is removed. */
export interface ActiveRules extends RuleSet {
  readonly id: string;
}

/** How each member of a set is read. */
export const ruleReaders: { readonly [K in keyof Required<RuleSet>]: Reader<NonNullable<RuleSet[K]>> } = {
  durations: record(ruleFor(operationKinds), readDuration),
  failures: list(readFailureRule),
  quotas: record(actionOrStar, readQuota),
  faults: list(readFaultRule),
};

export const readRuleSet: Reader<RuleSet> = closed({}, ruleReaders);

export interface Rules {
  /** Adds a set over all that there are, and returns its id. */
  add(set: RuleSet, now: number): string;
  /** Removes a set; false when there is none with this id. */
  remove(id: string): boolean;
  /** Those in force, the latest first. */
  readonly active: readonly ActiveRules[];
  durationOf(subject: Subject): Duration;
  /** Whether an operation that starts now will fail, and why. */
  failureOf(subject: Subject, random: Random): Failure | undefined;
  /** Which fault, if any, a request meets at a stage. */
  fault(stage: FaultStage, action: string, now: number): MetFault | undefined;
  /** Lets a request through (undefined) or says how it is refused. Each region has buckets of its own. */
  throttle(action: string, region: string, now: number): Throttle | undefined;
}

interface Layer {
  readonly id: string;
  readonly set: RuleSet;
  readonly addedAt: number;
  readonly failureOf: FailureDraw;
  readonly faults: Faults;
  readonly throttling: Map<string, Throttling>;
}

/** The id of the scenario's own rules. */
export const scenarioRules = "scenario";

export function createRules(
  scenario: RuleSet,
  defaults: Readonly<Record<string, Duration>>,
  random: Random,
  startedAt: number,
): Rules {
  const defaultDurations = Object.entries(defaults);
  // The latest comes first, and so decides.
  let layers: readonly Layer[] = [layerOf(scenarioRules, scenario, startedAt, random)];
  let added = 0;
  return {
    add(set, now) {
      const id = `rules-${(added += 1)}`;
      layers = [layerOf(id, set, now, random.fork(id)), ...layers];
      return id;
    },
    remove(id) {
      const before = layers.length;
      layers = layers.filter((each) => each.id !== id);
      return layers.length < before;
    },
    get active() {
      return layers.map(({ id, set }) => ({ id, ...set }));
    },
    durationOf(subject) {
      const written = layers.map(({ set }) => Object.entries(set.durations ?? {}));
      for (const durations of [...written, defaultDurations]) {
        const found = durations.findLast(([rule]) => concerns(rule, subject));
        if (found) return found[1];
      }
      return 0;
    },
    failureOf(subject, draws) {
      for (const { id, failureOf } of layers) {
        // A set that comes or goes must not move what the scenario's own rules draw.
        const failure = failureOf(subject, id === scenarioRules ? draws : draws.fork(id));
        if (failure) return failure;
      }
      return undefined;
    },
    fault(stage, action, now) {
      for (const { faults } of layers) {
        const fault = faults(stage, action, now);
        if (fault) return fault;
      }
      return undefined;
    },
    throttle(action, region, now) {
      const all = layers.map((each) => throttlingIn(each, region));
      const bucket = all.find(({ names }) => names.has(action)) ?? all.find(({ names }) => names.has("*"));
      return bucket?.take(action, now);
    },
  };
}

function layerOf(id: string, set: RuleSet, addedAt: number, random: Random): Layer {
  return {
    id,
    set,
    addedAt,
    failureOf: createFailureDraw(set.failures ?? []),
    faults: createFaults(set.faults ?? [], addedAt, random),
    throttling: new Map(),
  };
}

function throttlingIn({ throttling, set, addedAt }: Layer, region: string): Throttling {
  const known = throttling.get(region);
  if (known) return known;
  const made = createThrottling(set.quotas ?? {}, addedAt);
  throttling.set(region, made);
  return made;
}
