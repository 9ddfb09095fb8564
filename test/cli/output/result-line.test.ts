import { describe, expect, test } from "vitest";
import type { Targets } from "../../../src/core/operation.js";
import { primaryTarget } from "../../../src/cli/output/result-line.js";

describe(primaryTarget, () => {
  const both: Targets = { NAMESPACE: "ns-1", SERVICE: "srv-1", INSTANCE: "i-1" };

  test.each<[string | undefined, Targets, string | undefined]>([
    ["CREATE_NAMESPACE", both, "ns-1"],
    ["UPDATE_SERVICE", both, "srv-1"],
    ["REGISTER_INSTANCE", both, "i-1"],
    ["MOVE_EVERY_SERVICE", both, "srv-1"],
    ["NAMESPACE", both, "ns-1"],
    [undefined, both, "i-1"],
    ["DO_WHATEVER", both, "i-1"],
    ["DO_WHATEVER", { NAMESPACE: "ns-1", SERVICE: "srv-1" }, "srv-1"],
    ["DO_WHATEVER", { NAMESPACE: "ns-1" }, "ns-1"],
    ["CREATE_NAMESPACE", { NAMESPACE: "" }, undefined],
    ["CREATE_NAMESPACE", {}, undefined],
  ])("of %s, of %j, is %s", (type, targets, target) => {
    expect(primaryTarget(targets, type === undefined ? undefined : { Type: type })).toBe(target);
  });

  test("is of a kind that this version doesn't know, where there is no other", () => {
    expect(primaryTarget({ CLUSTER: "c-1" } as Targets, { Type: "CREATE_CLUSTER" })).toBe("c-1");
    expect(primaryTarget({ CLUSTER: "c-1" } as Targets, undefined)).toBe("c-1");
  });

  test("is of an operation whose type is not told, too", () => {
    expect(primaryTarget(both, {})).toBe("i-1");
  });
});
