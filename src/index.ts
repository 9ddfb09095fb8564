export { type CallError, classify, type FailureKind } from "./core/classify.js";
export { drive, type DriveIo } from "./core/drive.js";
export { explainErrorCode } from "./core/explain.js";
export {
  type Operation,
  type OperationRef,
  type OperationStatus,
  type OperationType,
  readOperation,
  type Targets,
} from "./core/operation.js";
export {
  defaultPolicy,
  OptionError,
  type Policy,
  resolvePolicy,
  schedule,
  type WaitOptions,
} from "./core/policy.js";
export {
  begin,
  type Decision,
  type FailureReason,
  type FinalDecision,
  nextStep,
  type Observation,
  type Retries,
  type Transition,
  type WaitFailure,
  type WaitState,
} from "./core/wait.js";
export {
  isOperationFailedError,
  isOperationNotFoundError,
  isOperationTimeoutError,
  isOperationWaitError,
  isPollingError,
  OperationFailedError,
  OperationNotFoundError,
  OperationTimeoutError,
  OperationWaitError,
  PollingError,
} from "./errors.js";
export type { ClientConfig, CommonConfig, FunctionConfig, Logger, WaitConfig } from "./waiter/config.js";
export type {
  AdoptedEvent,
  OperationEvent,
  PollEvent,
  RetryEvent,
  SettledEvent,
  TransitionEvent,
} from "./waiter/events.js";
export { type FleetSnapshot, OperationFleet } from "./waiter/fleet.js";
export type { FleetConfig } from "./waiter/members.js";
export type {
  Aborted,
  Failed,
  NotFound,
  Outcome,
  PollingFailed,
  Succeeded,
  TimedOut,
} from "./waiter/outcome.js";
export { Pacer, type PacerOptions, type PacerSnapshot } from "./waiter/pacer.js";
export type { GetOperation } from "./waiter/sdk.js";
export { startOperation, type StartCommand } from "./waiter/start.js";
export type { WaiterSnapshot } from "./waiter/snapshot.js";
export type { Origin } from "./waiter/wait.js";
export { waitForOperation } from "./waiter/wait-for-operation.js";
export { waitForOperations } from "./waiter/wait-for-operations.js";
export { OperationWaiter } from "./waiter/waiter.js";
