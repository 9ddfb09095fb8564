export { startActions } from "./actions.js";
export { type AslArguments, aslText } from "./asl-text.js";
export type { States } from "./poll-states.js";
export { type PolicyStatement, policyStatements } from "./permissions.js";
export { type StateMachine, stateMachine, type StateMachineOptions } from "./state-machine.js";
