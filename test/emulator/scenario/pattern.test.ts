import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { concerns, matches } from "../../../src/emulator/scenario/pattern.js";

describe(matches, () => {
  test.each([
    ["web", "web", true],
    ["web", "webs", false],
    ["", "", true],
    ["*", "", true],
    ["*", "anything", true],
    ["web-*", "web-1", true],
    ["web-*", "my-web-1", false],
    ["*-web", "my-web", true],
    ["*-web", "my-web-1", false],
    ["a*b*c", "a-b-c", true],
    ["a*b*c", "acb", false],
    ["a*a", "a", false],
    ["a*a", "aa", true],
    ["*aa*aa", "aaa", false],
    ["a.c", "abc", false],
    ["(", "(", true],
  ])("%j against %j is %o", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  const letters = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
  const plain = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
  property.prop([letters, plain])("agrees with the regular expression it stands for", (pattern, text) => {
    const meaning = new RegExp(`^${pattern.replaceAll("*", ".*")}$`);
    expect(matches(pattern, text)).toBe(meaning.test(text));
  });

  // One that backtracked would not end in our time.
  test("comes to an end with a hostile pattern", () => {
    expect(matches(`${"*a".repeat(5000)}b`, "a".repeat(100_000))).toBe(false);
  });
});

describe(concerns, () => {
  const subject = { type: "CREATE_NAMESPACE", action: "CreateHttpNamespace", name: "shop:eu" };

  test.each([
    ["*", true],
    ["CREATE_NAMESPACE", true],
    ["CreateHttpNamespace", true],
    ["CreatePublicDnsNamespace", false],
    ["DELETE_NAMESPACE", false],
    ["*:shop*", true],
    ["CREATE_NAMESPACE:shop:eu", true],
    ["CREATE_NAMESPACE:shop", false],
    ["CREATE_NAMESPACE:", false],
  ])("%s: %o", (rule, expected) => {
    expect(concerns(rule, subject)).toBe(expected);
  });
});
