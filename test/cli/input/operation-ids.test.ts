import { describe, expect, test } from "vitest";
import { operationsInText } from "../../../src/cli/input/aws-cli-output.js";
import { endOfDocument, startsAsJson } from "../../../src/cli/input/json-documents.js";
import { expected, looksLikeId, namesOf, readWord, requested } from "../../../src/cli/input/operation-ids.js";

function idsIn(text: string): string[] {
  return operationsInText(text, "stdin").map(({ operationId }) => operationId);
}

const help = "\nTry 'cloudmap-wait --help'.";

describe(readWord, () => {
  test.each([
    ["op-1", { operationId: "op-1" }],
    ["shop=op-1", { operationId: "op-1", name: "shop" }],
    ["a=b=c", { operationId: "b=c", name: "a" }],
    // An unset variable in $NAME=op-1.
    ["=op-1", { operationId: "op-1" }],
    ["=a=op-1", { operationId: "a=op-1" }],
    ["a b\n=c", { operationId: "c", name: "a b\n" }],
  ])("%s", (word, operation) => {
    expect(readWord(word, "stdin")).toEqual(operation);
  });
});

test("a line without its name is an id", () => {
  expect(operationsInText("=op-1\nweb=op-2\n", "stdin")).toEqual([
    { operationId: "op-1" },
    { operationId: "op-2", name: "web" },
  ]);
  expect(() => readWord("=", "stdin")).toThrow("stdin has an empty operation id");
});

describe("what can't be the id of an operation is told as what it is", () => {
  test.each([
    ["None", `stdin says "None": no OperationId was found. ${expected}`],
    ["null", `stdin says "null": no OperationId was found. ${expected}`],
    ["", "stdin has an empty operation id: is a variable unset?"],
    ["x".repeat(256), `An operation id has 1 to 255 characters; stdin has "${"x".repeat(60)}…" with 256.`],
    ['"op"', 'stdin has quotes around an id: ""op"". Give op without them (jq -r prints none).'],
    ["'op'", `stdin has quotes around an id: "'op'". Give op without them (jq -r prints none).`],
    ["a b", `stdin has a line that is neither an id nor JSON: "a b". ${expected}`],
    [
      "ns-1a",
      'stdin has "ns-1a", which is the id of a namespace. An operation has an id of its own: the OperationId that its create, update, delete, register or deregister call printed.',
    ],
    ["srv-1a", 'stdin has "srv-1a", which is the id of a service. An operation has'],
    ["arn:aws:x", 'stdin has "arn:aws:x", which is an ARN. An operation has'],
  ])("%j", (id, message) => {
    expect(() => requested(id, undefined, "stdin")).toThrow(message);
  });

  test.each([
    "x".repeat(255),
    '"op',
    'op"',
    'x"op"',
    '"op"x',
    "asrv-1a",
    "srv-1a-b",
    "xns-1a",
    "ns-1a-b",
    "ns-",
    "ans-1",
    "karn:aws",
  ])("%j may be one", (id) => {
    expect(requested(id, "a name", "stdin")).toEqual({ operationId: id, name: "a name" });
  });
});

test("the first name that an operation is given counts", () => {
  const operations = [{ operationId: "a" }, { operationId: "a", name: "x" }, { operationId: "a", name: "y" }];
  expect([...namesOf(operations)]).toEqual([["a", "x"]]);
});

describe(looksLikeId, () => {
  test.each([
    ["gv4g5meo7ndmeh4fqskygvk23d2fijwa-k9302yzd", true],
    ["0123456789abcdef-012345", true],
    ["0123456789abcde-012345", false],
    ["0123456789abcdef-01234", false],
    ["0123456789ABCDEF-012345", true],
    [" 0123456789abcdef-012345", false],
    ["0123456789abcdef-012345 ", false],
    ["01234567-89ab-cdef-0123-456789abcdef", true],
    ["x01234567-89ab-cdef-0123-456789abcdef", false],
    ["01234567-89ab-cdef-0123-456789abcdefx", false],
    ["01234567-89ab-cdef-456789abcdef", false],
    ["some-words-that-are-long-enough", false],
  ])("%s: %s", (word, expected) => {
    expect(looksLikeId(word)).toBe(expected);
  });
});

describe(endOfDocument, () => {
  test.each([
    ['{"a":[1,{}]} rest', '{"a":[1,{}]}'],
    ['"a\\"b" rest', '"a\\"b"'],
    ['["}"]x', '["}"]'],
    ['{"a":"]"}{', '{"a":"]"}'],
    ["[[]", "[[]"],
    ['"open', '"open'],
    ['["\\\\"]x', '["\\\\"]'],
  ])("of %s", (text, document) => {
    expect(text.slice(0, endOfDocument(text))).toBe(document);
  });

  test("begins with a bracket or a quote", () => {
    expect(['{"', "[", '"a"', " {", "a{", ""].map(startsAsJson)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("what is piped and can't be read", () => {
  const id = "gv4g5meo7ndmeh4fqskygvk23d2fijwa-k9302yzd";

  test.each([
    [
      " \n",
      `stdin is empty: the command before the pipe printed nothing, so it probably failed (use 'set -o pipefail'). ${expected}${help}`,
    ],
    ["{", `stdin begins like JSON but is not valid: "{". ${expected}${help}`],
    [
      `{"a":"${"x".repeat(80)}"`,
      `stdin begins like JSON but is not valid: "{"a":"${"x".repeat(54)}". ${expected}${help}`,
    ],
    ["[5]", `stdin has JSON that names no operation. ${expected}${help}`],
    ['[""]', `stdin has JSON that names no operation. ${expected}${help}`],
    ["a\nNone\nb", `stdin says "None": no OperationId was found. ${expected}${help}`],
    [
      '{"OperationId":"a"} b\nc',
      `stdin begins like JSON but is not valid: "{"OperationId":"a"} b\\u{a}c". ${expected}${help}`,
    ],
    [
      "my OperationId: a",
      `stdin has a line that is neither an id nor JSON: "my OperationId: a". ${expected}${help}`,
    ],
    [
      `${'{"Operations":'.repeat(5000)}{}${"}".repeat(5000)}`,
      `stdin has JSON that is nested too deeply. ${expected}${help}`,
    ],
    ["{}", `stdin has JSON without an OperationId; it is empty. ${expected}${help}`],
    [
      '{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1}',
      `stdin has JSON without an OperationId; its members are a, b, c, d, e. ${expected}${help}`,
    ],
    [
      '{"OperationId":7}',
      `stdin has JSON whose OperationId is 7: no operation was started. ${expected}${help}`,
    ],
    [
      '{"operationId":""}',
      `stdin has JSON whose operationId is "": no operation was started. ${expected}${help}`,
    ],
    [
      '{"Service":{}}',
      `stdin has a Service: creating one is synchronous, so there is no operation to wait for.${help}`,
    ],
    [`${"[".repeat(52)}${"]".repeat(52)}`, `stdin has JSON that is nested too deeply. ${expected}${help}`],
    ["+--+\n|  a |\n", `stdin has no OperationId. ${expected}${help}`],
    ["Name: x\n", `stdin has no OperationId. ${expected}${help}`],
    ["a\tb\n", `stdin has a line that is neither an id nor JSON: "a\\u{9}b". ${expected}${help}`],
    [
      `x y ${id}`,
      `stdin has a line that is neither an id nor JSON: "x y ${id}". ${expected}\nIt may have started something: wait for it with 'cloudmap-wait ${id}', and use the AWS CLI with --output json.${help}`,
    ],
  ])("%j", (text, message) => {
    let error: unknown;
    try {
      operationsInText(text, "stdin");
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ exitCode: 2, message });
  });

  test("may be nested fifty deep", () => {
    expect(idsIn(`${"[".repeat(50)}"a"${"]".repeat(50)}`)).toEqual(["a"]);
    expect(() => idsIn(`${"[".repeat(51)}"a"${"]".repeat(51)}`)).toThrow("nested too deeply");
  });

  test("tells no more than twenty ids of those that it may have", () => {
    const ids = Array.from({ length: 22 }, (_, index) => `0123456789abcdef-0123${index + 10}`);
    expect(() => operationsInText(`a b ${ids.join(" ")}`, "stdin")).toThrow(
      `wait for it with 'cloudmap-wait ${ids.slice(0, 20).join(" ")} and 2 more', and use`.replace(
        " and 2 more'",
        "' and 2 more",
      ),
    );
  });
});

describe("what the AWS CLI prints", () => {
  test.each<[string, string, string[]]>([
    [
      "a table whose id is not first",
      "|  Status |  Id  |\n|  X  |  op-1  |\n|  Y  | a b |\n|  Z  |  words  |\n",
      ["op-1"],
    ],
    ["a table of one row", "|  OperationId |  op-1  |\n", ["op-1"]],
    ["a table with a title", "|  CreateHttpNamespace1  |\n|  OperationId |  op-1  |\n", ["op-1"]],
    ["a table with Windows line ends", "+---+\r\n|  OperationId |  op-1  |\r\n+---+\r\n", ["op-1"]],
    [
      "a table of several columns",
      "|  OperationId |  Status |  Name |\n|  op-1 |  PENDING |  x2 |\n",
      ["op-1"],
    ],
    [
      "a table with rows that are no ids",
      "| Name1 | op-0 |\n| Status | Id |\n| X | op-1 |\n| Y | Page 2 |\n| Z | 2 more |\n| W |\n",
      ["op-1"],
    ],
    ["an id with a bar at its end", "op-1|", ["op-1|"]],
    ["yaml with spaces", "OperationId:   op-1   \nOperationId:\n", ["op-1"]],
    ["yaml whose value has quotes inside", "OperationId: \"op'1\"\nOperationId: op'2", ["op'1", "op'2"]],
    [
      "tabs with an id and other words",
      `${"a1".repeat(8)}-012345\tshop\tweb\n`,
      [`${"a1".repeat(8)}-012345`],
    ],
    ["tabs with what only resembles nothing", "Nonesuch\tNone\nnull\tanull\n", ["Nonesuch", "anull"]],
    ["tabs with spaces", "OPERATIONS\t op-1 \tPENDING\ntwo words \top-2\n", ["op-1", "op-2"]],
    [
      "yaml with quotes",
      '- "OperationId": \'op-1\'\n  - Id: "op-2"\nStatus: PENDING\nId:\n',
      ["op-1", "op-2"],
    ],
    ["tabs with one word", "op-1\tNone\nnull\top-2\n", ["op-1", "op-2"]],
    ["a list's rows", "OPERATIONS\top-1\nOPERATIONS\top-2\tPENDING\nNone\n", ["op-1", "op-2"]],
    ["a document after ids", 'op-1\n{"Operation":{"Id":"op-2"}}', ["op-1", "op-2"]],
    ["a name in a document", '{"operationId":"op-1","name":""}', ["op-1"]],
  ])("is read: %s", (_what, text, ids) => {
    expect(idsIn(text)).toEqual(ids);
  });

  test.each([
    ['{"OperationId":"a","Name":"x"}', "x"],
    ['{"OperationId":"a","name":"x"}', "x"],
    ['{"OperationId":"a","Name":""}', undefined],
    ['{"OperationId":"a","Name":5}', undefined],
    ['{"OperationId":"a"}', undefined],
  ])("has a name if there is one: %s", (text, name) => {
    expect(operationsInText(text, "stdin")).toEqual([
      { operationId: "a", ...(name !== undefined && { name }) },
    ]);
  });

  test("is an example of what is expected", () => {
    expect(expected).toBe(
      "Expected operation ids, one a line, or what the AWS CLI prints, such as 'aws servicediscovery " +
        "create-http-namespace --name x --output json | cloudmap-wait -'.",
    );
  });
});
