import { describe, expect, test } from "vitest";
import { faultText } from "../../../src/cli/output/fault.js";

describe(faultText, () => {
  test("has the stack, line by line, with nothing that a terminal would obey", () => {
    const error = new TypeError("a mistake");
    error.stack = "TypeError: a \u001B[2Jmistake\n    at here";
    expect(faultText(error)).toBe(
      "an internal error, please report it:\nTypeError: a \\u{1b}[2Jmistake\n    at here",
    );
  });

  test("has what there is of an error without a stack, and of what is no error", () => {
    const error = new Error("a mistake");
    delete error.stack;
    expect(faultText(error)).toBe("an internal error, please report it:\na mistake");
    expect(faultText(5)).toBe("an internal error, please report it:\n5");
  });
});
