import { describe, expect, test } from "vitest";
import { classify } from "../../src/core/classify-error.js";

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
    ["a body that a proxy wrote, with 403", "SyntaxError", { statusCode: 403 }],
    ["a body that a proxy wrote, with 404", "SyntaxError", { statusCode: 404 }],
    ["a refusal without a name, with 400", "Unknown", { statusCode: 400 }],
    ["a refusal without a name, with 403", "UnknownError", { statusCode: 403 }],
    ["a refusal without a name, with 404", "Unknown", { statusCode: 404 }],
    ["a refusal without a name, which an older SDK names by its status", "403", { statusCode: 403 }],
    [
      "a page that somebody's own code tried to read as JSON",
      "SyntaxError",
      { message: `Unexpected token '<', "<html>" is not valid JSON` },
    ],
    ["axios without a network", "AxiosError", { code: "ERR_NETWORK" }],
    ["a socket that undici closed", "SocketError", { code: "UND_ERR_SOCKET" }],
    ["Safari without a network", "TypeError", { message: "Load failed" }],
    [
      "Firefox without a network",
      "TypeError",
      { message: "NetworkError when attempting to fetch resource." },
    ],
    ["no file descriptor left", "Error", { code: "EMFILE" }],
  ])("%s is transient", (_what, name, more) => {
    expect(kindOf(name, more)).toBe("transient");
  });

  test.each([
    ["AccessDeniedException", 400],
    ["AccessDenied", 403],
    ["ExpiredTokenException", 400],
    ["UnrecognizedClientException", 400],
    ["Unknown", 401],
    ["AxiosError", 403],
  ])("%s with HTTP %s is denied", (name, statusCode) => {
    expect(kindOf(name, statusCode === undefined ? {} : { statusCode })).toBe("denied");
  });

  test("a region that is missing or refused, for which the SDK has no name, is denied", () => {
    expect(kindOf("Error", { message: "Region is missing" })).toBe("denied");
    const message = 'Region not accepted: region="a b" is not a valid hostname component.';
    expect(kindOf("Error", { message })).toBe("denied");
  });

  test("a line break in the credentials is denied", () => {
    const message = 'Invalid character in header content ["authorization"]';
    expect(kindOf("TypeError", { code: "ERR_INVALID_CHAR", message })).toBe("denied");
    expect(kindOf("TypeError", { code: "ERR_INVALID_CHAR", message: '["x-other"]' })).toBe("fault");
  });

  test("a refusal has a name of its own although it looks like none", () => {
    for (const name of ["SomethingUnknown", "UnknownOperation", "4030", "X403"])
      expect(kindOf(name, { statusCode: 403 })).not.toBe(kindOf("Unknown", { statusCode: 403 }));
    // Credential providers throw errors with names of their own, which may pass.
    for (const name of ["MyTypeError", "TypeErrors"])
      expect(classify({ name, message: "", unsent: true })).toBe("healing");
    expect(classify({ name: "TypeError", message: "", unsent: true })).toBe("fault");
  });

  test.each([
    ["RequestTimeTooSkewed", 403],
    ["InvalidSignatureException", 400],
    ["SignatureDoesNotMatch", 403],
    ["CredentialsProviderError", undefined],
    ["TokenProviderError", undefined],
  ])("%s with HTTP %s may heal by itself", (name, statusCode) => {
    expect(kindOf(name, statusCode === undefined ? {} : { statusCode })).toBe("healing");
  });

  test.each([
    "SELF_SIGNED_CERT_IN_CHAIN",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "CERT_HAS_EXPIRED",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "ERR_SSL_WRONG_VERSION_NUMBER",
    "ERROR_IN_CERT_NOT_AFTER_FIELD",
    "PATH_LENGTH_EXCEEDED",
    "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA",
    "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE",
    "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
  ])("%s is a peer that is not trusted", (code) => {
    expect(kindOf("Error", { code })).toBe("untrusted");
  });

  test.each([
    ["InvalidInput", { statusCode: 400 }],
    ["ValidationException", { statusCode: 400 }],
    ["AxiosError", { statusCode: 404 }],
    ["Unknown", { statusCode: 413 }],
  ])("%s %j is invalid: trying again would not help", (name, more) => {
    expect(kindOf(name, more)).toBe("invalid");
  });

  test.each([
    ["TypeError", { message: "x is not a function" }],
    ["TypeError", { message: "Cannot read properties of undefined (reading 'fetch')" }],
    ["ReferenceError", {}],
    ["ReferenceError", { message: "networkClient is not defined" }],
    ["TypeError", { code: "ERR_INVALID_URL" }],
    ["SyntaxError", { message: "Unexpected token" }],
    ["Error", { message: "boom" }],
    ["Error", {}],
    ["NonError", { message: "fetch failures" }],
    ["Error", { code: "ENOENT" }],
    ["Error", { code: "ERR_ASSERTION" }],
    ["RangeError", { code: "ERR_SOCKET_BAD_PORT" }],
    ["NotSupportedError", { code: "UND_ERR_NOT_SUPPORTED" }],
  ])("%s %j is an error in somebody's code", (name, more) => {
    expect(kindOf(name, more)).toBe("fault");
  });

  test("what a credential provider throws may heal by itself; a mistake in code does not", () => {
    const unsent = { message: "boom", unsent: true };
    expect(classify({ name: "Error", ...unsent })).toBe("healing");
    expect(classify({ name: "NonError", ...unsent })).toBe("healing");
    expect(classify({ name: "TypeError", ...unsent })).toBe("fault");
    expect(classify({ name: "Error", ...unsent, code: "ECONNREFUSED" })).toBe("transient");
  });

  test.each([400, 404])("OperationNotFound with HTTP %d is not-found", (statusCode) => {
    expect(kindOf("OperationNotFound", { statusCode })).toBe("not-found");
    expect(kindOf("OperationNotFoundException", { statusCode })).toBe("not-found");
  });
});

describe("a name that only contains a known one", () => {
  test.each([
    "ResourceLimitExceeded",
    "NotTooManyRequests",
    "NoSlowDown",
    "NotPriorRequest",
    "NotRequestExpire",
    "NotRequestInTheFuture",
    "NotServiceUnavailable",
    "NotInternal",
    "InstanceOperationNotFound",
    "NotUnrecognizedClient",
    "NotOptIn",
  ])("%s goes by its status", (name) => {
    expect(kindOf(name, { statusCode: 400 })).toBe("invalid");
  });

  test.each(["NotInvalid", "NotValidation", "NotUnknownOperation", "NotSerialization", "NotMalformed"])(
    "%s goes by its status",
    (name) => {
      expect(kindOf(name, { statusCode: 500 })).toBe("transient");
    },
  );

  test.each(["NotRequestExpired", "NotInvalidSignature"])("%s does not heal", (name) => {
    expect(kindOf(name, { statusCode: 400 })).toBe("denied");
  });

  test.each(["LimitExceededException", "BandwidthLimitExceeded", "RequestLimitExceeded"])(
    "%s is a throttle all the same",
    (name) => {
      expect(kindOf(name, { statusCode: 400 })).toBe("throttled");
    },
  );
});

describe("an error without a status", () => {
  test.each([
    "XECONNRESET",
    ...["ETIMEDOUT", "ENOTFOUND", "EPIPE", "EPROTO", "EAGAIN", "EBUSY", "EMFILE", "ENOBUFS", "ECANCELED"].map(
      (code) => `${code}X`,
    ),
    "XCERT_HAS_EXPIRED",
    "HOSTNAME_MISMATCHX",
    "INVALID_CAX",
  ])("with the code %s is an error in somebody's code: only whole codes are known", (code) => {
    expect(kindOf("Error", { code })).toBe("fault");
  });

  test.each(["ETIMEDOUT", "EPIPE", "EAGAIN", "EBUSY", "ENFILE", "ENOBUFS", "ECANCELED"])(
    "with the code %s is transient",
    (code) => {
      expect(kindOf("Error", { code })).toBe("transient");
    },
  );

  test.each(["HOSTNAME_MISMATCH", "INVALID_CA", "INVALID_PURPOSE"])(
    "with the code %s is not trusted",
    (code) => {
      expect(kindOf("Error", { code })).toBe("untrusted");
    },
  );

  test("is not trusted where the peer speaks no TLS, by the code and the message together", () => {
    const message = "ssl3_get_record:wrong version number";
    expect(kindOf("Error", { code: "EPROTO", message })).toBe("untrusted");
    expect(kindOf("Error", { code: "EPROTO", message: "alert" })).toBe("transient");
    expect(kindOf("Error", { code: "ECONNRESET", message })).toBe("transient");
  });

  test.each(["AbortError", "NetworkError"])("named %s is transient", (name) => {
    expect(kindOf(name)).toBe("transient");
  });

  test.each(["my fetch failed", "why the region is missing", "not: Region is missing"])(
    "with the message %j is an error in somebody's code",
    (message) => {
      expect(kindOf("Error", { message })).toBe("fault");
    },
  );

  test("is no denial for a word in its message", () => {
    expect(kindOf("Error", { code: "ERR_OTHER", message: "authorization" })).toBe("fault");
  });
});
