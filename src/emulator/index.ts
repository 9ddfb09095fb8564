/** `cloudmap-waiter/emulator`: AWS Cloud Map on your machine, with operations that take time, fail and get throttled. */
export type { Snapshot } from "./account/snapshot.js";
export { createEmulator, type Emulator, type EmulatorOptions } from "./emulator.js";
export type { Delivery, Reply } from "./protocol/reply.js";
export * from "./scenario/index.js";
export * from "./transport/index.js";
