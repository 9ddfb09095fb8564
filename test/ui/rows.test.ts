import { describe, expect, test } from "vitest";
import { type Group, groupsOf, type View } from "../../src/ui/rows.js";
import { operationOf, settled, transition } from "./support.js";

const of = (operationId: string, name: string, group: string, outcome?: string, rest: object = {}) => {
  const base = { operationId };
  const events = [
    transition(1, "PENDING", base),
    ...(outcome ? [settled(2, outcome, { ...rest }, base)] : []),
  ];
  return operationOf(events, { name, group });
};

const operations = [
  of("op-1", "web-10", "shop", "succeeded", { targets: {}, operation: { Targets: { INSTANCE: "i-77" } } }),
  of("op-2", "web-2", "shop"),
  of("op-3", "taken.internal", "taken", "failed", { code: "CANNOT_CREATE_HOSTED_ZONE" }),
  of("op-4", "late.internal", "taken", "timed-out"),
];

const view: View = { category: "all", text: "", sort: "attention", grouping: "none" };

function names(groups: readonly Group[]): unknown {
  return groups.map(({ name, operations }) => [name, operations.map((operation) => operation.name)]);
}

describe(groupsOf, () => {
  test("has failures first, and what succeeded last", () => {
    expect(names(groupsOf(operations, view, 3000))).toEqual([
      [undefined, ["taken.internal", "late.internal", "web-2", "web-10"]],
    ]);
  });

  test("sorts by name as people count", () => {
    const [group] = groupsOf(operations, { ...view, sort: "name" }, 3000);
    expect(group?.operations.map(({ name }) => name)).toEqual([
      "late.internal",
      "taken.internal",
      "web-2",
      "web-10",
    ]);
  });

  test("has a group where the first of its operations would stand", () => {
    expect(names(groupsOf(operations, { ...view, grouping: "group" }, 3000))).toEqual([
      ["taken", ["taken.internal", "late.internal"]],
      ["shop", ["web-2", "web-10"]],
    ]);
  });

  test.each([
    ["a name", "TAKEN.Internal", ["taken.internal"]],
    ["an id", "op-2", ["web-2"]],
    ["an error code", "hosted_zone", ["taken.internal"]],
    ["a target", "i-77", ["web-10"]],
    ["a type, in words", "create namespace op-4", ["late.internal"]],
    ["words that nothing has all of", "web taken", []],
  ])("filters by %s", (_name, text, expected) => {
    const [group] = groupsOf(operations, { ...view, text }, 3000);
    expect(group?.operations.map(({ name }) => name)).toEqual(expected);
  });

  test("filters by how they stand", () => {
    const [group] = groupsOf(operations, { ...view, category: "unfinished" }, 3000);
    expect(group?.operations.map(({ name }) => name)).toEqual(["late.internal"]);
  });
});
