import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../../src/emulator/index.js";
import { send } from "../ask.js";

function started(options: EmulatorOptions, action: string, input: object): Emulator {
  const emulator = createEmulator({ now: () => 0, ...options });
  expect(send(emulator, action, input)).toMatchObject({ statusCode: 200 });
  return emulator;
}

function durationMs(emulator: Emulator): number {
  const [operation] = emulator.operations();
  return (operation?.settledAtMs ?? 0) - (operation?.createdAtMs ?? 0);
}

/** The HTTP statuses of some requests in a row. */
function codes(emulator: Emulator, count: number): readonly unknown[] {
  return Array.from({ length: count }, () => send(emulator, "ListNamespaces", {})["statusCode"]);
}

/** All that some requests bring about. */
function play(emulator: Emulator): readonly unknown[] {
  const answers = ["a", "b", "c"].map((Name) => {
    emulator.advance(700);
    return send(emulator, "CreateHttpNamespace", { Name });
  });
  return [...answers, ...emulator.operations()];
}

describe("how long an operation takes", () => {
  test.each([
    ["CreatePrivateDnsNamespace", { Name: "a", Vpc: "v" }, 20_000, 80_000],
    ["CreateHttpNamespace", { Name: "a" }, 2000, 6000],
  ])("is near what is known of %s", (action, input, least, most) => {
    for (const seed of ["a", "b", "c", "d"]) {
      expect(durationMs(started({ seed }, action, input))).toBeGreaterThanOrEqual(least);
      expect(durationMs(started({ seed }, action, input))).toBeLessThanOrEqual(most);
    }
  });

  test("follows the last key that fits", () => {
    const durations = {
      CREATE_NAMESPACE: 5,
      "CreateHttpNamespace:slow-*": 60,
      "*:*-stuck": "never",
    } as const;
    const of = (Name: string): number => durationMs(started({ durations }, "CreateHttpNamespace", { Name }));
    expect([of("shop"), of("slow-shop"), of("slow-stuck")]).toEqual([5000, 60_000, Infinity]);
  });

  test("has its first part SUBMITTED", () => {
    const durations = { "*": 10 };
    const [operation] = started({ durations, submittedShare: 0.3 }, "CreateHttpNamespace", {
      Name: "a",
    }).operations();
    expect(operation).toMatchObject({ createdAtMs: 0, pendingAtMs: 3000, settledAtMs: 10_000 });
  });

  test("that never ends stays PENDING, and in the way of others", () => {
    const emulator = started({ durations: { "*": "never" } }, "CreateHttpNamespace", { Name: "a" });
    emulator.advance(1e12);
    expect(emulator.operations()).toMatchObject([{ status: "PENDING" }]);
    expect(send(emulator, "CreateHttpNamespace", { Name: "a" })).toMatchObject({
      __type: "DuplicateRequest",
    });
  });
});

describe("the failure rules", () => {
  test("fire as often and as likely as they say, first come first served", () => {
    const emulator = createEmulator({
      failures: [
        { on: "CREATE_NAMESPACE:bad-*", code: "ACCESS_DENIED", message: "No.", times: 1 },
        { on: "CreateHttpNamespace:bad-*", code: "INTERNAL_FAILURE" },
        { code: "THROTTLED_REQUEST", probability: 0 },
      ],
    });
    for (const Name of ["bad-1", "bad-2", "good"]) send(emulator, "CreateHttpNamespace", { Name });
    emulator.advance(60_000);
    expect(emulator.operations()).toMatchObject([
      { status: "FAIL", errorCode: "ACCESS_DENIED", errorMessage: "No." },
      {
        status: "FAIL",
        errorCode: "INTERNAL_FAILURE",
        errorMessage: "The operation failed.",
      },
      { status: "SUCCESS" },
    ]);
  });

  test("with a probability hit about that share", () => {
    const emulator = createEmulator({ failures: [{ code: "ACCESS_DENIED", probability: 0.3 }] });
    for (let index = 0; index < 1000; index++) send(emulator, "CreateHttpNamespace", { Name: `n${index}` });
    emulator.advance(60_000);
    const failed = emulator.operations().filter(({ status }) => status === "FAIL").length;
    expect(failed).toBeGreaterThan(240);
    expect(failed).toBeLessThan(360);
  });
});

describe("the fault rules", () => {
  test("skip, fire some times, and are then over", () => {
    const emulator = createEmulator({
      faults: [{ fault: "server-error", action: "List*", skip: 1, times: 2 }],
    });
    expect(codes(emulator, 5)).toEqual([200, 500, 500, 200, 200]);
  });

  test("hold in their window of time", () => {
    const emulator = createEmulator({
      now: () => 0,
      faults: [{ fault: "server-error", after: 1, until: 3 }],
    });
    const seen = [0, 1, 2, 3].map(() => {
      const [code] = codes(emulator, 1);
      emulator.advance(1000);
      return code;
    });
    expect(seen).toEqual([200, 500, 500, 200]);
  });

  test("do the work or not, as processed says", () => {
    for (const processed of [true, false]) {
      const emulator = createEmulator({ faults: [{ fault: "server-error", processed }] });
      send(emulator, "CreateHttpNamespace", { Name: "a" });
      expect(emulator.operations()).toHaveLength(processed ? 1 : 0);
    }
  });

  test("make an operation visible late, for Get and for List", () => {
    const faults = [{ fault: "late-visibility", delay: 3 }] as const;
    const emulator = started({ faults }, "CreateHttpNamespace", { Name: "a" });
    const OperationId = emulator.operations()[0]?.operationId;
    expect(send(emulator, "GetOperation", { OperationId })).toMatchObject({ __type: "OperationNotFound" });
    expect(send(emulator, "ListOperations", {})).toMatchObject({ Operations: [] });
    emulator.advance(3000);
    expect(send(emulator, "GetOperation", { OperationId })).toMatchObject({ statusCode: 200 });
    expect(send(emulator, "ListOperations", {})).toMatchObject({ Operations: [{ Id: OperationId }] });
  });

  test("take a status one step back, and never before the first", () => {
    const faults = [{ fault: "status-backwards" }] as const;
    const failures = [{ code: "ACCESS_DENIED" }];
    const emulator = started({ faults, failures, durations: { "*": 10 } }, "CreateHttpNamespace", {
      Name: "a",
    });
    const OperationId = emulator.operations()[0]?.operationId;
    const seen = [0, 5000, 60_000].map((ms) => {
      emulator.advance(ms);
      return send(emulator, "GetOperation", { OperationId })["Operation"];
    });
    expect(seen).toMatchObject([{ Status: "SUBMITTED" }, { Status: "SUBMITTED" }, { Status: "PENDING" }]);
    expect(seen[2]).not.toHaveProperty("ErrorCode");
  });
});

describe("the same seed", () => {
  const options = {
    now: () => 0,
    failures: [{ code: "ACCESS_DENIED", probability: 0.5 }],
    faults: [{ fault: "server-error", probability: 0.3 }],
  } as const;

  property.prop([fc.string()])("gives the same history, also after a reset", (seed) => {
    const emulator = createEmulator({ ...options, seed });
    const first = play(emulator);
    expect(play(createEmulator({ ...options, seed }))).toEqual(first);
  });

  test("and another seed gives another", () => {
    expect(play(createEmulator({ ...options, seed: 1 }))).not.toEqual(
      play(createEmulator({ ...options, seed: 2 })),
    );
  });

  test("counts from the reset on, in the fault windows too", () => {
    const emulator = createEmulator({ now: () => 0, faults: [{ fault: "server-error", until: 1 }] });
    emulator.advance(5000);
    expect(send(emulator, "ListNamespaces", {})).toMatchObject({ statusCode: 200 });
    emulator.reset();
    expect(send(emulator, "ListNamespaces", {})).toMatchObject({ statusCode: 500 });
    expect(emulator.requestCount).toBe(1);
  });
});

describe("the request log", () => {
  test("keeps the latest, oldest first", () => {
    const emulator = createEmulator({ requestLogSize: 2 });
    for (const action of ["GetService", "ListServices", "ListNamespaces"]) send(emulator, action, {});
    expect(emulator.requests()).toMatchObject([{ action: "ListServices" }, { action: "ListNamespaces" }]);
    expect(emulator.requestCount).toBe(3);
    expect(createEmulator({ requestLogSize: 0 }).requests()).toEqual([]);
  });
});

describe("the clock", () => {
  test("lets no time pass while its source goes back, and none stop afterwards", () => {
    let real = 1_000_000;
    const emulator = createEmulator({ now: () => real, speed: 2 });
    const start = emulator.now();
    real += 100;
    expect(emulator.now() - start).toBe(200);
    real = 0;
    expect(emulator.now() - start).toBe(200);
    real = 50;
    expect(emulator.now() - start).toBe(300);
    expect(() => createEmulator({ now: () => Number.NaN })).toThrow(
      "now() must return epoch milliseconds; got NaN",
    );
    expect(() => emulator.advance(-1)).toThrow(/ms must be a number of milliseconds, 0 or more/);
    expect(() => emulator.advance(Number.NaN)).toThrow(RangeError);
  });
});
