import type { Signals } from "../../src/cli/signals.js";

/** The command's signals as a test has them: none is received, and only the test aborts. */
export function fakeSignals(abortSignal: AbortSignal = new AbortController().signal): Signals {
  return { received: undefined, abortSignal, restore() {}, die() {} };
}
