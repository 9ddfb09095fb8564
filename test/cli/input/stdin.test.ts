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

  test.each(["", "a"])("reads the short text %j", (short) => {
    expect(decode(Buffer.from(short))).toBe(short);
  });
});
