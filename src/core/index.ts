// What decides, without anything that does: for a place that allows no clock, no I/O and no SDK, such as a sandbox that
// replays workflows.
export { type CallError, readError } from "./call-error.js";
export { classify, type FailureKind } from "./classify-error.js";
export type { FailureReason } from "./failure-message.js";
export {
  type Decision,
  type Expectation,
  type FinalDecision,
  nextStep,
  type Observation,
  type WaitFailure,
} from "./next-step.js";
export {
  type Operation,
  type OperationRef,
  type OperationStatus,
  type OperationType,
  readOperation,
  type Targets,
} from "./operation.js";
export { defaultPolicy, OptionError, type Policy, resolvePolicy, type WaitOptions } from "./options.js";
export { drive, type DriveIo } from "./poll-loop.js";
export { begin, type Retries, type Transition, type WaitState } from "./poll-state.js";
export { schedule } from "./schedule.js";
export { readState, StateError, stateVersion } from "./stored-state.js";
