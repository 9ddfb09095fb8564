import { describe, expect, test } from "vitest";
import { begin } from "../../src/core/poll-state.js";
import { readState, StateError } from "../../src/core/stored-state.js";

const state = begin({ OperationId: "op-1", OwnerAccount: "123456789012" }, 1000);

function errorOf(stored: unknown): unknown {
  try {
    readState(stored);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe(readState, () => {
  test("reads what was stored as JSON", () => {
    expect(readState(JSON.parse(JSON.stringify(state)))).toEqual(state);
    const more = {
      ...state,
      firstAnswerMs: 10,
      operation: { Status: "PENDING" },
      transitions: [{ from: null, to: "PENDING", at: 1010, elapsedMs: 10, poll: 1 }],
      lastError: { name: "TimeoutError", message: "" },
    };
    expect(readState(JSON.parse(JSON.stringify(more)))).toEqual(more);
    expect(readState({ ...state, operation: undefined })).toEqual(state);
  });

  test.each([2, 0, "1", undefined])("refuses version %s, and says what to do", (v) => {
    const error = errorOf({ ...state, v });
    expect(error).toBeInstanceOf(StateError);
    expect(error).toMatchObject({
      name: "StateError",
      code: "UNKNOWN_STATE_VERSION",
      message: expect.stringMatching(
        /reads version 1 only\. Finish the waits .* or begin them again/,
      ) as unknown,
    });
  });

  test.each([
    [{ ...state, v: 2 }, "version 2"],
    [{ ...state, v: "1" }, "no version"],
    [{}, "no version"],
  ])("says which version %j has", (stored, found) => {
    const message = `The stored state of this wait has ${found}, and this cloudmap-waiter reads version 1 only.`;
    expect(errorOf(stored)).toMatchObject({ message: expect.stringContaining(message) as unknown });
  });

  test.each([
    [null, "an object; got null"],
    ["text", 'an object; got "text"'],
    [{ ...state, operationId: 7 }, "with a string as its operationId; got 7"],
    [{ ...state, elapsedMs: "1" }, 'with a number as its elapsedMs; got "1"'],
    [{ ...state, transitions: {} }, "with a list of transitions; got {}"],
    [{ ...state, transitions: [null] }, "with a list of transitions; got [null]"],
    [{ ...state, retries: null }, "with a number as its retries.throttled; got undefined"],
    [
      { ...state, failuresInARow: { throttled: 0, transient: 1 } },
      "with a number as its failuresInARow.healing; got undefined",
    ],
    [{ ...state, ownerAccount: null }, "with a string as its ownerAccount; got null"],
    [{ ...state, firstAnswerMs: null }, "with a number as its firstAnswerMs; got null"],
    [{ ...state, operation: null }, "with an object as its operation; got null"],
    [{ ...state, lastError: {} }, "with a string as its lastError.name; got undefined"],
  ])("refuses %j", (stored, rule) => {
    expect(errorOf(stored)).toMatchObject({
      code: "INVALID_STATE",
      message: `The stored state of a wait must be ${rule}`,
    });
  });
});
