import { describe, expect, test, vi } from "vitest";
import { defaultPolicy } from "../../src/core/options.js";
import type { WaitConfig } from "../../src/waiter/config.js";
import type { OperationEvent } from "../../src/waiter/events/events.js";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import { Pacer } from "../../src/waiter/rate/pacer.js";
import type { AcquireOptions, Permit } from "../../src/waiter/rate/permit.js";
import type { Deferral } from "../../src/waiter/rate/poll-queue.js";
import { useVirtualTime } from "../support/virtual-time.js";
import { sdkError, startedWaiter } from "./support.js";

const time = useVirtualTime();

function eventsOf(waiter: OperationWaiter): OperationEvent[] {
  const events: OperationEvent[] = [];
  for (const type of ["transition", "poll", "retry", "settled"] as const)
    waiter.on(type, (event: OperationEvent) => events.push(event));
  return events;
}

/** Answers polls with operations, or throws errors, one after another; the last for ever. */
function script(...answers: readonly object[]): NonNullable<WaitConfig["getOperation"]> {
  let polls = 0;
  return async () => {
    const answer = answers[Math.min(polls++, answers.length - 1)];
    if (answer instanceof Error) throw answer;
    return await Promise.resolve({ Operation: answer });
  };
}

describe("an operation of another account", () => {
  test("is asked for with that account, which every event, the snapshot and the outcome name", async () => {
    const asked: unknown[] = [];
    const input = { OperationId: "op-1", OwnerAccount: "111122223333" };
    const waiter = new OperationWaiter(
      {
        getOperation: async (given) => {
          asked.push(given);
          return await Promise.resolve({ Operation: { Status: "SUCCESS" } });
        },
      },
      input,
    );
    const events = eventsOf(waiter);
    const outcome = await time.until(waiter.outcome());
    expect(asked).toEqual([input]);
    expect(events).toHaveLength(3);
    for (const named of [...events, outcome, waiter.getSnapshot(), waiter])
      expect(named).toMatchObject({ ownerAccount: "111122223333" });
  });
});

describe("the next poll", () => {
  test("is announced with each poll but the last, in the event and in the snapshot alike", async () => {
    const getOperation = script({ Status: "PENDING" }, { Status: "PENDING" }, { Status: "SUCCESS" });
    const waiter = new OperationWaiter({ getOperation, minDelay: 3, maxDelay: 3, jitter: 0 }, "op-1");
    const planned: unknown[] = [];
    waiter.on("poll", ({ nextPollMs, at }) => {
      const { nextPollAt } = waiter.getSnapshot();
      planned.push([nextPollMs, nextPollAt === undefined ? undefined : nextPollAt - at]);
    });
    await time.until(waiter.outcome());
    expect(planned).toEqual([
      [3000, 3000],
      [3000, 3000],
      [undefined, undefined],
    ]);
    expect(Object.keys(waiter.getSnapshot())).not.toContain("nextPollAt");
  });

  test("after a failure is announced with what is wrong, until a poll is answered", async () => {
    const failures = [
      sdkError("Throttling", 400),
      sdkError("InternalError", 500),
      sdkError("RequestTimeTooSkewed", 400),
    ];
    const getOperation = script(...failures, { Status: "PENDING" }, { Status: "SUCCESS" });
    const waiter = new OperationWaiter({ getOperation, jitter: 0 }, "op-1");
    const problems: unknown[] = [];
    waiter.on("retry", ({ at, attempt, delayMs, reason }) => {
      const { problem } = waiter.getSnapshot();
      problems.push([attempt, reason, problem?.attempt, (problem?.nextAttemptAt ?? 0) - at === delayMs]);
    });
    const afterAnswer: unknown[] = [];
    waiter.on("poll", () => afterAnswer.push(waiter.getSnapshot().problem));
    await time.until(waiter.outcome());
    expect(problems).toEqual([
      [1, "throttled", 1, true],
      [2, "transient", 2, true],
      [3, "transient", 3, true],
    ]);
    expect(afterAnswer).toEqual([undefined, undefined]);
  });
});

test("waits whose polls fail together try again apart", async () => {
  const delays = new Set<number>();
  for (const id of ["op-1", "op-2", "op-3"]) {
    const getOperation = script(sdkError("InternalError", 500), { Status: "SUCCESS" });
    const waiter = new OperationWaiter({ getOperation }, id);
    waiter.on("retry", ({ delayMs }) => delays.add(delayMs));
    await time.until(waiter.outcome());
  }
  expect(delays.size).toBe(3);
});

describe("an answer", () => {
  test("that names another operation is told with its id, and shows nothing", async () => {
    const getOperation = script(
      { Id: "op-2", Status: "SUCCESS" },
      { Id: "op-1", Type: "T", Status: "SUCCESS" },
    );
    const waiter = new OperationWaiter({ getOperation }, "op-1");
    const polls: unknown[] = [];
    waiter.on("poll", ({ otherId, status }) =>
      polls.push([otherId, status, waiter.getSnapshot().lastSeenAt !== undefined]),
    );
    const types: unknown[] = [];
    waiter.on("transition", ({ operationType }) => types.push(operationType));
    await time.until(waiter.outcome());
    expect(polls).toEqual([
      ["op-2", "SUCCESS", false],
      [undefined, "SUCCESS", true],
    ]);
    expect(types).toEqual(["T"]);
  });

  test("tells when the operation was created by this machine's clock, and never in the future", async () => {
    const anHour = 3_600_000;
    const now = Date.now();
    for (const [createdMs, expected] of [
      [-30_000, now - 30_000],
      [30_000, now],
    ] as const) {
      const waiter = new OperationWaiter(
        {
          getOperation: async (_input, { onResponse }) => {
            // The service's clock is an hour ahead.
            onResponse?.({ serverTime: Date.now() + anHour });
            onResponse?.({});
            const CreateDate = new Date(now + anHour + createdMs);
            return await Promise.resolve({
              Operation: { Status: "SUCCESS", CreateDate, UpdateDate: CreateDate },
            });
          },
        },
        "op-1",
      );
      await waiter.outcome();
      expect(waiter.getSnapshot()).toMatchObject({ createdAt: expected, lastSeenAt: now });
    }
  });

  test("counts the requests that the client sent for it, answered or not", async () => {
    let polls = 0;
    const waiter = new OperationWaiter(
      {
        getOperation: async () => {
          if (++polls === 1) throw Object.assign(sdkError("Throttling", 400), { $metadata: { attempts: 3 } });
          const $metadata = { attempts: polls === 2 ? 1 : 2 };
          return await Promise.resolve({
            $metadata,
            Operation: { Status: polls === 3 ? "SUCCESS" : "PENDING" },
          });
        },
      },
      "op-1",
    );
    expect(await time.until(waiter.outcome())).toMatchObject({
      requests: 6,
      polls: 2,
      retries: { throttled: 1 },
    });
  });

  test.each([0, "3", undefined])(
    "is one request when the client says %j for their number",
    async (attempts) => {
      const $metadata = { attempts };
      const waiter = new OperationWaiter(
        { getOperation: async () => ({ $metadata, Operation: { Status: "SUCCESS" } }) },
        "op-1",
      );
      expect(await time.until(waiter.outcome())).toMatchObject({ requests: 1 });
    },
  );

  test("that was a failure is told with it in the outcome, and another ending has none", async () => {
    const config = { transientRetries: 0, maxWaitTime: 5 };
    const refused = sdkError("AccessDeniedException", 400);
    const denied = new OperationWaiter({ ...config, getOperation: script(refused) }, "op-1");
    expect(await time.until(denied.outcome())).toMatchObject({
      outcome: "denied",
      cause: refused,
      lastError: { name: "AccessDeniedException" },
    });
    const failed = new OperationWaiter({ ...config, getOperation: script({ Status: "FAIL" }) }, "op-1");
    const names = Object.keys(await time.until(failed.outcome()));
    expect(names.filter((name) => ["cause", "lastError"].includes(name))).toEqual([]);
  });

  test("of an adopted operation is not looked into any further once the wait was stopped", async () => {
    let isCutOff: boolean | undefined;
    const waiter = startedWaiter(
      { getOperation: script({ Status: "SUCCESS" }) },
      {
        adopted: true,
        verify: async (outcome, signal) => {
          isCutOff = signal.aborted;
          return outcome;
        },
      },
    );
    waiter.on("poll", () => waiter.stop());
    expect(await time.until(waiter.outcome())).toMatchObject({ outcome: "succeeded" });
    expect(isCutOff).toBe(true);
  });

  test("tells how long the operation took only when it has ended", async () => {
    const dates = { CreateDate: "2026-01-01T00:00:00.000Z", UpdateDate: "2026-01-01T00:00:40.000Z" };
    for (const [Status, tookMs] of [
      ["PENDING", undefined],
      ["SUCCESS", 40_000],
      ["FAIL", 40_000],
    ] as const) {
      const waiter = new OperationWaiter(
        { getOperation: script({ ...dates, Status }), maxWaitTime: 5 },
        "op-1",
      );
      const outcome = await time.until(waiter.outcome());
      expect(Object.entries(outcome).filter(([name]) => name === "tookMs")).toEqual(
        tookMs === undefined ? [] : [["tookMs", tookMs]],
      );
    }
  });
});

/** A pacer that tells how long a wait's poll could be held back. */
class CuriousPacer extends Pacer {
  deferral: Deferral | undefined;

  override acquire(options: AcquireOptions): Promise<Permit> {
    this.deferral = options.deferral ?? this.deferral;
    return super.acquire(options);
  }
}

test.each([
  [5, true],
  [6, false],
])(
  "of %i waits, none of which knows how long it takes, each plans by its age alone: %j",
  async (count, isByAge) => {
    const pacer = new Pacer({ rate: 1000, maxRate: 1000, burst: 1000 });
    const config = { getOperation: script({ Status: "PENDING" }), pacer, minDelay: 0.05, jitter: 0 };
    const waiters = Array.from({ length: count }, (_, index) => new OperationWaiter(config, `op-${index}`));
    const planned: [nextPollMs: number | undefined, byAgeMs: number][] = [];
    for (const waiter of waiters)
      waiter.on("poll", ({ elapsedMs, nextPollMs }) =>
        planned.push([nextPollMs, Math.ceil(Math.max(50, elapsedMs * defaultPolicy.growth))]),
      );
    const outcomes: Promise<unknown>[] = [];
    for (const waiter of waiters) {
      outcomes.push(waiter.outcome());
      // Those that poll in the same moment don't see each other in the queue.
      await time.pass(37);
    }
    planned.length = 0;
    await time.pass(4000);
    for (const waiter of waiters) waiter.stop();
    await Promise.all(outcomes);
    expect(planned.length).toBeGreaterThan(20);
    // At the first few polls, both are the shortest delay.
    expect(planned.every(([nextPollMs, byAgeMs]) => nextPollMs === byAgeMs)).toBe(isByAge);
  },
);

describe("a planned poll", () => {
  const steady = { minDelay: 5, maxDelay: 5, jitter: 0 };

  test("is put off for what is left of its delay, and no further than the final poll", async () => {
    for (const [maxWaitTime, leftMs] of [
      [600, 5000],
      [4, 3000],
    ] as const) {
      const pacer = new CuriousPacer();
      const waiter = new OperationWaiter(
        { ...steady, pacer, maxWaitTime, getOperation: script({ Status: "PENDING" }) },
        "op-1",
      );
      const outcome = waiter.outcome();
      await time.pass(1);
      expect(pacer.deferral?.rescheduleMs()).toBe(leftMs - 1);
      await time.pass(1999);
      expect(pacer.deferral?.rescheduleMs()).toBe(leftMs - 2000);
      // Alone, it can't be held back for the sake of others.
      expect(pacer.deferral?.slackMs()).toBe(-2000);
      waiter.stop();
      await outcome;
    }
  });

  test("is held back for others where many share few requests", async () => {
    const pacer = new CuriousPacer({ rate: 1, maxRate: 1 });
    const config = {
      ...steady,
      pacer,
      getOperation: script({ Status: "PENDING", Type: "CREATE_NAMESPACE" }),
    };
    const waiters = Array.from({ length: 12 }, (_, index) => new OperationWaiter(config, `op-${index}`));
    const outcomes = waiters.map((waiter) => waiter.outcome());
    await time.pass(10);
    expect(pacer.deferral?.slackMs()).toBeGreaterThan(1000);
    for (const waiter of waiters) waiter.stop();
    await Promise.all(outcomes);
  });

  test("is urgent after an error, and the first one of what was started just now", async () => {
    const pacer = new CuriousPacer();
    const failing = new OperationWaiter(
      { ...steady, pacer, getOperation: script(sdkError("X", 500)), transientRetries: 0, maxWaitTime: 1 },
      "op-1",
    );
    await time.until(failing.outcome());
    expect([pacer.deferral?.rescheduleMs(), pacer.deferral?.slackMs()]).toEqual([0, 0]);

    const started = startedWaiter({ ...steady, pacer, getOperation: script({ Status: "PENDING" }) });
    const outcome = started.outcome();
    await time.pass(1000);
    expect([pacer.deferral?.rescheduleMs(), pacer.deferral?.slackMs()]).toEqual([0, 0]);
    // Once it has been polled it is as any other.
    await time.pass(5000);
    expect(pacer.deferral?.rescheduleMs()).toBeGreaterThan(0);
    started.stop();
    await outcome;
  });

  test.each([
    [1234.2, 1235],
    [-5, 0],
  ])("is announced anew when the pacer plans it anew, %d ms from now", async (delayMs, plannedMs) => {
    const pacer = new CuriousPacer();
    const waiter = new OperationWaiter(
      { ...steady, pacer, getOperation: script({ Status: "PENDING" }) },
      "op-1",
    );
    const outcome = waiter.outcome();
    await time.pass(1000);
    // The snapshot is the same until something has changed, so this is a change.
    const before = waiter.getSnapshot();
    const onChange = vi.fn();
    waiter.subscribe(onChange);
    pacer.deferral?.planned?.(delayMs);
    expect(onChange).toHaveBeenCalledTimes(1);
    expect(waiter.getSnapshot()).not.toBe(before);
    expect((waiter.getSnapshot().nextPollAt ?? 0) - Date.now()).toBe(plannedMs);
    waiter.stop();
    expect(await outcome).toMatchObject({ outcome: "aborted", code: "ABORTED" });
  });
});
