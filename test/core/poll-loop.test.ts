import { describe, expect, test } from "vitest";
import { drive } from "../../src/core/poll-loop.js";
import { resolvePolicy } from "../../src/core/options.js";
import { type Decision, type Observation } from "../../src/core/next-step.js";
import { begin } from "../../src/core/poll-state.js";

const policy = resolvePolicy({ jitter: 0 });

/** An engine whose clock is its sleeps. */
function engine(statuses: readonly string[]): {
  observe: () => Promise<Observation>;
  sleep: (ms: number) => Promise<void>;
  sleeps: number[];
} {
  const sleeps: number[] = [];
  let at = 1000;
  let poll = 0;
  return {
    sleeps,
    observe: async () => ({
      at,
      operation: { Status: statuses[poll++] ?? "PENDING", Targets: { NAMESPACE: "ns-1" } },
    }),
    sleep: async (ms) => {
      sleeps.push(ms);
      at += ms;
    },
  };
}

describe(drive, () => {
  test("polls, decides and sleeps until the operation has ended", async () => {
    const io = engine(["SUBMITTED", "PENDING", "PENDING", "SUCCESS"]);
    const end = await drive(io, { OperationId: "a" }, policy);
    expect(end).toMatchObject({
      type: "done",
      targets: { NAMESPACE: "ns-1" },
      state: { startedAt: 1000, polls: 4 },
    });
    expect(io.sleeps).toEqual([1000, 1000, 1000]);
  });

  test("goes on from a state, and tells each decision", async () => {
    const decisions: Decision[] = [];
    const io = { ...engine(["SUCCESS"]), decided: (decision: Decision) => decisions.push(decision) };
    const from = { ...begin({ OperationId: "a" }, 0), polls: 7 };
    const end = await drive(io, { OperationId: "a" }, policy, from);
    expect(end.state.polls).toBe(8);
    expect(decisions).toEqual([end]);
  });

  test("rejects only if its engine does", async () => {
    const io = { ...engine([]), sleep: () => Promise.reject(new Error("shut down")) };
    await expect(drive(io, { OperationId: "a" }, policy)).rejects.toThrow("shut down");
  });
});
