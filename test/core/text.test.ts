import { describe, expect, test } from "vitest";
import { printable, shellWord } from "../../src/core/text.js";

describe(printable, () => {
  test("leaves ordinary text in any script as it is", () => {
    expect(printable("Größe: 名前 👍 ok")).toBe("Größe: 名前 👍 ok");
  });

  test.each([
    ["a colour sequence", "\u001B[31mred", "\\u{1b}[31mred"],
    ["an OSC 8 link", "\u001B]8;;http://x\u0007", "\\u{1b}]8;;http://x\\u{7}"],
    ["a C1 control", "\u009B31m", "\\u{9b}31m"],
    ["a carriage return and a line feed", "a\r\nb", "a\\u{d}\\u{a}b"],
    ["a direction override", "\u202Eevil", "\\u{202e}evil"],
    ["a zero-width space", "a\u200Bb", "a\\u{200b}b"],
    ["a line separator", "a\u2028b", "a\\u{2028}b"],
    ["a lone surrogate", "a\uD800b", "a\\u{d800}b"],
  ])("shows %s instead of obeying it", (_name, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test("cuts a text that is too long, and says by how much", () => {
    expect(printable("x".repeat(12), 10)).toBe(`${"x".repeat(10)}…`);
  });
});

test("a text that is just as long as it may be is not cut", () => {
  expect(printable("abc", 3)).toBe("abc");
  expect(printable("abcd", 3)).toBe("abc…");
});

describe(shellWord, () => {
  test.each([
    ["a-Z_0%+=:,./@", "a-Z_0%+=:,./@"],
    ["", "''"],
    ["a b", "'a b'"],
    ["it's", String.raw`'it'\''s'`],
    ["$(x)a", "'$(x)a'"],
    ["a;", "'a;'"],
    ["=ls", "'=ls'"],
    ["%self", "'%self'"],
    ["me\\n", String.raw`'me\n'`],
    ["me\\", String.raw`'me'"\\"''`],
  ])("%j is %s", (word, quoted) => {
    expect(shellWord(word)).toBe(quoted);
  });
});
