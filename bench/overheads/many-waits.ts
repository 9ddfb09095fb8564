// What a program bundles that does nothing but wait for many operations.
export { waitForOperations } from "../../src/waiter/wait-for-operations.js";
