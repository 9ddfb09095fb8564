import { describe, expect, test } from "vitest";
import { idsIn } from "../../../src/cli/input/operation-ids.js";

describe(idsIn, () => {
  test.each([
    ["ids by line", "a\nb\r\n\n c \n", ["a", "b", "c"]],
    ["comments, which are none", "# first\na\n  # second\nb", ["a", "b"]],
    ["the AWS CLI's answer", '{\n  "OperationId": "a"\n}\n', ["a"]],
    ["documents in a row", '{"OperationId":"a"}{"OperationId":"b"} ["c"]"d"', ["a", "b", "c", "d"]],
    ["lines, then a document", 'a\n{"OperationId":"b"}\n', ["a", "b"]],
    ["a document, then lines", '# both\n{"OperationId":"a"}\n\nb', ["a", "b"]],
    ["list-operations", '{"Operations":[{"Id":"a"},{"Id":"b"}]}', ["a", "b"]],
    ["what a query makes of it", '{"Operations":["a",{"OperationId":"b"}]}', ["a", "b"]],
    ["an empty list", "[]", []],
    ["a byte order mark", "\uFEFFa", ["a"]],
  ])("reads %s", (_what, text, ids) => {
    expect(idsIn(text)).toEqual(ids);
  });

  test("reads more ids than a call can have arguments, and refuses a long gap before what is no document", () => {
    const many = Array.from({ length: 300_000 }, (_, index) => `op-${index}`);
    expect(idsIn(JSON.stringify(many))).toHaveLength(300_000);
    expect(() => idsIn(`["a"]${" ".repeat(1_000_000)}b`)).toThrow("begins like JSON and is not");
  });
});
