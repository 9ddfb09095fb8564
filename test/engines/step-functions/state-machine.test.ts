import { expect, test } from "vitest";
import { stateMachine } from "../../../src/engines/step-functions/index.js";

test.each([
  [{ maxWaitime: 900 }, "maxWaitime must be left out: there is no such option; got 900"],
  [{ timeout: 900 }, "timeout must be left out: there is no such option: the time to wait is maxWaitTime"],
  [{ start: "CreateHttpNamespace", params: {} }, "params must be left out: there is no such option"],
])("a state machine with %j is refused", (options, message) => {
  expect(() => stateMachine(options as object)).toThrow(message);
});
