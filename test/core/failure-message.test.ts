import { describe, expect, test } from "vitest";
import type { CallError } from "../../src/core/call-error.js";
import { failureMessage, type FailureReason } from "../../src/core/failure-message.js";
import { begin, type WaitState } from "../../src/core/poll-state.js";

function message(outcome: FailureReason, more: Partial<WaitState> = {}, code = "X"): string {
  return failureMessage({ ...begin({ OperationId: "op-1" }, 0), ...more }, outcome, code);
}

function lastError(error: Partial<CallError>): { readonly lastError: CallError } {
  return { lastError: { name: "Oops", message: "", ...error } };
}

describe(failureMessage, () => {
  test("of a failure with a code that nobody knows says to fix the cause, and needs no more than the code", () => {
    expect(message("failed", {}, "NEW_CODE")).toBe(
      "Operation op-1 failed: NEW_CODE. Fix the cause. Then call the action again.",
    );
  });

  test("of a denial names the permission, and that the operation may still be running", () => {
    expect(message("denied")).toMatch(
      /access was denied.*servicediscovery:GetOperation.*may still be running/,
    );
  });

  test("of a refusal blames Cloud Map's rules, unless it was an error in code", () => {
    const refused = /Cloud Map refused the request\. Check the operation id/;
    expect(message("invalid")).toMatch(refused);
    expect(message("invalid", lastError({ name: "InvalidInput", statusCode: 400 }))).toMatch(refused);
    expect(message("invalid", lastError({ name: "TypeError", message: "x is not a function" }))).toMatch(
      /the error came from the code that sends the request/,
    );
  });

  test("of an abort says that the operation keeps running, if it was seen, and how to resume", () => {
    expect(message("aborted")).toMatch(
      /^Operation op-1 had not ended when the wait was stopped\. The operation may still be running\. To resume/,
    );
    expect(message("aborted", { operation: { Status: "PENDING" } })).toMatch(
      /The operation keeps running\. To/,
    );
  });

  test("of a timeout tells of an operation in a status that nobody knows", () => {
    expect(message("timed-out", { operation: {}, polls: 1 })).toMatch(/was .*in an unknown status/);
  });

  test.each([
    [49, "was not found. Check"],
    [50, "was not found within 0.1 s. Check"],
    [12_340, "was not found within 12.3 s. Check"],
  ])("of an id that is not found tells how long it was looked for: %i ms", (elapsedMs, told) => {
    expect(message("not-found", { elapsedMs })).toContain(told);
  });

  test.each([
    [1, "(1 attempt)"],
    [9, "(9 attempts)"],
  ])("counts %i failed attempts in plain English", (transient, count) => {
    const failuresInARow = { throttled: 0, transient, healing: 0 };
    expect(message("unreachable", { failuresInARow })).toContain(`did not answer ${count}.`);
  });

  test.each<[string, Partial<CallError>, string]>([
    ["its name", {}, "Oops."],
    ["its message", { message: "it broke" }, "Oops: it broke."],
    ["its code", { code: "ECODE", message: "it broke" }, "Oops ECODE: it broke."],
    ["its code once", { code: "ECODE", message: "it broke: ECODE" }, "Oops: it broke: ECODE."],
    ["one full stop, wherever others are", { message: "a.b broke" }, "Oops: a.b broke."],
    ["no second full stop", { message: "It broke!" }, "Oops: It broke!"],
    [
      "what came instead of an answer",
      { name: "SyntaxError", message: "<", statusCode: 502 },
      "an answer with HTTP 502 that could not be read, probably a proxy's.",
    ],
    [
      "an answer without a name",
      { name: "Unknown", message: "UnknownError", statusCode: 302 },
      "an answer with HTTP 302 that could not be read, probably a proxy's.",
    ],
    [
      "an answer without a name, as other versions of the SDK call it",
      { name: "UnknownError", message: "UnknownError", statusCode: 400 },
      "an answer with HTTP 400 that could not be read, probably a proxy's.",
    ],
    [
      "an answer without a name, as old versions of the SDK call it",
      { name: "503", message: "UnknownError", statusCode: 503 },
      "an answer with HTTP 503 that could not be read, probably a proxy's.",
    ],
    ["a name that is unknown without an answer", { name: "Unknown", message: "no" }, "Unknown: no."],
    ["a status that isn't of a page", { message: "no", statusCode: 502 }, "Oops: no."],
    ["an error of a parser in code", { name: "SyntaxError", message: "<" }, "SyntaxError: <."],
  ])("tells of the last error %s", (_what, error, told) => {
    expect(message("denied", lastError(error))).toSatisfy((text: string) =>
      text.endsWith(` The last error was ${told}`),
    );
  });
});
