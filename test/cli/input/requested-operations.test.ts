import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readsStdin, requestedOperations } from "../../../src/cli/input/requested-operations.js";

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

  test("names the place that a mistake is in", () => {
    const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "ids");
    writeFileSync(file, "");
    expect(() => requestedOperations(["-"], "")).toThrow(/^stdin is empty/);
    expect(() => requestedOperations([`@${file}`], "")).toThrow(`@${file} is empty`);
    expect(() => requestedOperations(["None"], "")).toThrow(/^the argument says "None"/);
  });

  test("takes what begins with a quote for no document", () => {
    expect(requestedOperations(['"op-1'], "")).toEqual([{ operationId: '"op-1' }]);
  });
});

describe(readsStdin, () => {
  test("is asked by a dash, once", () => {
    expect([readsStdin(["a"]), readsStdin(["a", "-"]), readsStdin(["a", "b-"])]).toEqual([
      false,
      true,
      false,
    ]);
    expect(() => readsStdin(["-", "a", "-"])).toThrow("- can be given only once: stdin is read to its end.");
  });

  test("needs to know what to wait for", () => {
    expect(() => readsStdin([])).toThrow(
      "No operation id: give ids as arguments, @FILE, or - to read them from stdin.",
    );
  });
});
