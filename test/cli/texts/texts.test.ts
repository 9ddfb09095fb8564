import { describe, expect, test } from "vitest";
import { completion } from "../../../src/cli/commands/completion.js";
import { explain } from "../../../src/cli/commands/explain.js";
import { helpText } from "../../../src/cli/commands/help.js";
import { goldenText } from "./golden.js";

describe("what the command says of itself", () => {
  test("help", () => {
    expect(helpText()).toBe(goldenText("help.txt", helpText()));
    for (const line of helpText().split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test.each(["bash", "zsh", "fish"])("completion %s", (shell) => {
    const script = completion([shell]);
    expect(script).toBe(goldenText(`completion.${shell}`, script));
  });

  test.each([[[]], [["tcsh"]], [["toString"]]])(
    "completion %j is refused, with the shells that there are",
    (operands) => {
      expect(() => completion(operands)).toThrow(
        `completion needs a shell, one of bash, zsh, fish; got "${operands[0] ?? ""}".\nTry 'cloudmap-wait --help'.`,
      );
    },
  );

  test("explain", () => {
    expect(explain([])).toBe(goldenText("explain.txt", explain([])));
  });

  test("explain takes a code as people write it", () => {
    const [first = ""] = explain([]).split(/^(?=\S)/m);
    expect(explain(["access-denied"])).toBe(first);
    expect(explain(["Access  Denied", "ACCESS_DENIED"])).toBe(first + first);
  });

  test.each([
    ["ACESS_DENIED", "Did you mean ACCESS_DENIED?"],
    ["x", "Known are ACCESS_DENIED, "],
  ])("explain %s is refused: %s", (code, hint) => {
    expect(() => explain([code])).toThrow(`No help for the ErrorCode "${code}". ${hint}`);
  });
});
