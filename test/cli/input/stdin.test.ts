import { describe, expect, test } from "vitest";
import { decode } from "../../../src/cli/input/stdin.js";

describe(decode, () => {
  const text = '{"OperationId":"abc"}\r\n';
  const utf16 = Buffer.from(text, "utf16le");

  test.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${text}`)],
    ["UTF-16, as PowerShell's > writes it", Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["UTF-16 without a mark", utf16],
    ["UTF-16, big end first", Buffer.from(`\uFEFF${text}`, "utf16le").swap16()],
    ["UTF-16, big end first, without a mark", Buffer.from(utf16).swap16()],
  ])("reads %s", (_what, bytes) => {
    expect(decode(bytes)).toBe(text);
  });

  test.each([
    ["a byte that begins a mark, and no mark", [0xff, 0x61], "\uFFFDa"],
    ["a byte that ends a mark, and no mark", [0x61, 0xfe], "a\uFFFD"],
    ["the other mark's first byte", [0xfe, 0x61], "\uFFFDa"],
    ["the other mark's second byte", [0x61, 0xff], "a\uFFFD"],
    ["nothing but zeros", [0, 0], "\0\0"],
    ["two letters", [0x61, 0x62], "ab"],
    ["one letter of two bytes", [0x61, 0], "a"],
    ["one letter of two bytes, big end first", [0, 0x61], "a"],
  ])("reads %s", (_what, bytes, short) => {
    expect(decode(Uint8Array.from(bytes))).toBe(short);
  });

  test.each(["", "a"])("reads the short text %j", (short) => {
    expect(decode(Buffer.from(short))).toBe(short);
  });
});
