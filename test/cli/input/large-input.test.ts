import { expect, test } from "vitest";
import { operationsInText } from "../../../src/cli/input/aws-cli-output.js";

function idsIn(text: string): string[] {
  return operationsInText(text, "stdin").map(({ operationId }) => operationId);
}

test(
  "reads more ids than a call can have arguments, and refuses a long gap before what is no document",
  { timeout: 60_000 },
  () => {
    const many = Array.from({ length: 300_000 }, (_, index) => `op-${index}`);
    expect(idsIn(JSON.stringify(many))).toHaveLength(300_000);
    expect(() => idsIn(`["a"]${" ".repeat(1_000_000)}b`)).toThrow("begins like JSON but is not valid");
  },
);
