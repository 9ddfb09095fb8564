import { readDuration, readSeconds, type Duration } from "./duration.js";
import { readInitialState, refuseTwice } from "./initial-state.js";
import { epochMs, readPresetOperation, readStart, type PresetOperation } from "./preset-operation.js";
import {
  closed,
  list,
  numberIn,
  oneOf,
  ReadError,
  text,
  wholeNumberIn,
  type Reader,
} from "../protocol/readers.js";
import { ruleReaders, type RuleSet } from "./rules.js";
import type { Limits, Scenario, Settling } from "./scenario.js";

/**
 * How long operations take when nothing else is said. A key further down is more special and wins.
 *
 * Sources: the API reference's examples of GetOperation (a private DNS namespace in 40.3 s; a namespace deleted within
 * a second or two) and the log of Terraform's sweeper (a deregistration in 1 to 2 s). A public zone is slower in the ratio
 * that Terraform's acceptance tests measured (112 s to 70 s, for a whole test). For the others no measurement is known:
 * they are our assumption.
 */
export const defaultDurations: Readonly<Record<string, Duration>> = {
  "*": { uniform: [1, 3] },
  CreateHttpNamespace: { uniform: [2, 6] },
  CreatePrivateDnsNamespace: { logNormal: { median: 40.3, sigma: 0.2 } },
  CreatePublicDnsNamespace: { logNormal: { median: 64.5, sigma: 0.2 } },
  DELETE_NAMESPACE: { uniform: [1, 2] },
  DEREGISTER_INSTANCE: { uniform: [1, 2] },
};

/** The durations of what `durations` says nothing of. */
export const durationsFor: Readonly<Record<Settling, Readonly<Record<string, Duration>>>> = {
  "in-time": defaultDurations,
  "at-once": { "*": 0 },
  "on-command": { "*": "never" },
};

/** A scenario with every default filled in. */
export interface Settings extends Required<Omit<Scenario, keyof RuleSet | "$schema" | "limits" | "startAt">> {
  readonly rules: RuleSet;
  readonly limits: Required<Limits>;
  /** Epoch milliseconds; undefined for real time. */
  readonly startAtMs: number | undefined;
}

/** A scenario that breaks a rule; the message starts with the path of the field. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
}

const count = wholeNumberIn(0, Number.MAX_SAFE_INTEGER);

const readPresets = list(readPresetOperation);

const readOperations: Reader<readonly PresetOperation[]> = (value, path) => {
  const presets = readPresets(value, path);
  refuseTwice(
    presets.map(({ Id }) => Id),
    path,
    "Id",
  );
  return presets;
};

export const readAccountId: Reader<string> = text({
  pattern: /^\d{12}$/,
  meaning: "be an AWS account id of 12 digits",
});

/** How each member of a scenario is read; `scenario.schema.json` describes the same. */
const readers: { readonly [K in keyof Required<Scenario>]: Reader<NonNullable<Scenario[K]>> } = {
  seed: (value, path) =>
    typeof value === "number" ? numberIn(-Infinity, Infinity)(value, path) : text()(value, path),
  speed: numberIn(0.001, 1_000_000),
  startAt: readStart,
  accountId: readAccountId,
  region: text({ pattern: /^[a-z]{2}(-[a-z]+)+-\d$/, meaning: "be a region, such as us-east-1" }),
  settles: oneOf("in-time", "at-once", "on-command"),
  ...ruleReaders,
  submittedShare: numberIn(0, 1),
  limits: closed({}, { namespaces: count, servicesPerNamespace: count, instancesPerService: count }),
  namespaces: readInitialState,
  operations: readOperations,
  latency: readDuration,
  healthDelay: readSeconds,
  overlappingZones: oneOf("allow", "fail"),
  requestLogSize: wholeNumberIn(0, 10_000_000),
  requestLogBytes: count,
  keptOperations: count,
  $schema: text(),
};

const readShape: Reader<Scenario> = closed({}, readers);

/** The names of all members of a scenario. */
export const scenarioMembers: readonly string[] = Object.keys(readers);

/** Checks a scenario from anywhere and fills in the defaults. Throws a `ScenarioError` that names the field. */
export function readScenario(value: unknown): Settings {
  const {
    durations = {},
    failures = [],
    quotas = {},
    faults = [],
    limits,
    startAt,
    ...rest
  } = readWith(readShape, value);
  return {
    seed: "cloudmap",
    speed: 1,
    accountId: "123456789012",
    region: "us-east-1",
    settles: "in-time",
    submittedShare: 0.1,
    namespaces: [],
    operations: [],
    latency: 0,
    healthDelay: 30,
    overlappingZones: "allow",
    requestLogSize: 10_000,
    requestLogBytes: 8 * 1024 * 1024,
    keptOperations: 100_000,
    ...rest,
    startAtMs: startAt === undefined ? undefined : epochMs(startAt),
    rules: { durations, failures, quotas, faults },
    limits: {
      namespaces: Infinity,
      servicesPerNamespace: Infinity,
      instancesPerService: Infinity,
      ...limits,
    },
  };
}

/** Reads a value from anywhere. Throws a `ScenarioError` that names the field. */
export function readWith<T>(read: Reader<T>, value: unknown): T {
  try {
    return read(value, "");
  } catch (error) {
    if (error instanceof ReadError) throw new ScenarioError(error.message);
    throw error;
  }
}
