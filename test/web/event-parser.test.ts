import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { EventStreamParser, MessageTooLongError } from "../../src/web/event-parser.js";

function parse(...pieces: readonly string[]): unknown[] {
  const parser = new EventStreamParser();
  return pieces.flatMap((piece) => Array.from(parser.push(piece)));
}

describe(EventStreamParser, () => {
  test("has each field of a message, and only those that it had", () => {
    expect(parse("id: a:1\nevent: poll\ndata: x\nretry: 20\n\ndata\n\nid\n\n")).toEqual([
      { id: "a:1", event: "poll", data: "x", retry: 20 },
      { data: "" },
      { id: "" },
    ]);
  });

  test("leaves out comments, unknown fields, an id with NUL, and a retry that is no number", () => {
    expect(parse(": comment\n\nfoo: x\nid: a\0b\nretry: 1e3\n\n")).toEqual([]);
  });

  test("takes off one space behind the colon, and no more", () => {
    expect(parse("data:  x \n\n")).toEqual([{ data: " x " }]);
  });

  test("has no message of what the stream's end cuts short", () => {
    expect(parse("data: x\n")).toEqual([]);
  });

  test.each([["one line"], ["many lines"], ["a comment"]])("bounds a message without end: %s", (kind) => {
    const parser = new EventStreamParser(1000);
    const piece = { "one line": "x", "many lines": "data: x\n", "a comment": ":" }[kind] ?? "";
    expect(() => {
      for (let count = 0; count < 2000; count++) expect([...parser.push(piece)]).toEqual([]);
    }).toThrow(MessageTooLongError);
  });

  test("joins the lines of a message's data, and takes no other field for one that it knows", () => {
    expect(parse("data: a\ndata: b\nfoo: 12\n\n")).toEqual([{ data: "a\nb" }]);
  });

  test("has room for as much as it says, and tells how much that is", () => {
    const parser = new EventStreamParser(10);
    expect([...parser.push("data: abcd\n\n")]).toEqual([{ data: "abcd" }]);
    let error: unknown;
    try {
      Array.from(parser.push("data: abcde"));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({
      name: "MessageTooLongError",
      message: "A message of the stream is longer than 10 characters",
    });
  });

  test("counts each message by itself", () => {
    const parser = new EventStreamParser(100);
    for (let count = 0; count < 100; count++)
      expect([...parser.push(`data: ${"x".repeat(80)}\n\n`)]).toHaveLength(1);
  });

  property.prop([
    fc.array(fc.constantFrom("data: a", "data", "id: 1", "event: e", ": c", ""), { maxLength: 12 }),
    fc.array(fc.constantFrom("\n", "\r", "\r\n"), { minLength: 1, maxLength: 4 }),
    fc.array(fc.nat(200), { maxLength: 6 }),
  ])("reads the same however its bytes are cut and its lines end", (lines, ends, cuts) => {
    const plain = parse(lines.map((line) => `${line}\n`).join(""));
    // A CR before an empty line that ends with LF would be one line end.
    const ending = ends.includes("\r") && ends.includes("\n") ? ["\r\n"] : ends;
    const text = lines.map((line, index) => line + (ending[index % ending.length] ?? "")).join("");
    const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length];
    expect(parse(...places.slice(1).map((place, index) => text.slice(places[index], place)))).toEqual(plain);
  });
});
