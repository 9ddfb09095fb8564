import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import { decode, type Input, openInput, TextReader } from "../../../src/cli/input/text-reader.js";

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
    ["a single zero", [0], "\0"],
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

function from(chunks: readonly Buffer[], isTTY = false): Input {
  return Object.assign(Readable.from(chunks), { isTTY });
}

async function read(stream: Input): Promise<string> {
  const reader = new TextReader("stdin");
  await reader.read(stream);
  return reader.text;
}

describe(TextReader, () => {
  test("reads to the end, and has the text before that too", async () => {
    const reader = new TextReader("stdin");
    expect(reader.text).toBe("");
    // A letter of two bytes, in two parts.
    await reader.read(from([Buffer.from([0x61, 0xc3]), Buffer.from([0xa9, 0x0a])]));
    expect(reader.text).toBe("aé\n");
  });

  test("reads no terminal, as nobody would know that it waits for input", async () => {
    await expect(read(from([], true))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("Nothing is piped into stdin. Expected operation ids, one a line"),
    });
  });

  test("reads 10 MB and no more", async () => {
    const half = Buffer.alloc(5_000_000, "a");
    expect(await read(from([half, half]))).toHaveLength(10_000_000);
    await expect(read(from([half, half, Buffer.from("a")]))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("stdin has more than 10 MB. Expected operation ids"),
    });
  });
});

describe(openInput, () => {
  test("opens a file, and tells why one can't be read", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "ids"), "op-1\n");
    expect(await read(openInput(join(folder, "ids")))).toBe("op-1\n");
    expect(() => openInput(join(folder, "none"))).toThrow("@FILE can't be read: ENOENT");
    await expect(read(openInput(folder))).rejects.toThrow("@FILE can't be read: EISDIR");
  });
});
