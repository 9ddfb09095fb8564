/** `cloudmap-waiter/web/client`: the part for browsers, without anything of Node's or of the AWS SDK's. */
export { type ConnectionState, followEvents, type FollowOptions, type StreamListeners } from "./follow.js";
export type { OperationFacts, OperationLabel, StreamContext, StreamMessage, StreamOpen } from "./messages.js";
