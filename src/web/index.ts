/** `cloudmap-waiter/web`: the events of waiters and fleets over HTTP, for progress pages. */
export * from "./client.js";
export {
  eventStream,
  type EventStreamOptions,
  type OperationIdentity,
  type StreamOptions,
} from "./event-stream.js";
export type { EventSourceLike } from "./feed.js";
export { toReadableStream } from "./readable-stream.js";
export { type NodeRequest, type NodeResponse, serveEvents } from "./serve-events.js";
