import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { beginFleet, type Fleet, readFleet, storeFleet } from "../../../src/engines/durable/fleet-state.js";
import { nextSweepMs } from "../../../src/engines/durable/sweep.js";
import { nextStep } from "../../../src/core/next-step.js";
import { resolvePolicy } from "../../../src/core/options.js";

const policy = resolvePolicy({});
const at = Date.UTC(2026, 0, 1);

const text = fc.string({ maxLength: 30 });
const observation = fc.record({
  operation: fc.option(
    fc.record(
      {
        Status: fc.constantFrom("SUBMITTED", "PENDING", "SUCCESS", "FAIL", "NEW"),
        Type: text,
        OwnerAccount: text,
        ErrorCode: text,
        ErrorMessage: text,
        CreateDate: fc.constant("2026-01-01T00:00:00.000Z"),
        Targets: fc.dictionary(
          text.filter((key) => key !== "__proto__"),
          text,
          { maxKeys: 3 },
        ),
      },
      { requiredKeys: [] },
    ),
    { nil: undefined },
  ),
  error: fc.option(
    fc.record(
      {
        name: fc.constantFrom("ThrottlingException", "TimeoutError"),
        message: text,
        statusCode: fc.nat(),
        unsent: fc.constant(true),
      },
      { requiredKeys: ["name", "message", "statusCode"] },
    ),
    { nil: undefined, freq: 3 },
  ),
});

describe("a stored fleet", () => {
  test.prop([fc.array(fc.array(observation, { maxLength: 6 }), { maxLength: 8 })])(
    "is the same fleet after a trip through JSON, and decides the same",
    (histories) => {
      const references = histories.map((_, index) => ({ OperationId: `op-${index}` }));
      const fleet = beginFleet(references, at, 4);
      for (const [index, history] of histories.entries())
        for (const [second, seen] of history.entries()) {
          const member = fleet.members[index];
          if (!member || member.end) continue;
          const operation = seen.operation && { Id: `op-${index}`, ...seen.operation };
          const decision = nextStep(member.state, { ...seen, operation, at: at + second * 1000 }, policy);
          member.state = decision.state;
          if (decision.type !== "wait") member.end = decision;
        }
      const stored = storeFleet(fleet, 0);
      const read = readFleet(JSON.parse(JSON.stringify(stored)), references);
      expect(read.members.map(({ state }) => state)).toEqual(fleet.members.map(({ state }) => state));
      expect(read.members.map(({ end }) => end)).toEqual(fleet.members.map(({ end }) => end));
    },
  );

  test("of a thousand fits a checkpoint, even if all fail with long messages of their own after many throttles", () => {
    const references = Array.from({ length: 1000 }, (_, index) => ({ OperationId: `operation-${index}` }));
    const fleet = beginFleet(references, at, 4);
    for (const [index, member] of fleet.members.entries())
      for (const Status of ["SUBMITTED", "PENDING", "throttled", "FAIL"]) {
        const error = { name: "ThrottlingException", message: `Rate exceeded ${index}`, statusCode: 400 };
        const operation = {
          Id: `operation-${index}`,
          Type: "REGISTER_INSTANCE",
          Status,
          ErrorCode: "INTERNAL_FAILURE",
          ErrorMessage: `${index} `.repeat(200),
          CreateDate: "2026-01-01T00:00:00.000Z",
          UpdateDate: "2026-01-01T00:09:00.000Z",
          Targets: { INSTANCE: `instance-${index}`.padEnd(64, "x") },
        };
        const seen = Status === "throttled" ? { at, error } : { at: at + 599_123, operation };
        const decision = nextStep(member.state, seen, policy);
        member.state = decision.state;
        if (decision.type !== "wait") member.end = decision;
      }
    const stored = storeFleet(fleet, 0);
    expect(stored?.type).toBe("ended");
    expect(stored?.writtenBytes).toBeLessThan(256 * 1024);
    expect(stored?.waits).toHaveLength(1000);
  });
});

function fleetWith(changes: Partial<Fleet>): Fleet {
  return { ...beginFleet([{ OperationId: "op-1" }], at, 4), ...changes };
}

describe(nextSweepMs, () => {
  test("is when the next poll is due", () => {
    const one = fleetWith({ sweptAt: at + 1000 });
    const [member] = one.members;
    if (member) member.dueAt = at + 4000;
    expect(nextSweepMs(one, 500, policy)).toBe(3000);
  });

  test("is later where the states would write more than an execution may", () => {
    expect(nextSweepMs(fleetWith({ writtenBytes: 80 * 1024 * 1024 }), 250 * 1024, policy)).toBeGreaterThan(
      14_000,
    );
  });

  test("is later where an execution would run out of operations", () => {
    expect(nextSweepMs(fleetWith({ sweeps: 2490 }), 500, policy)).toBeGreaterThanOrEqual(60_000);
  });
});
