import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { requestedOperations } from "../../../src/cli/input/requested-operations.js";

describe(requestedOperations, () => {
  test("reads ids, names, a file, stdin and a document, in their order", () => {
    const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "ids");
    writeFileSync(file, "web=c\nd\n");
    expect(
      requestedOperations(["a", "shop=b", `@${file}`, "-", '{"OperationId":"f"}'], '{"OperationId":"e"}'),
    ).toEqual([
      { operationId: "a" },
      { operationId: "b", name: "shop" },
      { operationId: "c", name: "web" },
      { operationId: "d" },
      { operationId: "e" },
      { operationId: "f" },
    ]);
  });

  test.each([
    ["None", "no OperationId was found"],
    ["null", "no OperationId was found"],
    ['"op-1"', "the argument has quotes around an id"],
    ["'op-1'", "the argument has quotes around an id"],
    ["ns-abc", "the id of a namespace"],
    ["srv-abc", "the id of a service"],
    ["arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-abc", "an ARN"],
    ["a b", "neither an id nor JSON"],
    ["", "an empty operation id: is a variable unset?"],
    ["shop=", "an empty operation id: is a variable unset?"],
    ["x".repeat(256), "with 256"],
    ["@/nonexistent", "@FILE can't be read: ENOENT"],
    ['{"Service":{}}', "creating one is synchronous"],
  ])("refuses the operand %s, as stdin would", (operand, message) => {
    expect(() => requestedOperations([operand], "")).toThrow(message);
  });
});
