import { expect, test } from "vitest";
import { missingFrom } from "./missing-from.js";

test.each([
  ["a member that is gone", {}, { a: 1 }, ["$.a is gone"]],
  ["another kind", { a: "1" }, { a: 1 }, ["$.a: string in the place of number"]],
  ["null for a text", { a: null }, { a: "x" }, ["$.a: null in the place of string"]],
  ["another word", { type: "ended" }, { type: "settled" }, ["$.type: ended in the place of settled"]],
  ["a shorter list", { a: [1] }, { a: [1, 2] }, ["$.a: 1 in the place of 2"]],
  ["deep inside", [{ a: { b: true } }], [{ a: { b: false } }], ["$[0].a.b: true in the place of false"]],
])("finds %s", (_what, now, before, missing) => {
  expect(missingFrom(now, before)).toEqual(missing);
});

test.each([
  ["more members", { a: 1, b: 2 }, { a: 1 }],
  ["another number", { a: 2 }, { a: 1 }],
  ["another message", { message: "b" }, { message: "a" }],
  ["another time", { at: "2027-01-01T00:00:00Z" }, { at: "2026-01-01T00:00:00Z" }],
  ["another namespace", { id: "ns-bbbbbbbb" }, { id: "ns-aaaaaaaa" }],
])("has nothing against %s", (_what, now, before) => {
  expect(missingFrom(now, before)).toEqual([]);
});
