// What a program bundles that does nothing but wait for one operation.
export { waitForOperation } from "../../src/waiter/wait-for-operation.js";
