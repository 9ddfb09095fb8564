import { describe, expect, test } from "vitest";
import { classify, readError } from "../../src/core/classify.js";

function kindOf(name: string, more: { code?: string; statusCode?: number; message?: string } = {}): string {
  return classify({ name, message: "", ...more });
}

describe(classify, () => {
  test.each([
    "RequestLimitExceeded",
    "RequestLimitExceededException",
    "ThrottlingException",
    "Throttling",
    "TooManyRequestsException",
    "ServiceDiscovery.RequestLimitExceededException",
    "com.amazonaws.route53autonaming#ThrottlingException",
  ])("%s is a throttle, whatever its HTTP status", (name) => {
    expect(kindOf(name)).toBe("throttled");
    expect(kindOf(name, { statusCode: 400 })).toBe("throttled");
    expect(kindOf(name, { statusCode: 503 })).toBe("throttled");
  });

  test("429 without a name that is known is a throttle", () => {
    expect(kindOf("Unknown", { statusCode: 429 })).toBe("throttled");
  });

  test.each([
    ["a reset connection, which the SDK names TimeoutError", "TimeoutError", { code: "ECONNRESET" }],
    ["a refused connection", "Error", { code: "ECONNREFUSED" }],
    ["a name that doesn't resolve", "Error", { code: "ENOTFOUND" }],
    ["a server error", "ServiceDiscoveryServiceException", { statusCode: 500 }],
    ["a load balancer's page", "SyntaxError", { statusCode: 503 }],
    ["a success that is not JSON", "SyntaxError", { statusCode: 200 }],
    ["a body cut short", "Error", { statusCode: 200, code: "ECONNRESET" }],
    ["an attempt that took too long", "AttemptTimeout", { code: "ETIMEDOUT" }],
    ["fetch that found no network", "TypeError", { message: "fetch failed" }],
    ["408", "Unknown", { statusCode: 408 }],
    ["425", "Unknown", { statusCode: 425 }],
    ["InternalFailure with HTTP 400", "InternalFailure", { statusCode: 400 }],
    ["an error that says nothing", "Error", {}],
  ])("%s is transient", (_what, name, more) => {
    expect(kindOf(name, more)).toBe("transient");
  });

  test.each([
    ["AccessDeniedException", 400],
    ["AccessDenied", 403],
    ["ExpiredTokenException", 400],
    ["UnrecognizedClientException", 400],
    ["InvalidSignatureException", 400],
    ["CredentialsProviderError", undefined],
    ["Unknown", 401],
    ["Unknown", 403],
  ])("%s with HTTP %s is denied", (name, statusCode) => {
    expect(kindOf(name, statusCode === undefined ? {} : { statusCode })).toBe("denied");
  });

  test("a missing region, for which the SDK has no name, is denied", () => {
    expect(kindOf("Error", { message: "Region is missing" })).toBe("denied");
  });

  test.each([
    ["InvalidInput", { statusCode: 400 }],
    ["ValidationException", { statusCode: 400 }],
    ["Unknown", { statusCode: 404 }],
    ["TypeError", { message: "x is not a function" }],
    ["ReferenceError", {}],
    ["ReferenceError", { message: "networkClient is not defined" }],
    ["TypeError", { code: "ERR_INVALID_URL" }],
  ])("%s %j is invalid: trying again would not help", (name, more) => {
    expect(kindOf(name, more)).toBe("invalid");
  });

  test.each([400, 404])("OperationNotFound with HTTP %d is not-found", (statusCode) => {
    expect(kindOf("OperationNotFound", { statusCode })).toBe("not-found");
    expect(kindOf("OperationNotFoundException", { statusCode })).toBe("not-found");
  });
});

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

  test("finds the network's code below a fetch error", () => {
    const cause = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    expect(readError(new TypeError("fetch failed", { cause })).code).toBe("ECONNREFUSED");
  });

  test.each([["text"], [undefined], [null], [42]])(
    "reads %j, which is no error, without throwing",
    (thrown) => {
      expect(readError(thrown)).toEqual({ name: "Error", message: String(thrown) });
    },
  );

  test("reads an object of the wrong types without throwing", () => {
    expect(readError({ name: 1, message: {}, code: [], $metadata: 3, $response: "x" })).toEqual({
      name: "Error",
      message: "",
    });
  });
});
