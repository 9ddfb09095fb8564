/** `cloudmap-waiter/web`: the events of waiters and fleets over HTTP, for progress pages. */
export { eventStream, type EventSourceLike, type EventStreamOptions } from "./event-stream.js";
export { type ConnectionState, followEvents, type FollowOptions } from "./follow.js";
export { toReadableStream } from "./readable-stream.js";
