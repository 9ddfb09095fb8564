/** `cloudmap-waiter/emulator`: AWS Cloud Map on your machine, with operations that take time, fail and get throttled. */
export { createEmulator, type Emulator, type EmulatorOptions } from "./emulator.js";
export type { Controls, OperationRecord } from "./transport/control.js";
export type { Duration, WeightedDuration } from "./scenario/duration.js";
export type { FailureRule } from "./scenario/failures.js";
export type { FaultName, FaultParameters, FaultRule } from "./scenario/faults.js";
export type { Request } from "./transport/handle-request.js";
export type { PresetOperation } from "./scenario/preset-operation.js";
export type { Quota, Throttle } from "./scenario/quotas.js";
export type { Delivery, Reply } from "./protocol/reply.js";
export type {
  EmulatorRequestHandler,
  HandlerAbortSignal,
  HandlerOptions,
  HandlerRequest,
  HandlerResponse,
} from "./transport/request-handler.js";
export type { RequestRecord } from "./transport/request-log.js";
export type { Limits, Scenario } from "./scenario/scenario.js";
export type { EmulatorServer, ListenOptions } from "./transport/server.js";
export { defaultDurations, ScenarioError } from "./scenario/settings.js";
