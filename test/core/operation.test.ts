import { describe, expect, test } from "vitest";
import { explainErrorCode, knownErrorCodes } from "../../src/core/error-codes.js";
import { durationMs, isForward, readOperation } from "../../src/core/operation.js";

describe(readOperation, () => {
  test("reads what the SDK returns", () => {
    expect(
      readOperation({
        Id: "a",
        Status: "SUCCESS",
        CreateDate: new Date(1516925490087),
        Targets: { NAMESPACE: "ns-1" },
      }),
    ).toEqual({
      Id: "a",
      Status: "SUCCESS",
      CreateDate: "2018-01-26T00:11:30.087Z",
      Targets: { NAMESPACE: "ns-1" },
    });
  });

  test.each([
    ["epoch seconds with milliseconds", 1516925490.087, "2018-01-26T00:11:30.087Z"],
    ["the text of the API reference's samples", "20181118T211707Z", "2018-11-18T21:17:07.000Z"],
    ["ISO 8601", "2018-11-18T21:17:07.000Z", "2018-11-18T21:17:07.000Z"],
    ["an HTTP date", "Sun, 18 Nov 2018 21:17:07 GMT", "2018-11-18T21:17:07.000Z"],
    ["a number that is no date", Number.NaN, undefined],
    ["text that is no date", "yesterday", undefined],
    ["an invalid Date", new Date(Number.NaN), undefined],
  ])("reads a date as %s", (_what, CreateDate, read) => {
    expect(readOperation({ CreateDate })?.CreateDate).toBe(read);
  });

  test.each([undefined, null, "a", [], [{ Id: "a" }]])("is none in %j", (value) => {
    expect(readOperation(value)).toBeUndefined();
  });

  test("is the same after a trip through JSON", () => {
    const operation = readOperation({ Id: "a", UpdateDate: new Date(0), Targets: { X: "y" }, Status: "ODD" });
    expect(readOperation(JSON.parse(JSON.stringify(operation)))).toEqual(operation);
  });

  test("leaves out members of the wrong type", () => {
    expect(
      readOperation({ Id: 7, Status: null, Targets: { NAMESPACE: 3, SERVICE: "s" }, ErrorCode: undefined }),
    ).toEqual({
      Targets: { SERVICE: "s" },
    });
    expect(readOperation({ Targets: "no" })).toEqual({});
  });

  test.each([[undefined], [null], ["text"], [3]])("is undefined for %j", (value) => {
    expect(readOperation(value)).toBeUndefined();
  });
});

describe(isForward, () => {
  test("is true for the first sighting and for a step ahead, and for no other", () => {
    expect(isForward(null, "PENDING")).toBe(true);
    expect(isForward("SUBMITTED", "SUCCESS")).toBe(true);
    expect(isForward("PENDING", "SUBMITTED")).toBe(false);
    expect(isForward("PENDING", "PENDING")).toBe(false);
  });
});

describe(durationMs, () => {
  test("is the time between the dates of an operation, if it has both", () => {
    expect(
      durationMs({ CreateDate: "2018-01-26T00:11:30.087Z", UpdateDate: "2018-01-26T00:12:10.387Z" }),
    ).toBe(40_300);
    expect(durationMs({ CreateDate: "2018-01-26T00:11:30.087Z" })).toBeUndefined();
  });
});

describe(explainErrorCode, () => {
  test.each([
    "ACCESS_DENIED",
    "CANNOT_CREATE_HOSTED_ZONE",
    "EXPIRED_TOKEN",
    "HOSTED_ZONE_NOT_FOUND",
    "INTERNAL_FAILURE",
    "INVALID_CHANGE_BATCH",
    "THROTTLED_REQUEST",
  ])("says what %s means and what to do", (code) => {
    expect(explainErrorCode(code)).toMatch(/^[A-Z].*\. [A-Z].*\.$/);
    expect(knownErrorCodes()).toContain(code);
  });

  test.each(["SOMETHING_NEW", "toString", ""])("knows nothing of %j", (code) => {
    expect(explainErrorCode(code)).toBeUndefined();
  });
});

test("every member of the API's operation is read, under its own name", () => {
  const operation = {
    Id: "a",
    OwnerAccount: "111122223333",
    Type: "CREATE_NAMESPACE",
    Status: "FAIL",
    ErrorCode: "ACCESS_DENIED",
    ErrorMessage: "no",
    CreateDate: "2018-01-26T00:11:30.087Z",
    UpdateDate: "2018-01-26T00:12:10.387Z",
    Targets: { NAMESPACE: "ns-1" },
  };
  expect(readOperation(operation)).toEqual(operation);
});

test("a failure is a step ahead, from every status", () => {
  for (const from of [null, "SUBMITTED", "PENDING", "SUCCESS"] as const)
    expect(isForward(from, "FAIL")).toBe(true);
});

test("an operation without the date of its creation has no duration", () => {
  expect(durationMs({ UpdateDate: "2018-01-26T00:12:10.387Z" })).toBeUndefined();
  expect(durationMs({ CreateDate: "2018-01-26T00:12:10.387Z", UpdateDate: "2018-01-26T00:11:30.087Z" })).toBe(
    0,
  );
});

test("a hosted zone that could not be created is explained with what Route 53 has against it, and what to do", () => {
  expect(explainErrorCode("CANNOT_CREATE_HOSTED_ZONE")).toMatch(
    /^Route 53 refused .* or an overlapping domain\. Delete or reuse/,
  );
});
