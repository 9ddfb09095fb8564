import { describe, expect, test } from "vitest";
import { begin, publicState, recordAnswer, recordFailure } from "../../src/core/poll-state.js";

const error = { name: "X", message: "" };

describe(begin, () => {
  test("keeps the account that owns the operation, where one was given", () => {
    const state = begin({ OperationId: "op-1", OwnerAccount: "111122223333" }, 5);
    expect(state).toMatchObject({ operationId: "op-1", ownerAccount: "111122223333", startedAt: 5 });
    expect(publicState(state)).toMatchObject({ ownerAccount: "111122223333" });
    expect(Object.keys(begin({ OperationId: "op-1", OwnerAccount: undefined }, 5))).not.toContain(
      "ownerAccount",
    );
  });
});

describe(recordFailure, () => {
  test("counts throttles apart from failures on the way, and counts no refusal", () => {
    const throttled = recordFailure(begin({ OperationId: "op-1" }, 0), error, "throttled");
    const both = recordFailure(recordFailure(throttled, error, "transient"), error, "healing");
    expect(both).toMatchObject({ lastError: error, retries: { throttled: 1, transient: 2 } });
    expect(recordFailure(both, error, "denied").retries).toEqual({ throttled: 1, transient: 2 });
  });
});

describe(recordAnswer, () => {
  test("forgets the last error, and the failures in a row", () => {
    const failed = recordFailure(begin({ OperationId: "op-1" }, 0), error, "transient");
    const state = recordAnswer(failed);
    expect(Object.keys(state)).not.toContain("lastError");
    expect(state.failuresInARow).toEqual({ throttled: 0, transient: 0, healing: 0 });
    expect(state.retries).toEqual(failed.retries);
  });
});
