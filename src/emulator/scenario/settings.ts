import { readDuration, readSeconds, type Duration } from "./duration.js";
import { readFailureRule } from "./failures.js";
import { readFaultRule } from "./faults.js";
import { ruleFor } from "./pattern.js";
import { readPresetOperation } from "./preset-operation.js";
import { readQuota } from "./quotas.js";
import {
  list,
  map,
  numberIn,
  oneOf,
  ReadError,
  closed,
  text,
  wholeNumberIn,
  type Reader,
} from "../protocol/readers.js";
import type { Limits, Scenario } from "./scenario.js";
import { actionNames, operationKinds } from "../protocol/api-names.js";

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

/** A scenario with every default filled in. */
export interface Settings extends Required<Omit<Scenario, "durations" | "limits">> {
  /** The defaults and then the scenario's own, in their order: the last that fits decides. */
  readonly durations: readonly (readonly [rule: string, duration: Duration])[];
  readonly limits: Required<Limits>;
}

/** A scenario that breaks a rule; the message starts with the path of the field. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
}

const readLimit = wholeNumberIn(0, Number.MAX_SAFE_INTEGER);

const readRegion = text({ pattern: /^[a-z]{2}(-[a-z]+)+-\d$/, meaning: "be a region, such as us-east-1" });

function record<T>(key: Reader<string>, item: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (value, path) => Object.fromEntries(map(key, item)(value, path));
}

const readShape: Reader<Scenario> = closed(
  {},
  {
    seed: (value, path) =>
      typeof value === "number" ? numberIn(-Infinity, Infinity)(value, path) : text()(value, path),
    speed: numberIn(0.001, 1_000_000),
    accountId: readAccountId,
    region: readRegion,
    durations: record(ruleFor(operationKinds), readDuration),
    submittedShare: numberIn(0, 1),
    failures: list(readFailureRule),
    quotas: record(oneOf("*", ...actionNames), readQuota),
    faults: list(readFaultRule),
    limits: closed(
      {},
      { namespaces: readLimit, servicesPerNamespace: readLimit, instancesPerService: readLimit },
    ),
    operations: list(readPresetOperation),
    latency: readDuration,
    healthDelay: readSeconds,
    requestLogSize: wholeNumberIn(0, 10_000_000),
  },
);

function readAccountId(value: unknown, path: string): string {
  return text({ pattern: /^\d{12}$/, meaning: "be an AWS account id of 12 digits" })(value, path);
}

/** Checks a scenario from anywhere and fills in the defaults. Throws a `ScenarioError` that names the field. */
export function readScenario(value: unknown): Settings {
  const scenario = checked(value);
  return {
    seed: "cloudmap",
    speed: 1,
    accountId: "123456789012",
    region: "us-east-1",
    submittedShare: 0.1,
    failures: [],
    quotas: {},
    faults: [],
    operations: [],
    latency: 0,
    healthDelay: 30,
    requestLogSize: 10_000,
    ...scenario,
    durations: [...Object.entries(defaultDurations), ...Object.entries(scenario.durations ?? {})],
    limits: {
      namespaces: Infinity,
      servicesPerNamespace: Infinity,
      instancesPerService: Infinity,
      ...scenario.limits,
    },
  };
}

function checked(value: unknown): Scenario {
  try {
    return readShape(value, "");
  } catch (error) {
    if (error instanceof ReadError) throw new ScenarioError(error.message);
    throw error;
  }
}
