import { expect, test } from "vitest";
import { annotation } from "../../../src/cli/output/github.js";
import type { Outcome } from "../../../src/waiter/result/outcome.js";

test("an annotation escapes what ends a property or a line of the runner's", () => {
  // Nothing else of an outcome is read.
  const outcome = { outcome: "failed", message: "50 %: a, b" } as Exclude<Outcome, { outcome: "succeeded" }>;
  expect(annotation("shop, 100 %: a", outcome)).toBe(
    "::error title=shop%2C 100 %25%3A a failed::50 %25: a, b",
  );
});
