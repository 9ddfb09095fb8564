import { describe, expect, test, vi } from "vitest";
import { OptionError } from "../../src/core/options.js";
import type { OperationEvent } from "../../src/waiter/events/events.js";
import { OperationFleet } from "../../src/waiter/operation-fleet.js";
import { Pacer } from "../../src/waiter/rate/pacer.js";
import { useVirtualTime } from "../support/virtual-time.js";
import { sdkError, timedService } from "./support.js";

const time = useVirtualTime();

/** Reads the fleet to its end, and returns the ids of what settled. */
async function consume(fleet: OperationFleet): Promise<string[]> {
  const ids: string[] = [];
  for await (const event of fleet) if (event.type === "settled") ids.push(event.operationId);
  return ids;
}

describe(OperationFleet, () => {
  test("waits for the same operation once, and tells its outcome to each who added it", async () => {
    const { getOperation, polls } = timedService();
    const fleet = new OperationFleet({ getOperation });
    const [first, second] = await time.until(
      Promise.all([fleet.add("ok-0"), fleet.add({ OperationId: "ok-0" })]),
    );
    expect(second).toBe(first);
    expect(polls).toEqual(["ok-0"]);
    expect(await fleet.outcomes()).toHaveLength(2);
    expect(fleet.getSnapshot()).toMatchObject({ total: 1, done: 1 });
  });

  test("tells the outcomes of those as well that were added while they were waited for", async () => {
    const fleet = new OperationFleet({ getOperation: timedService().getOperation });
    void fleet.add("ok-1000");
    const outcomes = fleet.outcomes();
    void fleet.add("ok-30000");
    expect((await time.until(outcomes)).map(({ operationId }) => operationId)).toEqual([
      "ok-1000",
      "ok-30000",
    ]);
  });

  test("takes thousands in a row, and counts each once", async () => {
    const { getOperation, polls } = timedService();
    const pacer = new Pacer({ rate: 1e6, maxRate: 1e6, burst: 1e6 });
    const fleet = new OperationFleet({ getOperation, pacer });
    const ids = Array.from({ length: 2500 }, (_, index) => `ok-${index}`);
    const added = [...ids, "ok-1", "ok-2499"].map((id) => fleet.add(id));
    expect(fleet.getSnapshot()).toMatchObject({ phase: "waiting", total: 2500, done: 0 });
    for (const id of ids) void fleet.add(id.replace("ok", "fail"));
    const outcomes = await time.until(fleet.outcomes());
    expect(outcomes.map(({ operationId }) => operationId)).toEqual([
      ...ids,
      "ok-1",
      "ok-2499",
      ...ids.map((id) => id.replace("ok", "fail")),
    ]);
    expect(new Set(polls).size).toBe(5000);
    expect(await added[2501]).toBe(await added[2499]);
    expect(fleet.getSnapshot()).toMatchObject({ phase: "settled", total: 5000, done: 5000 });
  });

  test("sees each of many soon where there are requests to spare, however long others have been running", async () => {
    const { getOperation, polls } = timedService();
    const pacer = new Pacer({ rate: 1000, maxRate: 1000 });
    const fleet = new OperationFleet({ getOperation, pacer });
    const add = (count: number): void => {
      for (let added = 0; added < count; added++) void fleet.add(`ok-60000${fleet.getSnapshot().total}`);
    };
    add(100);
    await time.pass(5000);
    add(1000);
    await time.pass(3000);
    expect(new Set(polls).size).toBe(1100);
    fleet.stop();
    await time.until(fleet.outcomes());
  });

  test("keeps apart operations of the same id in different accounts", async () => {
    const { getOperation, polls } = timedService();
    const fleet = new OperationFleet({ getOperation });
    void fleet.add({ OperationId: "ok-0", OwnerAccount: "111111111111" });
    void fleet.add({ OperationId: "ok-0", OwnerAccount: "222222222222" });
    expect(await time.until(fleet.outcomes())).toHaveLength(2);
    expect(polls).toHaveLength(2);
  });

  test("has one deadline for all, counted from the first that was added", async () => {
    const fleet = new OperationFleet({ getOperation: timedService().getOperation, maxWaitTime: 10 });
    const start = performance.now();
    const early = fleet.add("never-1e9");
    await time.pass(6000);
    const late = fleet.add("never-1e10");
    const outcomes = await time.until(Promise.all([early, late]));
    expect(outcomes.map(({ outcome, elapsedMs }) => [outcome, elapsedMs])).toEqual([
      ["timed-out", 10_000],
      ["timed-out", 4000],
    ]);
    expect(performance.now() - start).toBe(10_000);
  });

  test("keeps the final poll for what was added late and hangs until shortly before it", async () => {
    const from = performance.now();
    const fleet = new OperationFleet({
      getOperation: async ({ OperationId }) =>
        OperationId === "late" && performance.now() - from < 28_500
          ? await new Promise<never>(() => {})
          : { Operation: { Status: OperationId === "late" ? "SUCCESS" : "PENDING" } },
      maxWaitTime: 30,
      requestTimeout: 60,
    });
    void fleet.add("early");
    await time.pass(20_000);
    expect(await time.until(fleet.add("late"))).toMatchObject({ outcome: "succeeded" });
    fleet.stop();
  });

  test("keeps its deadline for what is added after a pause in which nothing was pending", async () => {
    const fleet = new OperationFleet({ getOperation: timedService().getOperation, maxWaitTime: 10 });
    await time.until(fleet.add("ok-0"));
    expect(time.timers).toBe(0);
    await time.pass(7000);
    const late = await time.until(fleet.add("never-1e9"));
    expect(late).toMatchObject({ outcome: "timed-out", elapsedMs: 3000 });
  });

  test.each([8500, 9100, 9950])(
    "keeps its deadline for what is added %d ms into its 10 s",
    async (addedMs) => {
      const fleet = new OperationFleet({ getOperation: timedService().getOperation, maxWaitTime: 10 });
      void fleet.add("never-1e9");
      const start = performance.now();
      await time.pass(addedMs);
      const late = await time.until(fleet.add("never-1e10"));
      expect(late).toMatchObject({ outcome: "timed-out", elapsedMs: 10_000 - addedMs });
      expect(performance.now()).toBe(start + 10_000);
    },
  );

  test("times out what is added after the deadline, without a poll", async () => {
    const { getOperation, polls } = timedService();
    const fleet = new OperationFleet({ getOperation, maxWaitTime: 10 });
    await time.until(fleet.add("never-1e9"));
    polls.length = 0;
    expect(await time.until(fleet.add("ok-0"))).toMatchObject({ outcome: "timed-out" });
    expect(polls).toEqual([]);
  });

  test("counts each operation once, as pending or as done, in every snapshot", async () => {
    const fleet = new OperationFleet({ getOperation: timedService().getOperation });
    const counts: number[] = [];
    fleet.subscribe(() => {
      const { total, done, pending } = fleet.getSnapshot();
      counts.push(total - done - pending.UNSEEN - pending.SUBMITTED - pending.PENDING);
    });
    for (const id of ["ok-0", "ok-3000", "fail-2000"]) void fleet.add(id);
    await time.until(fleet.outcomes());
    expect(new Set(counts)).toEqual(new Set([0]));
  });

  test("ends the other waits when one does not succeed and that was asked for", async () => {
    const fleet = new OperationFleet({ getOperation: timedService().getOperation, failFast: true });
    void fleet.add("ok-0");
    void fleet.add("fail-500");
    void fleet.add("never-1e9");
    const outcomes = await time.until(fleet.outcomes());
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["succeeded", "failed", "aborted"]);
    expect(outcomes[2]).toMatchObject({
      cause: { name: "AbortError", message: "Another operation did not succeed" },
    });
  });

  test("ends the other waits for any end but success, if that was asked for", async () => {
    const service = timedService();
    const fleet = new OperationFleet({
      failFast: true,
      getOperation: async (input, options) => {
        if (input.OperationId === "denied") throw sdkError("AccessDeniedException", 400);
        return await service.getOperation(input, options);
      },
    });
    void fleet.add("never-1e9");
    void fleet.add("denied");
    const outcomes = await time.until(fleet.outcomes());
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["aborted", "denied"]);
  });

  test("ends all waits with the caller's reason when its signal aborts, and leaves no timer", async () => {
    const stop = new AbortController();
    const { getOperation, polls } = timedService();
    const fleet = new OperationFleet({ getOperation, abortSignal: stop.signal });
    for (let index = 0; index < 30; index++) void fleet.add(`never-${1e9 + index}`);
    await time.pass(5000);
    stop.abort("enough");
    const outcomes = await time.until(fleet.outcomes());
    expect(outcomes.every((outcome) => outcome.outcome === "aborted" && outcome.cause === "enough")).toBe(
      true,
    );
    const { length } = polls;
    await time.pass(60_000);
    expect(polls).toHaveLength(length);
    expect(time.timers).toBe(0);
  });

  test("ends for the first reason that it is given", async () => {
    const fleet = new OperationFleet({ getOperation: timedService().getOperation });
    const outcome = fleet.add("never-1e9");
    await time.pass(10);
    fleet.stop("first");
    fleet.stop("second");
    expect(await time.until(outcome)).toMatchObject({ outcome: "aborted", cause: "first" });
  });

  test("sends nothing when the signal has aborted before", async () => {
    const { getOperation, polls } = timedService();
    const fleet = new OperationFleet({ getOperation, abortSignal: AbortSignal.abort("no") });
    expect(await fleet.add("ok-0")).toMatchObject({ outcome: "aborted", cause: "no" });
    expect(polls).toEqual([]);
    expect(fleet.getSnapshot()).toMatchObject({ phase: "settled", total: 1, done: 1 });
  });

  test("tells how each of many ended that were added in a row when it was too late", async () => {
    const { getOperation, polls } = timedService();
    const fleet = new OperationFleet({ getOperation, maxWaitTime: 10 });
    await time.until(fleet.add("never-1e9"));
    polls.length = 0;
    for (let index = 0; index < 300; index++) void fleet.add(`ok-${index}`);
    const outcomes = await time.until(fleet.outcomes());
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(301).fill("timed-out"));
    expect(polls).toEqual([]);
  });

  test("counts its operations by status and by outcome, and estimates the time left", async () => {
    const fleet = new OperationFleet({ getOperation: timedService().getOperation, maxWaitTime: 60 });
    expect(fleet.getSnapshot()).toMatchObject({ phase: "idle", total: 0, done: 0, perSecond: 0 });
    for (const id of ["ok-0", "ok-4000", "fail-4000", "never-1e9"]) void fleet.add(id);
    expect(fleet.getSnapshot()).toMatchObject({
      phase: "waiting",
      total: 4,
      pending: { UNSEEN: 4, PENDING: 0 },
    });
    await time.pass(12_000);
    const snapshot = fleet.getSnapshot();
    expect(snapshot).toMatchObject({
      total: 4,
      done: 3,
      pending: { UNSEEN: 0, SUBMITTED: 0, PENDING: 1 },
      outcomes: { succeeded: 2, failed: 1, "timed-out": 0 },
    });
    await time.until(fleet.outcomes());
    expect(fleet.getSnapshot()).toMatchObject({
      phase: "settled",
      pending: { UNSEEN: 0, PENDING: 0 },
    });
  });

  test("gives the same snapshot until something has changed, and calls back when it has", async () => {
    const fleet = new OperationFleet({ getOperation: timedService().getOperation });
    const onChange = vi.fn();
    const unsubscribe = fleet.subscribe(onChange);
    expect(fleet.getSnapshot()).toBe(fleet.getSnapshot());
    const idle = fleet.getSnapshot();
    void fleet.add("ok-0");
    expect(onChange).toHaveBeenCalledTimes(1);
    const waiting = fleet.getSnapshot();
    expect(waiting).not.toBe(idle);
    // The same operation is nothing new.
    void fleet.add("ok-0");
    expect(fleet.getSnapshot()).toBe(waiting);
    for (let index = 0; index < 500; index++) void fleet.add("ok-0");
    unsubscribe();
    onChange.mockClear();
    await time.until(fleet.outcomes());
    expect(onChange).not.toHaveBeenCalled();
  });

  test("emits and replays the events of all its operations, numbered without a gap", async () => {
    const fleet = new OperationFleet({ getOperation: timedService().getOperation });
    const settled = vi.fn();
    fleet.on("settled", settled);
    for (const id of ["ok-0", "ok-2000", "fail-1000"]) void fleet.add(id);
    await time.until(fleet.outcomes());
    const events: OperationEvent[] = [];
    for await (const event of fleet) events.push(event);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(settled).toHaveBeenCalledTimes(3);
    expect(new Set(events.map(({ operationId }) => operationId)).size).toBe(3);
  });

  test("lists each operation's own snapshot in the order in which they were added", async () => {
    const fleet = new OperationFleet({ getOperation: timedService().getOperation });
    for (const id of ["ok-2000", "ok-0"]) void fleet.add(id);
    await time.until(fleet.outcomes());
    expect([...fleet.operations()].map(({ operationId, status }) => [operationId, status])).toEqual([
      ["ok-2000", "SUCCESS"],
      ["ok-0", "SUCCESS"],
    ]);
  });

  test("refuses an option that cannot be used", () => {
    expect(() => new OperationFleet({ getOperation: timedService().getOperation, maxWaitTime: -1 })).toThrow(
      OptionError,
    );
  });

  test("counts an operation under its furthest status", async () => {
    const statuses = ["SUBMITTED", "PENDING", "SUBMITTED"];
    const fleet = new OperationFleet({
      getOperation: async () => ({ Operation: { Status: statuses.shift() ?? "PENDING" } }),
      maxWaitTime: 60,
    });
    const counts: object[] = [];
    fleet.on("poll", () => counts.push(fleet.getSnapshot().pending));
    void fleet.add("op");
    await time.until(fleet.outcomes());
    expect(counts.slice(0, 3)).toEqual([
      { UNSEEN: 0, SUBMITTED: 1, PENDING: 0 },
      { UNSEEN: 0, SUBMITTED: 0, PENDING: 1 },
      { UNSEEN: 0, SUBMITTED: 0, PENDING: 1 },
    ]);
    expect(fleet.getSnapshot().pending).toEqual({ UNSEEN: 0, SUBMITTED: 0, PENDING: 0 });
  });

  test("counts an operation that ends straight after it was submitted", async () => {
    const statuses = ["SUBMITTED", "SUCCESS"];
    const fleet = new OperationFleet({
      getOperation: async () => ({ Operation: { Status: statuses.shift() ?? "SUCCESS" } }),
    });
    void fleet.add("op");
    await time.until(fleet.outcomes());
    expect(fleet.getSnapshot().pending).toEqual({ UNSEEN: 0, SUBMITTED: 0, PENDING: 0 });
  });

  test("tells how long it has lasted, also when nothing has ended yet, and when nothing was seen at the end", async () => {
    const fleet = new OperationFleet({ getOperation: timedService().getOperation, maxWaitTime: 10 });
    void fleet.add("never-1e9");
    await time.pass(5000);
    expect(fleet.getSnapshot().elapsedMs).toBeGreaterThan(2000);
    await time.until(fleet.outcomes());
    expect(fleet.getSnapshot()).toMatchObject({ phase: "settled", elapsedMs: 10_000, perSecond: 0.1 });
  });

  test("tells its pace, and once all is over tells the same for ever", async () => {
    const fleet = new OperationFleet({ getOperation: timedService().getOperation });
    void fleet.add("ok-0");
    void fleet.add("ok-3500");
    await time.until(fleet.outcomes());
    const { elapsedMs, perSecond } = fleet.getSnapshot();
    expect(elapsedMs).toBeGreaterThanOrEqual(3500);
    expect(perSecond).toBeCloseTo(2 / (elapsedMs / 1000), 9);
    await time.pass(60_000);
    fleet.hold()();
    expect(fleet.getSnapshot()).toMatchObject({ phase: "settled", elapsedMs, perSecond });
  });

  test("is over when what held it lets go and nothing ever came", async () => {
    const fleet = new OperationFleet({ getOperation: timedService().getOperation });
    const release = fleet.hold();
    const next = fleet.events().next();
    await time.pass(1000);
    release();
    expect(await time.until(next)).toEqual({ done: true, value: undefined });
    expect(fleet.getSnapshot()).toMatchObject({ phase: "settled", total: 0, elapsedMs: 0 });
  });

  describe("without an operation", () => {
    test("ends its loops, each when the event loop has turned once", async () => {
      const fleet = new OperationFleet({ getOperation: timedService().getOperation });
      for (let round = 1; round <= 2; round++) {
        expect(await time.until(consume(fleet))).toEqual([]);
        expect(fleet.getSnapshot().phase).toBe("idle");
        expect(time.timers).toBe(0);
      }
      // What is added later is told to whoever reads then.
      void fleet.add("ok-0");
      expect(await time.until(consume(fleet))).toEqual(["ok-0"]);
    });

    test("ends no loop for which something is added in the same turn, or that is held", async () => {
      for (const turns of [0, 5]) {
        const fleet = new OperationFleet({ getOperation: timedService().getOperation });
        const reading = consume(fleet);
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
        void fleet.add("ok-1000");
        expect(await time.until(reading)).toEqual(["ok-1000"]);
      }
      const fleet = new OperationFleet({ getOperation: timedService().getOperation });
      const reading = consume(fleet);
      const release = fleet.hold();
      await time.pass(1000);
      void fleet.add("ok-0");
      release();
      expect(await time.until(reading)).toEqual(["ok-0"]);
    });

    test("keeps the readers of events() until the first comes, as a page may be there before it", async () => {
      const fleet = new OperationFleet({ getOperation: timedService().getOperation });
      const next = fleet.events().next();
      await time.pass(1000);
      void fleet.add("ok-0");
      expect(await time.until(next)).toMatchObject({ done: false, value: { operationId: "ok-0" } });
    });
  });

  test("is held until each who holds it has let go, whoever lets go twice", async () => {
    const fleet = new OperationFleet({ getOperation: timedService().getOperation });
    const first = fleet.hold();
    const second = fleet.hold();
    first();
    first();
    expect(fleet.getSnapshot().phase).toBe("waiting");
    second();
    expect(fleet.getSnapshot().phase).toBe("settled");
  });

  test("is not over while it is held, although nothing is pending", async () => {
    const fleet = new OperationFleet({ getOperation: timedService().getOperation });
    const release = fleet.hold();
    const ids: string[] = [];
    const reading = (async () => {
      for await (const event of fleet) if (event.type === "settled") ids.push(event.operationId);
    })();
    await time.until(fleet.add("ok-0"));
    await time.pass(5000);
    expect(fleet.getSnapshot()).toMatchObject({ phase: "waiting", total: 1, done: 1 });
    await time.until(fleet.add("ok-1"));
    release();
    release();
    await time.until(reading);
    expect(ids).toEqual(["ok-0", "ok-1"]);
    expect(fleet.getSnapshot().phase).toBe("settled");
  });

  test("tells the outcomes of all that was added while it was held, and not before it is let go", async () => {
    for (const early of [[], ["ok-0"]]) {
      const fleet = new OperationFleet({ getOperation: timedService().getOperation });
      const release = fleet.hold();
      for (const id of early) void fleet.add(id);
      const outcomes = fleet.outcomes();
      await time.pass(5000);
      void fleet.add("ok-1");
      release();
      const ids = (await time.until(outcomes)).map(({ operationId }) => operationId);
      expect(ids).toEqual([...early, "ok-1"]);
    }
  });

  test("refuses a failFast that is neither true nor false: any text would count as true", () => {
    const config = { getOperation: timedService().getOperation, failFast: "false" as unknown as boolean };
    expect(() => new OperationFleet(config)).toThrow('failFast must be true or false; got "false"');
  });

  test("sends nothing for what is added when its time is up", async () => {
    const { getOperation, polls } = timedService();
    const fleet = new OperationFleet({ getOperation, maxWaitTime: 5 });
    void fleet.add("ok-60000");
    await time.until(fleet.outcomes());
    const before = polls.length;
    await time.pass(1000);
    expect(await time.until(fleet.add("ok-0"))).toMatchObject({ outcome: "timed-out", polls: 0 });
    expect(polls).toHaveLength(before);
  });

  test("says whose events they are, by an id of its own", () => {
    const [one, other] = [1, 2].map(
      () => new OperationFleet({ getOperation: timedService().getOperation }).feedId,
    );
    expect(one).toMatch(/^[0-9a-f-]{36}$/);
    expect(other).not.toBe(one);
  });

  test("stops telling a listener that was taken off, or that asked for once", async () => {
    const fleet = new OperationFleet({ getOperation: timedService().getOperation });
    const [off, once, later] = [vi.fn(), vi.fn(), vi.fn()];
    fleet.on("poll", off).once("poll", once).on("poll", later);
    expect(fleet.listenerCount("poll")).toBe(3);
    fleet.off("poll", off);
    void fleet.add("ok-4000");
    await time.until(fleet.outcomes());
    expect(off).not.toHaveBeenCalled();
    expect(once).toHaveBeenCalledTimes(1);
    expect(later.mock.calls.length).toBeGreaterThan(1);
  });

  test("tells that it is over when all that many in a row wait for had ended before", async () => {
    const fleet = new OperationFleet({ getOperation: timedService().getOperation });
    await time.until(fleet.add("ok-0"));
    for (let index = 0; index < 250; index++) void fleet.add("ok-0");
    // A reader that has seen all events.
    const next = fleet.events(1e6).next();
    expect(await time.until(next)).toEqual({ done: true, value: undefined });
  });
});
