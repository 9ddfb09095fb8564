/** `cloudmap-waiter/emulator`: AWS Cloud Map on your machine, with operations that take time, fail and get throttled. */
export { createEmulator, type Emulator, type EmulatorOptions, type OperationRecord } from "./emulator.js";
export type { Duration, WeightedDuration } from "./duration.js";
export type { FailureRule } from "./failures.js";
export type { FaultName, FaultParameters, FaultRule } from "./faults.js";
export type { Request } from "./handler.js";
export type { PresetOperation } from "./preset.js";
export type { Quota, Throttle } from "./quotas.js";
export type { Delivery, Reply } from "./reply.js";
export type {
  EmulatorRequestHandler,
  HandlerAbortSignal,
  HandlerOptions,
  HandlerRequest,
  HandlerResponse,
} from "./request-handler.js";
export type { RequestRecord } from "./request-log.js";
export type { Limits, Scenario } from "./scenario.js";
export type { EmulatorServer, ListenOptions } from "./server.js";
export { defaultDurations, ScenarioError } from "./settings.js";
