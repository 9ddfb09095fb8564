import { describe, expect, test } from "vitest";
import { columnsOf, cut, pad, wrap } from "../../../src/cli/output/text-width.js";

describe(columnsOf, () => {
  test.each([
    ["", 0],
    ["abc", 3],
    ["é", 1],
    ["e\u0301", 1],
    ["я", 1],
    ["ᄀ", 2],
    ["ჿ", 1],
    ["\u0300", 0],
    ["\u02FF", 1],
    ["語", 2],
    ["…", 1],
    ["─⠋", 2],
    ["😀", 2],
  ])("%j takes %d", (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });
});

describe(cut, () => {
  test.each([
    ["abc", 3, "abc"],
    ["abcd", 3, "ab…"],
    ["語語", 4, "語語"],
    ["語語語", 4, "語…"],
    ["語語語", 5, "語語…"],
    ["abc", 1, "…"],
    ["abc", 0, ""],
    ["", 0, ""],
  ])("%j to %d columns is %j", (text, width, expected) => {
    expect(cut(text, width, "…")).toBe(expected);
  });
});

describe(pad, () => {
  test("fills up to a width, and takes nothing off", () => {
    expect([pad("a", 3), pad("語", 3), pad("abcd", 3)]).toEqual(["a  ", "語 ", "abcd"]);
  });
});

describe(wrap, () => {
  test.each([
    ["a b c", 3, ["a b", "c"]],
    ["a b c", 5, ["a b c"]],
    ["abcdefg hi", 3, ["abc", "def", "g", "hi"]],
    ["abcdefg h", 3, ["abc", "def", "g h"]],
    ["abc def", 3, ["abc", "def"]],
    ["abcd", 3, ["abc", "d"]],
    ["語語語", 2, ["語", "語", "語"]],
    ["", 3, [""]],
  ])("%j in %d columns", (text, room, lines) => {
    expect(wrap(text, room)).toEqual(lines);
  });
});
