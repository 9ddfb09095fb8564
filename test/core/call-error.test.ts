import { describe, expect, test } from "vitest";
import { readError } from "../../src/core/call-error.js";

describe(readError, () => {
  test("reads an SDK error: its name, HTTP status and what the service asked for", () => {
    const error = Object.assign(new Error("Rate exceeded"), {
      name: "ThrottlingException",
      $metadata: { httpStatusCode: 400 },
      $response: { headers: { "retry-after": "3" } },
    });
    expect(readError(error)).toEqual({
      name: "ThrottlingException",
      message: "Rate exceeded",
      statusCode: 400,
      retryAfterMs: 3000,
    });
  });

  test.each([
    ["seconds", { "retry-after": "1.5" }, 1500],
    ["milliseconds of AWS's own header", { "x-amz-retry-after": "250", "retry-after": "9" }, 250],
    [
      "a date, against the answer's own",
      { "retry-after": "Wed, 21 Oct 2026 07:28:10 GMT", date: "Wed, 21 Oct 2026 07:28:00 GMT" },
      10_000,
    ],
    [
      "a date in the past",
      { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT", date: "Wed, 21 Oct 2026 07:28:10 GMT" },
      undefined,
    ],
    ["nonsense", { "retry-after": "soon" }, undefined],
  ])("reads Retry-After as %s", (_what, headers, retryAfterMs) => {
    expect(readError({ name: "X", message: "", $response: { headers } }).retryAfterMs).toBe(retryAfterMs);
  });

  test("reads the status where other HTTP clients keep it", () => {
    expect(readError(Object.assign(new Error("x"), { statusCode: 503 })).statusCode).toBe(503);
    expect(readError(Object.assign(new Error("x"), { status: 503 })).statusCode).toBe(503);
    expect(readError(Object.assign(new Error("x"), { response: { status: 503 } })).statusCode).toBe(503);
  });

  test("leaves out what the SDK says to its own developers", () => {
    const message =
      "Unexpected token < in JSON\n  Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.";
    expect(readError(new SyntaxError(message)).message).toBe("Unexpected token < in JSON");
  });

  test("finds the network's code below a fetch error", () => {
    const cause = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    expect(readError(new TypeError("fetch failed", { cause }))).toEqual({
      name: "TypeError",
      message: "fetch failed",
      code: "ECONNREFUSED",
    });
  });

  test.each(["MyError", "ErrorOfMine"])("reads a %s as it is, whatever it was wrapped around", (name) => {
    const cause = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    expect(readError({ name, message: "no", cause })).toEqual({ name, message: "no" });
  });

  test("looks for what happened below up to four errors, and no deeper", () => {
    let error = Object.assign(new Error("connect"), { code: "ECONNREFUSED" }) as Error;
    for (let depth = 1; depth <= 5; depth++) {
      error = new Error(`outer ${depth}`, { cause: error });
      expect("code" in readError(error)).toBe(depth < 5);
    }
  });

  test("reads an error that was wrapped by what it was wrapped around", () => {
    const denied = Object.assign(new Error("no"), {
      name: "AccessDeniedException",
      $metadata: { httpStatusCode: 400 },
    });
    const wrapped = new Error("GetOperation failed", { cause: new Error("inner", { cause: denied }) });
    expect(readError(wrapped)).toEqual({
      name: "AccessDeniedException",
      message: "GetOperation failed",
      statusCode: 400,
    });
    const circular = new Error("round");
    circular.cause = circular;
    expect(readError(circular)).toEqual({ name: "Error", message: "round" });
    const failed = new Error("failed", { cause: Object.assign(new Error("inner"), { status: 503 }) });
    expect(readError(failed)).toEqual({ name: "Error", message: "failed", statusCode: 503 });
    expect(readError({ cause: denied }).message).toBe("no");
    expect(readError(new Error("outer", { cause: "text" }))).toEqual({ name: "Error", message: "outer" });
  });

  test.each([["text"], [undefined], [null], [42]])(
    "reads %j, which is no error, without throwing",
    (thrown) => {
      expect(readError(thrown)).toEqual({ name: "NonError", message: String(thrown) });
    },
  );

  test("reads an object of the wrong types without throwing", () => {
    expect(readError({ name: 1, message: {}, code: [], $metadata: 3, $response: "x" })).toEqual({
      name: "Error",
      message: "",
    });
  });
});

describe("what the SDK adds", () => {
  const hint =
    "Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.";

  test.each([
    [hint, ""],
    [`no.${hint}`, "no."],
    [`no\n  ${hint}\nmore`, "no"],
    ["  no  ", "no"],
  ])("to the message %j is taken out", (message, left) => {
    expect(readError({ name: "X", message }).message).toBe(left);
  });

  test("to the response tells the status, where the metadata does not", () => {
    expect(readError({ name: "X", $response: { statusCode: 503 } }).statusCode).toBe(503);
  });

  test.each(["0", "Infinity", "-1"])("is no wish to be left alone for %s", (value) => {
    expect(readError({ name: "X", $response: { headers: { "retry-after": value } } })).not.toHaveProperty(
      "retryAfterMs",
    );
  });
});
