// What a program bundles that does nothing but wait, for one operation or for many.
export { waitForOperation, waitForOperations } from "../src/index.js";
