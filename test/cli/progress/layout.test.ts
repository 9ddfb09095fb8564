import { describe, expect, test } from "vitest";
import { noColumns, reasonSpans, rowSpans, widen } from "../../../src/cli/progress/layout.js";
import type { Row } from "../../../src/cli/progress/row.js";
import { span } from "../../../src/cli/progress/style.js";

const capabilities = { colors: "none", hasUnicode: true, hasLinks: false } as const;
const running: Row = {
  operationId: "op",
  rank: "running",
  label: "shop.example",
  what: "create namespace",
  state: "pending",
  time: "34 s",
  note: "usually ~40 s",
  color: undefined,
};
const problem: Row = {
  ...running,
  rank: "problem",
  note: "connection refused (ECONNREFUSED)",
  shortNote: "ECONNREFUSED",
};

function text(row: Row, width: number): string {
  const columns = noColumns();
  widen(columns, [row]);
  return rowSpans(row, span("*"), columns, width, capabilities)
    .map((part) => part.text)
    .join("");
}

describe("a row, as it becomes narrower", () => {
  test.each([
    [80, "* shop.example  create namespace  pending   34 s  usually ~40 s"],
    [63, "* shop.example  create namespace  pending   34 s  usually ~40 s"],
    [61, "* shop.examp…  create namespace  pending   34 s  usually ~40…"],
    [54, "* shop.e…  create namespace  pending   34 s  usually …"],
    [49, "* shop…  create namespace  pending   34 s  usual…"],
    [48, "* sho…  create namespace  pending   34 s  usual…"],
    [47, "* shop.example  pending   34 s  usually ~40 s"],
    [45, "* shop.example  pending   34 s  usually ~40 s"],
    [44, "* shop.examp…  pending   34 s  usually ~40 s"],
    [40, "* shop.exa…  pending   34 s  usually ~4…"],
    [30, "* sho…  pending   34 s  usual…"],
    [28, "* sho…  pending   34 s  usu…"],
    [27, "* sho…  pending   34 s"],
    [22, "* sho…  pending   34 s"],
    [20, "* sho…  pending   3…"],
  ])("in %d columns", (width, line) => {
    expect(text(running, width)).toBe(line);
  });

  test.each([
    [49, "* shop.example  connection refused (ECONNREFUSED)"],
    [48, "* shop.example  ECONNREFUSED"],
    [20, "* sho…  ECONNREFUSED"],
    [16, "* sho…  ECONNRE…"],
  ])("that has a problem, in %d columns", (width, line) => {
    expect(text(problem, width)).toBe(line);
  });

  test("ends where there is no room for more, and has no empty parts after that", () => {
    const columns = noColumns();
    const parts = rowSpans(running, span("*"), columns, 10, capabilities);
    expect(parts.at(-1)?.text).not.toBe("");
  });
});

describe("the reason under a row", () => {
  test("is broken to the width, and followed by what to do", () => {
    const lines = reasonSpans({ ...running, reason: "one two three", fix: "four five" }, 13);
    expect(lines.map((parts) => parts.map((part) => part.text).join(""))).toEqual([
      "    one two",
      "    three",
      "    Fix: four",
      "    five",
    ]);
    expect(lines[2]?.[1]).toEqual({ text: "Fix:", color: "bold" });
    expect(reasonSpans(running, 13)).toEqual([]);
  });
});
