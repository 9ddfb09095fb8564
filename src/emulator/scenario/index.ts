/** What a user can say in a scenario. */
export type { NamespaceType, Soa, Tag } from "../protocol/namespace-config.js";
export type { DnsConfig, DnsRecord, HealthCheckConfig } from "../protocol/service-config.js";
export type { Duration, WeightedDuration } from "./duration.js";
export type { FailureRule } from "./failures.js";
export type { FaultName, FaultParameters, FaultRule } from "./faults.js";
export type { InitialInstance, InitialNamespace, InitialService } from "./initial-state.js";
export type { PresetOperation } from "./preset-operation.js";
export type { Quota, Throttle } from "./quotas.js";
export type { ActiveRules, RuleSet } from "./rules.js";
export type { Limits, Scenario, Settling } from "./scenario.js";
export { defaultDurations, ScenarioError } from "./settings.js";
