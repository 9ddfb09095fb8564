import { describe, expect, test } from "vitest";
import { operationsInText } from "../../../src/cli/input/aws-cli-output.js";

function idsIn(text: string): string[] {
  return operationsInText(text, "stdin").map(({ operationId }) => operationId);
}

describe(operationsInText, () => {
  test.each([
    ["ids by line", "a\nb\r\n\n c \n", ["a", "b", "c"]],
    ["comments, which are none", "# first\na\n  # second\nb", ["a", "b"]],
    ["the AWS CLI's answer", '{\n  "OperationId": "a"\n}\n', ["a"]],
    ["documents in a row", '{"OperationId":"a"}{"OperationId":"b"} ["c"]"d"', ["a", "b", "c", "d"]],
    ["lines, then a document", 'a\n{"OperationId":"b"}\n', ["a", "b"]],
    ["a document, then lines", '# both\n{"OperationId":"a"}\n\nb', ["a", "b"]],
    ["list-operations", '{"Operations":[{"Id":"a"},{"Id":"b"}]}', ["a", "b"]],
    ["what a query makes of it", '{"Operations":["a",{"OperationId":"b"}]}', ["a", "b"]],
    ["an empty list", "[]", []],
    ["a byte order mark", "\uFEFFa", ["a"]],
  ])("reads %s", (_what, text, ids) => {
    expect(idsIn(text)).toEqual(ids);
  });

  const id = "gv4g5meo7ndmeh4fqskygvk23d2fijwa-k9302yzd";
  const other = "dns3kqr7ndmeh4fqskygvk23d2fijwaq-k9302abc";

  test.each([
    [
      "table",
      `-----------------------------------------------------------------
|                      CreateHttpNamespace                      |
+--------------+------------------------------------------------+
|  OperationId |  ${id}   |
+--------------+------------------------------------------------+
`,
      [id],
    ],
    [
      "table of a list",
      `---------------------------------------------------------------
|                       ListOperations                        |
+-------------------------------------------------------------+
||                        Operations                         ||
|+----------------------------------------------+------------+|
||                      Id                      |  Status    ||
|+----------------------------------------------+------------+|
||  ${id}   |  SUCCESS   ||
||  ${other}   |  PENDING   ||
|+----------------------------------------------+------------+|
`,
      [id, other],
    ],
    ["yaml", `OperationId: ${id}\n`, [id]],
    ["a stream of yaml", `- OperationId: ${id}\n- OperationId: "${other}"\n`, [id, other]],
    [
      "yaml of a list",
      `Operations:\n- Id: ${id}\n  Status: SUCCESS\n- Id: ${other}\n  Status: PENDING\n`,
      [id, other],
    ],
    ["text", `${id}\n`, [id]],
    ["text with tabs", `OPERATIONS\t${id}\tSUCCESS\nOPERATIONS\t${other}\tPENDING\n`, [id, other]],
    ["text of a query", `${id}\tNone\n`, [id]],
    ["text whose list has no next page", `OPERATIONS\t${id}\tSUCCESS\nNone\n`, [id]],
    ["text with Windows line ends", `${id}\r\n${other}\r\n`, [id, other]],
  ])("reads the AWS CLI's %s", (_what, text, ids) => {
    expect(idsIn(text)).toEqual(ids);
  });

  test("reads names: before an id, and in a document", () => {
    expect(operationsInText(`shop=a\n{"OperationId":"b","Name":"web"}`, "stdin")).toEqual([
      { operationId: "a", name: "shop" },
      { operationId: "b", name: "web" },
    ]);
  });

  test.each(["shop: eu", "- Id: eu", "|shop", "my shop\teu"])(
    "reads a name that looks like part of another format: %j",
    (name) => {
      expect(operationsInText(`${name}=${id}\r\n${other}\n`, "stdin")).toEqual([
        { operationId: id, name },
        { operationId: other },
      ]);
    },
  );

  test("tells the ids in what it can't read, as they may be nowhere else", () => {
    expect(() => idsIn(`Started ${id} and\n${other} for you`)).toThrow(
      `It may have started something: wait for it with 'cloudmap-wait ${id} ${other}', and use the AWS CLI with --output json.`,
    );
    expect(() => idsIn(`{"OperationId": "${id}"`)).toThrow(id);
  });

  test.each([
    ["a namespace's id", "ns-abc123", "which is the id of a namespace"],
    ["a service's id", "srv-abc123", "which is the id of a service"],
    ["an ARN", "arn:aws:servicediscovery:us-east-1:1:namespace/ns-1", "which is an ARN"],
    ["quotes around an id", "'abc'", "Give abc without them"],
    ["nothing that was found", "None", "no OperationId was found"],
    ["a table without an id", "|  Name |  x |\n", "has no OperationId"],
    ["5,000 brackets", "[".repeat(5000) + "]".repeat(5000), "nested too deeply"],
  ])("refuses %s", (_what, text, message) => {
    expect(() => idsIn(text)).toThrow(message);
  });
});
