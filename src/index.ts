export { type CallError, classify, type FailureKind } from "./core/classify.js";
export { drive, type DriveIo } from "./core/poll-loop.js";
export { explainErrorCode } from "./core/error-codes.js";
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
} from "./core/options.js";
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
} from "./core/next-step.js";
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
} from "./waiter/result/errors.js";
export type { ClientConfig, CommonConfig, FunctionConfig, Logger, WaitConfig } from "./waiter/config.js";
export type {
  AdoptedEvent,
  OperationEvent,
  PollEvent,
  RetryEvent,
  SettledEvent,
  TransitionEvent,
} from "./waiter/events/events.js";
export { type FleetSnapshot, OperationFleet } from "./waiter/operation-fleet.js";
export type { FleetConfig } from "./waiter/fleet-members.js";
export type {
  Aborted,
  Failed,
  NotFound,
  Outcome,
  PollingFailed,
  Succeeded,
  TimedOut,
} from "./waiter/result/outcome.js";
export { Pacer, type PacerOptions, type PacerSnapshot } from "./waiter/rate/pacer.js";
export type { GetOperation } from "./waiter/request/sdk-client.js";
export { startOperation, type StartCommand } from "./waiter/start-operation.js";
export type { WaiterSnapshot } from "./waiter/result/snapshot.js";
export type { Origin } from "./waiter/operation-wait.js";
export { waitForOperation } from "./waiter/wait-for-operation.js";
export { waitForOperations } from "./waiter/wait-for-operations.js";
export { OperationWaiter } from "./waiter/operation-waiter.js";
