export { type CallError, readError } from "./core/call-error.js";
export { classify, type FailureKind } from "./core/classify-error.js";
export { explainErrorCode, type KnownErrorCode, type OperationErrorCode } from "./core/error-codes.js";
export type { FailureReason } from "./core/failure-message.js";
export {
  type Decision,
  type Expectation,
  type FinalDecision,
  nextStep,
  type Observation,
  type WaitFailure,
} from "./core/next-step.js";
export {
  type Operation,
  type OperationInput,
  type OperationRef,
  type OperationStatus,
  type OperationType,
  readOperation,
  type Targets,
} from "./core/operation.js";
export { defaultPolicy, OptionError, type Policy, resolvePolicy, type WaitOptions } from "./core/options.js";
export { drive, type DriveIo } from "./core/poll-loop.js";
export { begin, type Retries, type Transition, type WaitState } from "./core/poll-state.js";
export type { Load } from "./core/poll-strategy.js";
export { readState, StateError, stateVersion } from "./core/stored-state.js";
export type { FailuresInARow, RetryableKind } from "./core/retry-backoff.js";
export { schedule } from "./core/schedule.js";
export type { SurvivalTable } from "./core/survival.js";
export { outcomeOfDecision, targetsOfDecision } from "./engines/outcome.js";
export { type EngineConfig, pollOnce } from "./engines/poll-once.js";
export type { ClientConfig, CommonConfig, FunctionConfig, WaitConfig } from "./waiter/config.js";
export type { OnDuplicateRequest } from "./waiter/duplicate-request.js";
export type {
  AdoptedEvent,
  EventBase,
  OperationEvent,
  OperationEventMap,
  PollEvent,
  RetryEvent,
  SettledEvent,
  TransitionEvent,
} from "./waiter/events/events.js";
export type { Logger } from "./waiter/events/logger.js";
export type { FleetConfig } from "./waiter/fleet-config.js";
export { type FleetSnapshot, OperationFleet } from "./waiter/operation-fleet.js";
export { OperationWaiter } from "./waiter/operation-waiter.js";
export type { AcquireOptions, Permit, ResponseKind } from "./waiter/rate/permit.js";
export type { Deferral } from "./waiter/rate/poll-queue.js";
export type { PacerOptions, PacerSnapshot } from "./waiter/rate/pacer-options.js";
export { Pacer } from "./waiter/rate/pacer.js";
export type { RequestOptions, ResponseNotice } from "./waiter/request/responses.js";
export type { GetOperation } from "./waiter/request/sdk-client.js";
export type { MiddlewareStack, SdkClient, SdkCommand } from "./waiter/request/sdk-types.js";
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
  type Unsuccessful,
} from "./waiter/result/errors.js";
export type {
  Aborted,
  Adoption,
  Failed,
  NotFound,
  NotSucceeded,
  Outcome,
  OutcomeBase,
  PollingFailed,
  Succeeded,
  TimedOut,
} from "./waiter/result/outcome.js";
export type { Problem, UsualDuration, WaiterSnapshot } from "./waiter/result/snapshot.js";
export {
  isOperationStartError,
  OperationStartError,
  type StartErrorCode,
} from "./waiter/result/start-error.js";
export { startOperation, type StartCommand, type TargetsOf } from "./waiter/start-operation.js";
export type { StartConfig } from "./waiter/start.js";
export { waitForOperation } from "./waiter/wait-for-operation.js";
export { waitForOperations } from "./waiter/wait-for-operations.js";
