import { describe, expect, test } from "vitest";
import { problemWords, shortProblemWords } from "../../../src/cli/progress/problem-words.js";

const transient = { reason: "transient", errorName: "Error" } as const;

describe("what went wrong, in words, and in as few as will do", () => {
  test.each([
    [{ ...transient, reason: "throttled" }, "throttled by Cloud Map", "throttled"],
    [{ ...transient, errorCode: "ECONNREFUSED" }, "connection refused (ECONNREFUSED)", "ECONNREFUSED"],
    [{ ...transient, errorCode: "ECONNRESET" }, "connection reset (ECONNRESET)", "ECONNRESET"],
    [{ ...transient, errorCode: "ENOTFOUND" }, "host not found (ENOTFOUND)", "ENOTFOUND"],
    [{ ...transient, errorCode: "EAI_AGAIN" }, "host not found for now (EAI_AGAIN)", "EAI_AGAIN"],
    [{ ...transient, errorCode: "ETIMEDOUT" }, "connection timed out (ETIMEDOUT)", "ETIMEDOUT"],
    [{ ...transient, errorCode: "EHOSTUNREACH" }, "host unreachable (EHOSTUNREACH)", "EHOSTUNREACH"],
    [{ ...transient, errorCode: "ENETUNREACH" }, "network unreachable (ENETUNREACH)", "ENETUNREACH"],
    [{ ...transient, errorCode: "EPIPE" }, "connection broken (EPIPE)", "EPIPE"],
    [{ ...transient, errorCode: "toString" }, "toString", "toString"],
    [{ ...transient, statusCode: 400 }, "HTTP 400 from Cloud Map", "HTTP 400"],
    [{ ...transient, statusCode: 399 }, "an answer that can't be read (HTTP 399)", "HTTP 399"],
    [{ ...transient, errorName: "TimeoutError" }, "no answer in time", "no answer in time"],
    [{ ...transient, errorName: "TimeoutError", statusCode: 200 }, "no answer in time", "HTTP 200"],
    [transient, "no answer", "no answer"],
  ] as const)("%j", (failure, words, short) => {
    expect([problemWords(failure), shortProblemWords(failure)]).toEqual([words, short]);
  });
});
