import { describe, expect, test, vi } from "vitest";
import { budgetOf } from "../../src/waiter/rate/budget.js";
import type { WaitConfig } from "../../src/waiter/config.js";
import type { OperationEvent } from "../../src/waiter/events/events.js";
import { Pacer } from "../../src/waiter/rate/pacer.js";
import type { GetOperation } from "../../src/waiter/request/sdk-client.js";
import { waitForOperation } from "../../src/waiter/wait-for-operation.js";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import { uncaughtErrors } from "../support/uncaught.js";
import { useVirtualTime } from "../support/virtual-time.js";
import { answers, input, lineLogger, sdkError, startedWaiter } from "./support.js";

const time = useVirtualTime();

function wait(service: { getOperation: GetOperation }, config: Partial<WaitConfig> = {}): Promise<unknown> {
  return waitForOperation({ ...config, getOperation: service.getOperation } as WaitConfig, input);
}

describe(OperationWaiter, () => {
  test.each(["CREATE_NAMESPACE", "REGISTER_INSTANCE"])("polls at %s when it said it would", async (Type) => {
    const waiter = new OperationWaiter(
      { getOperation: answers({ Operation: { Status: "PENDING", Type } }).getOperation, maxWaitTime: 60 },
      input,
    );
    const due: number[] = [];
    const taken: number[] = [];
    waiter.on("poll", ({ nextPollMs = 0 }) => {
      taken.push(performance.now());
      due.push(performance.now() + nextPollMs);
    });
    await time.until(waiter.outcome());
    expect(taken.length).toBeGreaterThan(15);
    expect(taken.slice(1)).toEqual(due.slice(0, -1));
  });

  test("begins nothing before it is asked to, and is no thenable", async () => {
    const service = answers("SUCCESS");
    const waiter = new OperationWaiter({ getOperation: service.getOperation }, input);
    await time.pass(10_000);
    expect(service.polls).toEqual([]);
    expect("then" in waiter).toBe(false);
    expect(await Promise.resolve(waiter)).toBe(waiter);
  });

  test("is taken once however often it is waited for, before and after the end", async () => {
    const service = answers("PENDING", "SUCCESS");
    const waiter = new OperationWaiter({ getOperation: service.getOperation }, input);
    const first = waiter.wait();
    expect(waiter.wait()).toBe(first);
    await time.until(first);
    expect(waiter.wait()).toBe(first);
    expect(await waiter.outcome()).toMatchObject({ outcome: "succeeded" });
    expect(service.polls).toHaveLength(2);
  });

  test("raises no unhandled rejection when nobody awaits it", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    void new OperationWaiter({ getOperation: answers("FAIL").getOperation }, input).wait();
    void new OperationWaiter({ getOperation: answers("FAIL").getOperation }, input);
    await time.pass(1000);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(unhandled).not.toHaveBeenCalled();
    process.off("unhandledRejection", unhandled);
  });

  test("emits each transition once, each poll, and settled exactly once and last", async () => {
    const service = answers("SUBMITTED", "PENDING", "PENDING", "SUCCESS");
    const waiter = new OperationWaiter({ getOperation: service.getOperation }, input);
    const seen: string[] = [];
    waiter.on("transition", ({ from, to }) => seen.push(`${from ?? "-"}>${to}`));
    waiter.on("poll", ({ poll, status }) => seen.push(`${poll}:${status ?? ""}`));
    waiter.on("settled", ({ outcome }) => seen.push(outcome.outcome));
    await time.until(waiter.wait());
    expect(seen).toEqual([
      "->SUBMITTED",
      "1:SUBMITTED",
      "SUBMITTED>PENDING",
      "2:PENDING",
      "3:PENDING",
      "PENDING>SUCCESS",
      "4:SUCCESS",
      "succeeded",
    ]);
  });

  test("is not hurt by a listener that throws, whose error surfaces as an uncaught one", async () => {
    const uncaught = uncaughtErrors();
    const waiter = new OperationWaiter({ getOperation: answers("SUCCESS").getOperation }, input);
    const mistake = new Error("in a listener");
    waiter.on("transition", () => {
      throw mistake;
    });
    const later = vi.fn();
    waiter.on("transition", later);
    waiter.subscribe(() => {
      throw mistake;
    });
    await expect(time.until(waiter.wait())).resolves.toEqual({ NAMESPACE: "ns-1" });
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(later).toHaveBeenCalledTimes(1);
    expect(uncaught.length).toBeGreaterThan(1);
    expect(new Set(uncaught)).toEqual(new Set([mistake]));
  });

  test("stops telling a listener that was taken off, or that asked for once", async () => {
    const waiter = new OperationWaiter(
      { getOperation: answers("PENDING", "PENDING", "SUCCESS").getOperation },
      input,
    );
    const [off, once] = [vi.fn(), vi.fn()];
    waiter.on("poll", off).once("poll", once);
    expect(waiter.listenerCount("poll")).toBe(2);
    waiter.off("poll", off);
    await time.until(waiter.wait());
    expect(off).not.toHaveBeenCalled();
    expect(once).toHaveBeenCalledTimes(1);
  });

  test("replays its events from the first one, and then follows, for any number of readers", async () => {
    const waiter = new OperationWaiter({ getOperation: answers("PENDING", "SUCCESS").getOperation }, input);
    const read = async (): Promise<OperationEvent[]> => {
      const events: OperationEvent[] = [];
      for await (const event of waiter) events.push(event);
      return events;
    };
    const early = read();
    await time.until(waiter.wait());
    const [first, second] = await Promise.all([early, read()]);
    expect(first).toEqual(second);
    expect(first.map(({ seq }) => seq)).toEqual(first.map((_, index) => index + 1));
    expect(first.at(-1)?.type).toBe("settled");
  });

  test("replays only what came after an event that its reader has seen", async () => {
    const waiter = new OperationWaiter(
      { getOperation: answers("SUBMITTED", "PENDING", "SUCCESS").getOperation },
      input,
    );
    await time.until(waiter.outcome());
    const [all, rest]: OperationEvent[][] = [[], []];
    for await (const event of waiter) all?.push(event);
    for await (const event of waiter.events(3)) rest?.push(event);
    expect(rest).toEqual(all?.slice(3));
    expect(rest).not.toEqual([]);
  });

  test("shows a listener and a subscriber the same snapshot, with the event in it", async () => {
    const waiter = new OperationWaiter({ getOperation: answers("PENDING", "SUCCESS").getOperation }, input);
    const [heard, seen]: [unknown[], unknown[]] = [[], []];
    waiter.on("poll", ({ poll }) => {
      expect(waiter.getSnapshot().polls).toBe(poll);
      heard.push(waiter.getSnapshot());
    });
    waiter.subscribe(() => seen.push(waiter.getSnapshot()));
    await time.until(waiter.wait());
    expect(heard).toHaveLength(2);
    for (const snapshot of heard) expect(seen).toContain(snapshot);
  });

  test("goes on when everybody who followed it has left, and ends by stop()", async () => {
    const followed = answers("PENDING", "PENDING", "PENDING", "SUCCESS");
    const waiter = new OperationWaiter({ getOperation: followed.getOperation }, input);
    await time.until(
      (async () => {
        for await (const event of waiter) if (event.type === "poll") break;
      })(),
    );
    waiter.subscribe(() => {})();
    expect(await time.until(waiter.outcome())).toMatchObject({ outcome: "succeeded" });

    const stopped = new OperationWaiter({ getOperation: answers("PENDING").getOperation }, input);
    const outcome = stopped.outcome();
    await time.pass(1500);
    stopped.stop("enough");
    expect(await outcome).toMatchObject({ outcome: "aborted", cause: "enough" });
    await expect(stopped.wait()).rejects.toBe("enough");
    expect(time.timers).toBe(0);
  });

  test("ends with an AbortError when it is stopped without a reason", async () => {
    const waiter = new OperationWaiter({ getOperation: answers("PENDING").getOperation }, input);
    const waiting = waiter.wait();
    await time.pass(10);
    waiter.stop();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError", message: "The wait was stopped" });
  });

  test("says whose events they are, by an id of its own", () => {
    const [one, other] = [1, 2].map(
      () => startedWaiter({ getOperation: answers("PENDING").getOperation }).feedId,
    );
    expect(one).toMatch(/^[0-9a-f-]{36}$/);
    expect(other).not.toBe(one);
  });

  test("gives the same frozen snapshot until something has changed", async () => {
    const waiter = new OperationWaiter({ getOperation: answers("PENDING", "SUCCESS").getOperation }, input);
    const idle = waiter.getSnapshot();
    expect(idle).toMatchObject({ phase: "idle", status: null, polls: 0 });
    expect(waiter.getSnapshot()).toBe(idle);
    const phases = new Set<string>();
    const unsubscribe = waiter.subscribe(() => phases.add(waiter.getSnapshot().phase));
    await time.until(waiter.wait());
    unsubscribe();
    expect(phases).toEqual(new Set(["waiting", "settled"]));
    const end = waiter.getSnapshot();
    expect(end).toMatchObject({
      phase: "settled",
      status: "SUCCESS",
      polls: 2,
      outcome: { outcome: "succeeded" },
    });
    expect(waiter.getSnapshot()).toBe(end);
    expect(Object.isFrozen(end)).toBe(true);
  });

  test("tells of an operation that was adopted, first of all", async () => {
    const waiter = startedWaiter({ getOperation: answers("SUCCESS").getOperation }, { adopted: true });
    const types: string[] = [];
    for (const type of ["adopted", "poll"] as const)
      waiter.on(type, (event: OperationEvent) => types.push(event.type));
    await time.until(waiter.wait());
    expect(types).toEqual(["adopted", "poll"]);
    expect(await waiter.outcome()).toMatchObject({ adopted: true });
  });

  test("logs what happens, and never what an operation says", async () => {
    const { lines, logger } = lineLogger();
    const failed = {
      Operation: { Status: "FAIL", ErrorCode: "ACCESS_DENIED", ErrorMessage: "password=hunter2" },
    };
    const service = answers(sdkError("ThrottlingException", 400), "PENDING", failed);
    const waiter = startedWaiter({ getOperation: service.getOperation, logger }, { adopted: true });
    await time.until(waiter.outcome());
    expect(lines.join("\n")).not.toContain("hunter2");
    expect(lines).toEqual([
      'cloudmap-waiter: elapsedMs=0 operationId="op-1" type="adopted"',
      expect.stringMatching(
        /type="retry" reason="throttled" errorName="ThrottlingException" .*attempt=1 delayMs=\d+$/,
      ),
      expect.stringMatching(/type="transition" from=null to="PENDING" poll=1$/),
      expect.stringMatching(/type="poll" poll=1 status="PENDING" nextPollMs=\d+$/),
      expect.stringMatching(/type="transition" from="PENDING" to="FAIL" poll=2$/),
      expect.stringMatching(/type="poll" poll=2 status="FAIL"$/),
      expect.stringMatching(/type="settled" outcome="failed" code="ACCESS_DENIED"$/),
    ]);
  });

  test("logs whole lines, whatever an error calls itself", async () => {
    const { lines, logger } = lineLogger();
    const service = answers(sdkError(`Throttling${"x".repeat(2000)}\n`, 400), "SUCCESS");
    await time.until(wait(service, { logger }));
    expect(lines[0]).toMatch(
      /type="retry" reason="throttled" errorName="Throttlingx+…" statusCode=400 attempt=1 delayMs=\d+$/,
    );
  });

  test("settles, and leaves no timer, although its pacer is broken", async () => {
    const fault = new Error("no queue");
    const pacer = new Pacer();
    vi.spyOn(pacer, "acquire").mockRejectedValue(fault);
    const waiter = new OperationWaiter({ getOperation: answers("SUCCESS").getOperation, pacer }, input);
    await expect(time.until(waiter.wait())).rejects.toBe(fault);
    expect(await waiter.outcome()).toMatchObject({ outcome: "aborted", cause: fault });
    expect(time.timers).toBe(0);
  });

  test("learns how long an operation took from the service's own clock", async () => {
    const CreateDate = 1_700_000_000;
    const ended = { Type: "DELETE_NAMESPACE", Status: "SUCCESS", CreateDate, UpdateDate: CreateDate + 1.4 };
    const { getOperation } = answers(
      { Operation: { Type: ended.Type, Status: "PENDING" } },
      { Operation: ended },
    );
    const learn = vi.spyOn(budgetOf(getOperation), "learn");
    const config = { getOperation, minDelay: 2, maxDelay: 2, jitter: 0 };
    await time.until(new OperationWaiter(config, input).wait());
    expect(learn.mock.calls).toEqual([
      [ended.Type, 0, 0, false],
      [ended.Type, 0, 1400, true],
    ]);
  });

  test("has its whole time in the snapshot of its end", async () => {
    const waiter = new OperationWaiter(
      { getOperation: answers("PENDING").getOperation, maxWaitTime: 7 },
      input,
    );
    await time.until(waiter.outcome());
    expect(waiter.getSnapshot()).toMatchObject({
      phase: "settled",
      elapsedMs: 7000,
      outcome: { elapsedMs: 7000 },
    });
  });

  test("settles although its logger is broken", async () => {
    const logger = {
      debug: () => {},
      warn: () => {},
      error: () => {},
      info: () => {
        throw new Error("disk full");
      },
    };
    uncaughtErrors();
    await expect(time.until(wait(answers("SUCCESS"), { logger }))).resolves.toEqual({ NAMESPACE: "ns-1" });
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  });
});
