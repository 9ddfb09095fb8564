/** `cloudmap-waiter/web/client`: the part for browsers, which imports nothing but its own file. */
export { type ConnectionState, followEvents, type FollowOptions } from "./follow.js";
