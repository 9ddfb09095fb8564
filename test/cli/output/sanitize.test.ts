import { describe, expect, test } from "vitest";
import type { Output } from "../../../src/cli/output/json-types.js";
import { jsonLine, redactUrl, sanitize } from "../../../src/cli/output/sanitize.js";
import { consoleUrl } from "../../../src/cli/output/console-url.js";

describe(sanitize, () => {
  test.each([
    ["plain text #1", "plain text #1"],
    ["a\u001B[2Jb", "a\\u{1b}[2Jb"],
    ["a\u115Fb", "a\\u{115f}b"],
    ["##[group]", "#\\u{23}[group]"],
    ["###vso[", "#\\u{23}#vso["],
    ["::error::x", "\\u{3a}:error::x"],
    ["  ::error::x", "  \\u{3a}:error::x"],
    ["a::error", "a::error"],
  ])("%j is shown as %s", (text, shown) => {
    expect(sanitize(text)).toBe(shown);
  });

  test("cuts what is too long", () => {
    expect(sanitize("abcdef", 3)).toBe("abc…");
  });
});

describe(jsonLine, () => {
  test("has nothing in it that a log would obey or not show, and is the same JSON", () => {
    const value = { "#": "##[x]\u001B\u{E0041}\u2028é" } as unknown as Output;
    const line = jsonLine(value);
    expect(line).toBe(String.raw`{"\u0023":"\u0023\u0023[x]\u001b\udb40\udc41\u2028é"}`);
    expect(JSON.parse(line)).toEqual(value);
  });
});

describe(redactUrl, () => {
  test.each([
    ["http://u:p@host:8080/?q=1#x", "http://host:8080"],
    ["https://host/path/?q", "https://host/path/"],
    ["nothing", "(not a URL)"],
  ])("%s is %s", (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });
});

describe(consoleUrl, () => {
  test.each([
    [
      "us-east-1",
      "ns-1a",
      "https://us-east-1.console.aws.amazon.com/cloudmap/home/namespaces/ns-1a?region=us-east-1",
    ],
    ["us-east-1", "srv-1a", undefined],
    ["us-east-1", "xns-1a", undefined],
    ["us-east-1", "ns-1a/", undefined],
    ["us east", "ns-1a", undefined],
    ["", "ns-1a", undefined],
    ["a/b", "ns-1a", undefined],
  ])("of %j, %j is %s", (region, id, url) => {
    expect(consoleUrl(region, id)).toBe(url);
  });
});
