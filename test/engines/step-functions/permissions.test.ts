import { expect, test } from "vitest";
import { policyStatements } from "../../../src/engines/step-functions/index.js";

test("a fleet that is distributed also starts executions of its own", () => {
  const [first, ...others] = policyStatements({ fleet: "distributed" });
  expect(first?.Action).toEqual(["servicediscovery:GetOperation"]);
  expect(others.map(({ Action }) => Action[0])).toEqual(["states:StartExecution"]);
  expect(policyStatements({ fleet: "inline" })).toHaveLength(1);
  expect(policyStatements()).toHaveLength(1);
});

test.each([
  [{ fleet: "distribted" }, 'fleet must be "inline" or "distributed"; got "distribted"'],
  [{ flet: "distributed" }, "flet must be left out: there is no such option"],
  [{ start: "CreateService" }, "start must be"],
])("a policy for %j is refused, as the state machine would be", (options, message) => {
  expect(() => policyStatements(options as object)).toThrow(message);
});
