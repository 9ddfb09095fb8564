/** Rules that are added and removed while the emulator runs, and operations that are settled by hand. */
import { describe, expect, test } from "vitest";
import { ControlError, createEmulator, ScenarioError } from "../../../src/emulator/index.js";
import { send, start } from "../ask.js";

const code = (emulator: ReturnType<typeof createEmulator>, action = "ListServices"): unknown =>
  send(emulator, action, {})["statusCode"];

describe("rules that are added", () => {
  test("lay a fault over the scenario's, until they are removed", () => {
    const emulator = createEmulator({ faults: [{ fault: "server-error", action: "GetService" }] });
    expect([code(emulator), code(emulator, "GetService")]).toEqual([200, 500]);
    const id = emulator.addRules({ faults: [{ fault: "too-many-requests" }] });
    expect([code(emulator), code(emulator, "GetService")]).toEqual([429, 429]);
    emulator.removeRules(id);
    expect([code(emulator), code(emulator, "GetService")]).toEqual([200, 500]);
    emulator.removeRules("scenario");
    expect(code(emulator, "GetService")).toBe(400);
  });

  test("count their times and windows from when they are added", () => {
    const emulator = createEmulator({ now: () => 0 });
    emulator.advance(100_000);
    emulator.addRules({ faults: [{ fault: "server-error", until: 10, times: 2 }] });
    expect([code(emulator), code(emulator), code(emulator)]).toEqual([500, 500, 200]);
    emulator.addRules({ faults: [{ fault: "server-error", until: 10 }] });
    emulator.advance(10_000);
    expect(code(emulator)).toBe(200);
  });

  test("stall until their own window ends", () => {
    const emulator = createEmulator({ now: () => 0 });
    emulator.advance(100_000);
    emulator.addRules({ faults: [{ fault: "stall", until: 30 }] });
    emulator.advance(10_000);
    const target = "Route53AutoNaming_v20170314.ListServices";
    expect(emulator.handle({ method: "POST", target, body: "{}" }).delayMs).toBe(20_000);
  });

  test("make operations that start from then on fail, or take as long as they say", () => {
    const emulator = createEmulator({ now: () => 0, durations: { "*": 1 } });
    start(emulator, "CreateHttpNamespace", { Name: "before" });
    const failing = emulator.addRules({ failures: [{ code: "ACCESS_DENIED" }], durations: { "*:slow": 60 } });
    start(emulator, "CreateHttpNamespace", { Name: "within" });
    start(emulator, "CreateHttpNamespace", { Name: "slow" });
    emulator.removeRules(failing);
    start(emulator, "CreateHttpNamespace", { Name: "after" });
    emulator.advance(1000);
    expect(emulator.operations().map(({ status }) => status)).toEqual([
      "SUCCESS",
      "FAIL",
      "SUBMITTED",
      "SUCCESS",
    ]);
    emulator.advance(59_000);
    expect(emulator.operations()[2]).toMatchObject({ status: "FAIL", errorCode: "ACCESS_DENIED" });
  });

  test("replace a quota by a full bucket, and give the old one back", () => {
    const emulator = createEmulator({ now: () => 0, quotas: { "*": { rate: 0, burst: 1 } } });
    expect([code(emulator), code(emulator)]).toEqual([200, 400]);
    const id = emulator.addRules({ quotas: { ListServices: { rate: 0, burst: 2 } } });
    expect([code(emulator), code(emulator), code(emulator), code(emulator, "ListNamespaces")]).toEqual([
      200, 200, 400, 400,
    ]);
    emulator.removeRules(id);
    expect(code(emulator)).toBe(400);
  });

  test("move none of the scenario's own draws", () => {
    const options = { failures: [{ code: "ACCESS_DENIED", probability: 0.5 }], durations: { "*": 0 } };
    const play = (isDisturbed: boolean): readonly unknown[] => {
      const emulator = createEmulator({ ...options, now: () => 0 });
      if (isDisturbed) emulator.addRules({ failures: [{ code: "INTERNAL_FAILURE", probability: 0 }] });
      for (let index = 0; index < 20; index++) start(emulator, "CreateHttpNamespace", { Name: `n${index}` });
      return emulator.operations();
    };
    expect(play(true)).toEqual(play(false));
  });

  test("are told, the latest first, and are gone after a reset", () => {
    const faults = [{ fault: "reset" }] as const;
    const emulator = createEmulator({ durations: { "*": 1 } });
    const id = emulator.addRules({ faults });
    expect(emulator.rules()).toEqual([
      { id, faults },
      { id: "scenario", durations: { "*": 1 }, failures: [], quotas: {}, faults: [] },
    ]);
    emulator.reset();
    expect(emulator.rules()).toMatchObject([{ id: "scenario" }]);
  });

  test("that make no sense are refused by the name of the field", () => {
    const emulator = createEmulator();
    const wrong = [{ fault: "boom" }] as unknown as readonly [{ fault: "reset" }];
    expect(() => emulator.addRules({ faults: wrong })).toThrow(ScenarioError);
    expect(() => emulator.addRules({ faults: wrong })).toThrow("faults[0].fault must be one of reset,");
    expect(() => emulator.addRules({ speed: 2 } as object)).toThrow("speed is not a known field");
    expect(() => emulator.removeRules("rules-9")).toThrow(ControlError);
    expect(emulator.rules()).toHaveLength(1);
  });
});

describe("an operation that is settled by hand", () => {
  test("ends now, and does its work", () => {
    const emulator = createEmulator({ now: () => 0, settles: "on-command" });
    const id = start(emulator, "CreateHttpNamespace", { Name: "shop" });
    emulator.advance(5000);
    expect(emulator.settle(id)).toMatchObject({ operationId: id, status: "SUCCESS", settledAtMs: 5000 });
    expect(send(emulator, "ListNamespaces", {})).toMatchObject({
      Namespaces: [{ Name: "shop", CreateDate: 5 }],
    });
    emulator.advance(1e9);
    expect(send(emulator, "ListNamespaces", {})["Namespaces"]).toHaveLength(1);
  });

  test("fails now, as it is told to, though it was to succeed", () => {
    const emulator = createEmulator({ durations: { "*": 10 } });
    const ids = ["a", "b"].map((Name) => start(emulator, "CreateHttpNamespace", { Name }));
    expect(emulator.settle(ids[0] ?? "", { status: "FAIL" })).toMatchObject({
      status: "FAIL",
      errorCode: "INTERNAL_FAILURE",
      errorMessage: "The operation failed.",
    });
    const settlement = { status: "FAIL", errorCode: "ACCESS_DENIED", errorMessage: "No." } as const;
    emulator.settle(ids[1] ?? "", settlement);
    emulator.advance(60_000);
    expect(send(emulator, "GetOperation", { OperationId: ids[1] })).toMatchObject({
      Operation: { Status: "FAIL", ErrorCode: "ACCESS_DENIED", ErrorMessage: "No." },
    });
    expect(send(emulator, "ListNamespaces", {})).toMatchObject({ Namespaces: [] });
  });

  test("succeeds now, though it was to fail", () => {
    const emulator = createEmulator({ failures: [{ code: "ACCESS_DENIED" }], settles: "on-command" });
    const id = start(emulator, "CreateHttpNamespace", { Name: "shop" });
    expect(emulator.settle(id)).toMatchObject({ status: "SUCCESS" });
  });

  test("may be one that was there from the start", () => {
    const emulator = createEmulator({ operations: [{ Id: "op-1", Status: "PENDING" }] });
    expect(emulator.settle("op-1")).toMatchObject({ status: "SUCCESS" });
    expect(send(emulator, "GetOperation", { OperationId: "op-1" })).toMatchObject({
      Operation: { Status: "SUCCESS" },
    });
    expect(() => emulator.settle("op-1")).toThrow("The operation op-1 has ended already, with SUCCESS.");
  });

  test("must be there, and in progress, and be told something that makes sense", () => {
    const emulator = createEmulator({ settles: "at-once" });
    const id = start(emulator, "CreateHttpNamespace", { Name: "shop" });
    expect(() => emulator.settle("lost")).toThrow("There is no operation with the id lost.");
    expect(() => emulator.settle(id)).toThrow(ControlError);
    expect(() => emulator.settle(7 as unknown as string)).toThrow("operationId must be a string.");
    const running = start(createEmulator(), "CreateHttpNamespace", { Name: "x" });
    const wrong = { status: "DONE" } as unknown as { status: "FAIL" };
    expect(() => emulator.settle(running, wrong)).toThrow("status must be one of SUCCESS, FAIL");
  });

  test("takes no errorCode with SUCCESS", () => {
    const emulator = createEmulator({ settles: "on-command" });
    const id = start(emulator, "CreateHttpNamespace", { Name: "shop" });
    expect(() => emulator.settle(id, { errorCode: "ACCESS_DENIED" })).toThrow(
      "are for the status FAIL alone",
    );
    expect(emulator.operations()).toMatchObject([{ status: "SUBMITTED" }]);
  });

  test("frees what it changed for the next", () => {
    const emulator = createEmulator({ settles: "on-command" });
    emulator.settle(start(emulator, "CreateHttpNamespace", { Name: "shop" }), { status: "FAIL" });
    expect(send(emulator, "CreateHttpNamespace", { Name: "shop" })).toMatchObject({ statusCode: 200 });
  });
});

describe("settles", () => {
  test.each([
    ["at-once", "SUCCESS"],
    ["on-command", "SUBMITTED"],
    ["in-time", "SUBMITTED"],
  ] as const)("%s starts an operation as %s", (settles, status) => {
    const emulator = createEmulator({ settles });
    const OperationId = start(emulator, "CreateHttpNamespace", { Name: "shop" });
    expect(send(emulator, "GetOperation", { OperationId })).toMatchObject({ Operation: { Status: status } });
  });

  test("leaves to durations what they say", () => {
    const emulator = createEmulator({ settles: "at-once", durations: { "*:slow": 5 } });
    for (const Name of ["slow", "fast"]) start(emulator, "CreateHttpNamespace", { Name });
    expect(emulator.operations()).toMatchObject([{ status: "SUBMITTED" }, { status: "SUCCESS" }]);
  });
});

describe("time", () => {
  test("ends early enough for an operation that begins last and is restored", () => {
    const last = 253_402_300_799;
    const options = { now: () => 0, startAt: last, durations: { "*": 315_360_000 } };
    const emulator = createEmulator({ ...options, namespaces: [] });
    const body = Buffer.from(JSON.stringify({ Name: "a", CreatorRequestId: "a" }));
    const target = "Route53AutoNaming_v20170314.CreateHttpNamespace";
    expect(emulator.handle({ method: "POST", target, body }).statusCode).toBe(200);
    const snapshot = emulator.snapshot();
    createEmulator(options).restore(JSON.parse(JSON.stringify(snapshot)));
    expect(() => emulator.advance(1000)).toThrow("before the year 10000");
    expect(() => emulator.restore({ ...snapshot, nowMs: 253_402_300_800_000 })).toThrow("nowMs");
  });

  test("starts where startAt says, and a reset undoes every move of it", () => {
    let real = 1_700_000_000_000;
    const emulator = createEmulator({ now: () => real, startAt: "2026-01-01T00:00:00Z" });
    const startedAt = Date.UTC(2026, 0, 1);
    expect(emulator.now()).toBe(startedAt);
    real += 1000;
    emulator.advance(5000);
    expect(emulator.now()).toBe(startedAt + 6000);
    emulator.reset();
    expect(emulator.now()).toBe(startedAt);
    const other = createEmulator({ now: () => real });
    other.advance(60_000);
    other.reset();
    expect(other.now()).toBe(real);
  });

  test.each(["5", null, undefined, {}, [], -1, Number.NaN, Infinity, 1e300, true])(
    "is moved by a number of milliseconds alone: %o is refused",
    (ms) => {
      const emulator = createEmulator({ now: () => 0 });
      expect(() => emulator.advance(ms as number)).toThrow(RangeError);
      expect(() => emulator.advance(ms as number)).toThrow(
        /^advance\(ms\): ms must be a number of milliseconds/,
      );
      expect(emulator.now()).toBe(0);
    },
  );

  test("comes from a function", () => {
    expect(() => createEmulator({ now: 5 as unknown as () => number })).toThrow(
      "now must be a function; got number",
    );
  });

  test("of the wall clock shows in no id", () => {
    const ids = [0, 1_700_000_000_000].map((at) => {
      const emulator = createEmulator({ now: () => at, seed: "same" });
      return start(emulator, "CreateHttpNamespace", { Name: "shop" });
    });
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).toMatch(/^[a-z2-7]{32}-[a-z0-9]{8}$/);
  });
});
