export type { DurableContextLike, DurableDelay } from "./context.js";
export { type DurableStartConfig, type StartedOperation, startOperation } from "./start-operation.js";
export { type DurableConfig, waitForOperation } from "./wait-for-operation.js";
export { waitForOperations } from "./wait-for-operations.js";
