import { describe, expect, test } from "vitest";
import {
  isOperationStartError,
  isRefusedForItself,
  OperationStartError,
} from "../../../src/waiter/result/start-error.js";

describe(isOperationStartError, () => {
  test("knows the error by a mark that every copy of the package shares", () => {
    const error = new OperationStartError("NO_OPERATION_ID", "no id");
    expect(isOperationStartError(error)).toBe(true);
    expect(Reflect.get(error, Symbol.for("cloudmap-waiter.start-error"))).toBe(true);
  });

  test.each([undefined, null, "text", 1, {}, new Error("no")])("is false for %j", (value) => {
    expect(isOperationStartError(value)).toBe(false);
  });
});

describe(OperationStartError, () => {
  test("has a cause only if one was given, and the id of the operation in the way", () => {
    const options = { cause: undefined, operationId: "op-1" };
    expect(Object.hasOwn(new OperationStartError("OTHER_OPERATION_PENDING", "x", options), "cause")).toBe(
      true,
    );
    expect(Object.hasOwn(new OperationStartError("NO_OPERATION_ID", "x"), "cause")).toBe(false);
    expect(new OperationStartError("OTHER_OPERATION_PENDING", "x", options)).toMatchObject({
      name: "OperationStartError",
      code: "OTHER_OPERATION_PENDING",
      operationId: "op-1",
    });
  });
});

describe(isRefusedForItself, () => {
  test.each([
    ["InvalidInput", 400, true],
    ["NamespaceNotFound", 400, true],
    ["OperationNotFound", 400, true],
    ["AccessDeniedException", 400, false],
    ["ThrottlingException", 400, false],
    ["InternalFailure", 500, false],
    // An answer that Cloud Map didn't write.
    ["UnknownError", 405, false],
    ["Unknown", 302, false],
  ])(
    "tells what a refusal says of the command from what it says of the moment: %s",
    (name, statusCode, told) => {
      expect(isRefusedForItself({ name, message: "", statusCode })).toBe(told);
    },
  );
});
