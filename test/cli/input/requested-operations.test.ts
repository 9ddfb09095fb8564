import { describe, expect, test } from "vitest";
import { readFrom, requestedOperations } from "../../../src/cli/input/requested-operations.js";

describe(requestedOperations, () => {
  test("reads ids, names, a file, stdin and a document, in their order", () => {
    const texts = new Map([
      ["@ids", "web=c\nd\n"],
      ["-", '{"OperationId":"e"}'],
    ]);
    expect(requestedOperations(["a", "shop=b", "@ids", "-", '{"OperationId":"f"}'], texts)).toEqual([
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
    ['{"Service":{}}', "creating one is synchronous"],
  ])("refuses the operand %s, as stdin would", (operand, message) => {
    expect(() => requestedOperations([operand])).toThrow(message);
  });

  test("names the place that a mistake is in", () => {
    const texts = new Map([
      ["-", ""],
      ["@ids", ""],
    ]);
    expect(() => requestedOperations(["-"], texts)).toThrow(/^stdin is empty/);
    expect(() => requestedOperations(["@ids"], texts)).toThrow("@ids is empty");
    expect(() => requestedOperations(["None"])).toThrow(/^the argument says "None"/);
  });

  test("takes what begins with a quote for no document", () => {
    expect(requestedOperations(['"op-1'])).toEqual([{ operationId: '"op-1' }]);
  });
});

describe(readFrom, () => {
  test("has stdin and each file once", () => {
    expect(readFrom(["a", "@x", "b-", "-", "@y", "@x"])).toEqual(["@x", "-", "@y"]);
    expect(readFrom(["a", "b-"])).toEqual([]);
    expect(() => readFrom(["-", "a", "-"])).toThrow("- can be given only once: stdin is read to its end.");
  });

  test("needs to know what to wait for", () => {
    expect(() => readFrom([])).toThrow(
      "No operation id: give ids as arguments, @FILE, or - to read them from stdin.",
    );
  });
});
