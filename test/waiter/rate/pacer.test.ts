import { afterEach, describe, expect, test, vi } from "vitest";
import { OptionError } from "../../../src/core/options.js";
import type { AcquireOptions, ResponseKind, Permit } from "../../../src/waiter/rate/permit.js";
import type { Deferral } from "../../../src/waiter/rate/poll-queue.js";
import { Pacer, turnsOf } from "../../../src/waiter/rate/pacer.js";
import { useVirtualTime } from "../../support/virtual-time.js";

const time = useVirtualTime();

// Before the clock is uninstalled: what is restored later would be a part of the fake one.
afterEach(() => {
  vi.restoreAllMocks();
});
const { signal } = new AbortController();

/** Asks for a permit, and tells in a list when it is granted. */
function ask(pacer: Pacer, granted: number[], delayMs = 0, id = 0): Promise<Permit> {
  return pacer.acquire({ signal, delayMs }).then((permit) => {
    granted.push(id === 0 ? performance.now() : id);
    return permit;
  });
}

/** A pacer that has requests to send at once, but none to spare for long. */
async function halfEmpty(): Promise<Pacer> {
  const pacer = new Pacer({ rate: 0.1, maxRate: 0.1, burst: 20 });
  for (let index = 0; index < 5; index++) await pacer.acquire({ signal });
  return pacer;
}

/** Asks for a permit for a request that can be held back until a time. */
function askPatiently(pacer: Pacer, order: string[], name: string, until: () => number): void {
  const deferral = { rescheduleMs: () => 0, slackMs: () => until() - performance.now() };
  void pacer.acquire({ signal, deferral }).then(() => order.push(name));
}

/** A service with a token bucket of its own, and a client that always has more to send. Counts the throttled. */
async function saturate(
  pacer: Pacer,
  quota: { rate: number; burst: number },
  forMs: number,
): Promise<{ sent: number; throttled: number }> {
  let tokens = quota.burst;
  let filledAt = performance.now();
  const count = { sent: 0, throttled: 0 };
  const endsAt = performance.now() + forMs;
  const stop = new AbortController();
  const sender = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const permit = await pacer.acquire({ signal: stop.signal });
      const now = performance.now();
      tokens = Math.min(quota.burst, tokens + ((now - filledAt) / 1000) * quota.rate);
      filledAt = now;
      const isThrottled = tokens < 1;
      if (!isThrottled) tokens--;
      count.sent++;
      if (isThrottled) count.throttled++;
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
      permit.answered(isThrottled ? "throttled" : "served");
      permit.release();
    }
  };
  const senders = Array.from({ length: 40 }, () => sender().catch(() => {}));
  await time.pass(forMs);
  stop.abort();
  await time.pass(100);
  await Promise.all(senders);
  return count;
}

/** Permits for 39 requests that are sent just after one was throttled: the service's bucket is empty. */
async function afterAThrottle(pacer: Pacer): Promise<Permit[]> {
  const permit = await pacer.acquire({ signal });
  permit.release("throttled");
  await time.pass(1);
  return await Promise.all(Array.from({ length: 39 }, async () => await pacer.acquire({ signal })));
}

/** A pacer that was cut down to 2 a second, and whose bucket holds 100. */
async function cutDown(): Promise<Pacer> {
  const pacer = new Pacer({ rate: 50, burst: 100, maxInFlight: 100 });
  const permits = await afterAThrottle(pacer);
  // More than is polite.
  await time.pass(100);
  for (const permit of permits.splice(0, 30)) permit.release("throttled");
  await time.pass(500);
  permits.pop()?.release("throttled");
  expect(pacer.rate).toBe(2);
  return pacer;
}

/** Sends a request, which is answered at once: by how much that makes the rate grow. */
async function growth(pacer: Pacer, answer: ResponseKind = "served", deferral?: Deferral): Promise<number> {
  const permit = await pacer.acquire({ signal, deferral });
  const { rate } = pacer;
  permit.answered(answer);
  permit.release();
  return pacer.rate - rate;
}

/** A turn of the real event loop. */
async function turnOfTheLoop(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe(Pacer, () => {
  test("grants a burst at once, and then as many a second as its rate", async () => {
    const pacer = new Pacer({ rate: 2, maxRate: 2, burst: 3 });
    const granted: number[] = [];
    const start = performance.now();
    for (let index = 0; index < 5; index++) void ask(pacer, granted);
    await time.pass(0);
    expect(granted).toHaveLength(3);
    await time.pass(2000);
    expect(granted.map((at) => Math.round(at - start))).toEqual([0, 0, 0, 500, 1000]);
  });

  test("serves those that are due first, whenever they asked", async () => {
    const pacer = new Pacer({ rate: 100, maxRate: 100, burst: 1 });
    const order: number[] = [];
    void ask(pacer, order, 300, 3);
    void ask(pacer, order, 100, 1);
    void ask(pacer, order, 200, 2);
    await time.pass(99);
    expect(order).toEqual([]);
    await time.pass(300);
    expect(order).toEqual([1, 2, 3]);
  });

  test("holds the number in flight under its cap until one is released", async () => {
    const pacer = new Pacer({ burst: 10, maxInFlight: 2 });
    const granted: number[] = [];
    const permits = [ask(pacer, granted), ask(pacer, granted), ask(pacer, granted)];
    await time.pass(5000);
    expect(granted).toHaveLength(2);
    expect(pacer.snapshot).toMatchObject({ inFlight: 2, queued: 1 });
    (await permits[0])?.release();
    await time.pass(0);
    expect(granted).toHaveLength(3);
  });

  test("gives a permit back once, however often it is released", async () => {
    const pacer = new Pacer();
    const permit = await pacer.acquire({ signal });
    permit.release();
    permit.release();
    expect(pacer.snapshot.inFlight).toBe(0);
  });

  test("lets a request that is called off take nothing, rejects it with the reason and leaves no timer", async () => {
    const pacer = new Pacer({ rate: 1, maxRate: 1, burst: 1 });
    const stop = new AbortController();
    (await pacer.acquire({ signal })).release();
    const calledOff = pacer.acquire({ signal: stop.signal });
    const granted: number[] = [];
    const start = performance.now();
    void ask(pacer, granted);
    stop.abort("changed my mind");
    await expect(calledOff).rejects.toBe("changed my mind");
    await time.pass(3000);
    expect(granted).toEqual([start + 1000]);
    expect(pacer.snapshot).toMatchObject({ sent: 2, queued: 0 });
    expect(time.timers).toBe(0);
  });

  test("leaves no timer when the last one is sent, although another was called off that was due later", async () => {
    const pacer = new Pacer();
    const stop = new AbortController();
    const calledOff = pacer.acquire({ signal: stop.signal, delayMs: 60_000 });
    const sent = pacer.acquire({ signal, delayMs: 1000 });
    stop.abort("enough");
    await expect(calledOff).rejects.toBe("enough");
    await time.pass(1000);
    await sent;
    expect(time.timers).toBe(0);
  });

  test("asks, when its turn has come, whether a request is to be put off, and lets others pass", async () => {
    const pacer = new Pacer({ rate: 1, maxRate: 1, burst: 1 });
    const order: string[] = [];
    let rescheduledMs = 5000;
    const deferral = { rescheduleMs: () => rescheduledMs, slackMs: () => 0 };
    void pacer.acquire({ signal, deferral }).then(() => order.push("put off"));
    void pacer.acquire({ signal, delayMs: 1 }).then(() => order.push("other"));
    await time.pass(1);
    expect(order).toEqual(["other"]);
    rescheduledMs = 0;
    await time.pass(5000);
    expect(order).toEqual(["other", "put off"]);
  });

  describe("of requests that can be held back", () => {
    test("sends the one first that can least well be held back, each when it must be", async () => {
      const pacer = await halfEmpty();
      const [start, order]: [number, string[]] = [performance.now(), []];
      askPatiently(pacer, order, "later", () => start + 6000);
      askPatiently(pacer, order, "sooner", () => start + 3000);
      await time.pass(2999);
      expect(order).toEqual([]);
      await time.pass(1);
      expect(order).toEqual(["sooner"]);
      await time.pass(3000);
      expect(order).toEqual(["sooner", "later"]);
    });

    test("sends one when the bucket is full, as its token would be lost, and the next when it is full again", async () => {
      const pacer = new Pacer({ rate: 1, maxRate: 1, burst: 3 });
      const [start, order]: [number, string[]] = [performance.now(), []];
      askPatiently(pacer, order, "first", () => start + 60_000);
      askPatiently(pacer, order, "second", () => start + 60_000);
      await time.pass(499);
      expect(order).toEqual(["first"]);
      await time.pass(1);
      expect(order).toEqual(["first", "second"]);
    });

    test("asks anew how long they can be held back when a share of them has been sent", async () => {
      const pacer = new Pacer({ rate: 0.1, maxRate: 0.1, burst: 200, maxInFlight: 200 });
      const [start, order]: [number, string[]] = [performance.now(), []];
      for (let index = 0; index < 50; index++) await pacer.acquire({ signal });
      let until = start + 600_000;
      for (let index = 0; index < 100; index++) askPatiently(pacer, order, "held back", () => until);
      await time.pass(1);
      until = start + 1000;
      // 4 % of 100: the first of them is sent with the others put in order.
      for (let index = 0; index < 3; index++) void ask(pacer, []);
      await time.pass(2000);
      expect(order).toEqual([]);
      void ask(pacer, []);
      await time.pass(200);
      expect(order).toHaveLength(100);
    });

    test("doesn't wait for those that have been called off", async () => {
      const pacer = await halfEmpty();
      const stop = new AbortController();
      const deferral = { rescheduleMs: () => 0, slackMs: () => 5000 };
      const calledOff = pacer.acquire({ signal: stop.signal, deferral });
      await time.pass(1000);
      stop.abort("enough");
      await expect(calledOff).rejects.toBe("enough");
      expect(pacer.snapshot.queued).toBe(0);
      expect(time.timers).toBe(0);
    });
  });

  test("goes no higher than the most it may, however long the backlog, nor by a throttle", async () => {
    const known = new Pacer({ rate: 4, maxRate: 4.5, burst: 20 });
    for (let index = 0; index < 200; index++) {
      void known.acquire({ signal }).then((permit) => {
        permit.answered("served");
        permit.release();
      });
    }
    await time.pass(20_000);
    expect(known.snapshot.rate).toBe(4.5);
    const meagre = new Pacer({ rate: 0.1, maxRate: 0.1 });
    (await meagre.acquire({ signal })).answered("throttled");
    expect(meagre.snapshot.rate).toBe(0.1);
  });

  test("sends 20 at once and has 25 in flight, by its defaults", async () => {
    const pacer = new Pacer();
    const granted: number[] = [];
    for (let index = 0; index < 40; index++) void ask(pacer, granted);
    await time.pass(0);
    expect(granted).toHaveLength(20);
    await time.pass(60_000);
    expect(granted).toHaveLength(25);
    expect(pacer.snapshot).toMatchObject({ inFlight: 25, queued: 15 });
  });

  test("sends no more at once than five seconds bring, by a rate that is given without a burst", async () => {
    const pacer = new Pacer({ rate: 0.5, maxRate: 0.5 });
    const granted: number[] = [];
    for (let index = 0; index < 9; index++) void ask(pacer, granted);
    await time.pass(1);
    expect(granted).toHaveLength(2);
  });

  test("doesn't grow by what was planned too early, if it was sent as soon as it was due", async () => {
    const pacer = new Pacer({ rate: 10, burst: 20 });
    const deferral = { rescheduleMs: () => 0, slackMs: () => -10_000 };
    for (let index = 0; index < 50; index++) {
      await growth(pacer, "served", deferral);
      await time.pass(200);
    }
    expect(pacer.snapshot.rate).toBe(10);
  });

  test("takes what a permit's end says for the answer, if none was told", async () => {
    const pacer = new Pacer({ rate: 10 });
    const [told, untold] = await Promise.all([1, 2].map(() => pacer.acquire({ signal })));
    told?.answered("served");
    told?.release("throttled");
    expect(pacer.snapshot).toMatchObject({ sent: 2, throttled: 0 });
    untold?.release("throttled");
    expect(pacer.snapshot).toMatchObject({ sent: 2, throttled: 1 });
  });

  test("grows by an answer within a second after something was held up, and not later", async () => {
    const pacer = new Pacer({ rate: 10, burst: 1 });
    await pacer.acquire({ signal });
    const [inTime, late] = [pacer.acquire({ signal }), pacer.acquire({ signal })];
    await time.pass(200);
    const { rate } = pacer;
    await time.pass(900);
    (await inTime).answered("served");
    expect(pacer.rate).toBeGreaterThan(rate);
    const grown = pacer.rate;
    await time.pass(100);
    (await late).answered("served");
    expect(pacer.rate).toBe(grown);
  });

  test("takes nothing for held up that waited for a twentieth of a second", async () => {
    const pacer = new Pacer({ rate: 20, burst: 1 });
    await pacer.acquire({ signal });
    const second = pacer.acquire({ signal });
    await time.pass(50);
    (await second).answered("served");
    expect(pacer.rate).toBe(20);
  });

  test("learns nothing from answers to what was sent before it slowed down", async () => {
    const pacer = new Pacer({ rate: 50, burst: 50, maxInFlight: 50 });
    const permits = await afterAThrottle(pacer);
    await time.pass(600);
    for (const permit of permits.splice(0, 10)) permit.release("throttled");
    const { rate } = pacer;
    expect(rate).toBeLessThan(50);
    await time.pass(3000);
    for (const permit of permits) permit.release("throttled");
    expect(pacer.rate).toBe(rate);
  });

  describe("once its rate was cut down", () => {
    test("takes its bucket for full with less", async () => {
      const pacer = await cutDown();
      const [start, order]: [number, string[]] = [performance.now(), []];
      askPatiently(pacer, order, "patient", () => start + 60_000);
      // At 2 a second, 4 tokens are as much as 100 were at 50 a second.
      await time.pass(1500);
      expect(order).toEqual([]);
      await time.pass(1000);
      expect(order).toEqual(["patient"]);
    });

    test("holds nothing back when more are due than a full bucket would serve", async () => {
      const pacer = await cutDown();
      const [start, order]: [number, string[]] = [performance.now(), []];
      for (let index = 0; index < 101; index++) askPatiently(pacer, order, "patient", () => start + 60_000);
      await time.pass(550);
      expect(order).toEqual(["patient"]);
      // A hundred are no more than it holds: they can be saved up for.
      await time.pass(1000);
      expect(order).toEqual(["patient"]);
    });
  });

  test("holds no process: whoever waits does, with a deadline of its own", () => {
    const asked = vi.spyOn(globalThis, "setTimeout");
    void new Pacer().acquire({ signal, delayMs: 1000 });
    expect(asked.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef())).toEqual([false]);
  });

  test("learns nothing from a request that failed, nor from what is told after its end", async () => {
    const pacer = new Pacer({ rate: 10, burst: 3 });
    const [told, untold, over] = await Promise.all([1, 2, 3].map(() => pacer.acquire({ signal })));
    // More is wanted.
    void pacer.acquire({ signal });
    told?.answered("failed");
    untold?.release();
    over?.release();
    over?.answered("throttled");
    over?.answered("served");
    expect(pacer.snapshot).toMatchObject({ rate: 10, throttled: 0, sent: 3 });
  });

  test("counts as active those that are planned and those in flight", async () => {
    const pacer = new Pacer();
    const permit = await pacer.acquire({ signal });
    void pacer.acquire({ signal });
    void pacer.acquire({ signal, delayMs: 60_000 });
    expect(pacer.load.activeWaits).toBe(3);
    permit.release();
    expect(pacer.load.activeWaits).toBe(2);
  });

  test("sends as many ahead of their turn as a full bucket holds, beyond the rate, and counts them", async () => {
    const pacer = new Pacer({ rate: 1, maxRate: 1, burst: 3 });
    for (let index = 0; index < 3; index++) void pacer.acquire({ signal });
    const granted: number[] = [];
    const send: (() => void)[] = [];
    for (let id = 1; id <= 5; id++)
      void pacer
        .acquire({ signal, delayMs: 60_000, onQueued: (sendNow) => send.push(sendNow) })
        .then(() => granted.push(id));
    for (const sendNow of send) sendNow();
    send[0]?.();
    await time.pass(0);
    expect(granted).toEqual([1, 2, 3]);
    expect(pacer.snapshot).toMatchObject({ sent: 6, inFlight: 6, queued: 2 });
  });

  test("holds requests for cheap while they are left over, and for dear while one that is due can't be sent", async () => {
    const pacer = new Pacer({ rate: 1, maxRate: 1, burst: 1 });
    await time.pass(10_000);
    (await pacer.acquire({ signal })).release("served");
    expect(pacer.load.price).toBeCloseTo(Math.exp(-5));
    void pacer.acquire({ signal });
    await time.pass(1000);
    // It waited for a second for its token.
    expect(pacer.load.price).toBeCloseTo(1 - Math.exp(-0.5));
  });

  describe("for waits that need no promise", () => {
    test("plans, and forgets what is called off, also twice, or before it was served", async () => {
      const pacer = new Pacer();
      const turns = turnsOf(pacer);
      let granted = 0;
      const turn = { deferral: undefined, granted: () => granted++ };
      const [first] = [turns?.plan(turn, 1000), turns?.plan(turn, 1000)];
      if (first === undefined) throw new Error("expected a request");
      turns?.callOff(first);
      turns?.callOff(first);
      expect(pacer.snapshot.queued).toBe(1);
      await time.pass(999);
      expect(granted).toBe(0);
      await time.pass(1);
      expect(granted).toBe(1);
      const only = turns?.plan(turn, 0);
      if (only) turns?.callOff(only);
      await time.pass(1000);
      expect(granted).toBe(1);
    });

    test("sends ahead what is planned for later, as long as not too many are in flight", async () => {
      const pacer = new Pacer({ burst: 10, maxInFlight: 1 });
      const permits: Permit[] = [];
      const turn = { deferral: undefined, granted: (permit: Permit) => permits.push(permit) };
      const turns = turnsOf(pacer);
      const [first, second] = [turns?.plan(turn, 60_000), turns?.plan(turn, 60_000)];
      if (!first || !second) throw new Error("expected requests");
      turns?.sendAhead(first);
      turns?.sendAhead(first);
      turns?.sendAhead(second);
      expect(permits).toHaveLength(1);
      expect(pacer.snapshot).toMatchObject({ inFlight: 1, queued: 1, sent: 1 });
      permits[0]?.release();
      turns?.sendAhead(second);
      expect(permits).toHaveLength(2);
      // Nothing was served yet, so there is no timer to stop.
      const fresh = turnsOf(new Pacer());
      const planned = fresh?.plan(turn, 0);
      if (planned) fresh?.callOff(planned);
    });

    test("serves all of thousands that fall due together, and lets the event loop turn in between", async () => {
      const pacer = new Pacer({ rate: 1000, burst: 1000, maxInFlight: 1000 });
      let granted = 0;
      const turn = { deferral: undefined, granted: () => granted++ };
      for (let index = 0; index < 500; index++) turnsOf(pacer)?.plan(turn, 0);
      let now = performance.now();
      vi.spyOn(performance, "now").mockImplementation(() => (now += 1));
      await turnOfTheLoop();
      expect(granted).toBeGreaterThan(0);
      expect(granted).toBeLessThan(500);
      for (let index = 0; index < 50; index++) await turnOfTheLoop();
      vi.restoreAllMocks();
      expect(granted).toBe(500);
    });

    test("passes none of them while it lets the event loop turn, whatever is answered meanwhile", async () => {
      const pacer = new Pacer({ rate: 1000, burst: 1000, maxInFlight: 1000 });
      const permits: Permit[] = [];
      const turn = { deferral: undefined, granted: (permit: Permit) => permits.push(permit) };
      for (let index = 0; index < 500; index++) turnsOf(pacer)?.plan(turn, 0);
      let now = performance.now();
      vi.spyOn(performance, "now").mockImplementation(() => (now += 1));
      await Promise.resolve();
      const count = permits.length;
      expect(count).toBeGreaterThan(0);
      for (const permit of permits.slice()) permit.release("served");
      expect(permits).toHaveLength(count);
      for (let index = 0; index < 50; index++) await turnOfTheLoop();
      vi.restoreAllMocks();
      expect(permits).toHaveLength(500);
    });

    test("sets one timer for all that are planned in a row, for the first of them", async () => {
      const asked = vi.spyOn(globalThis, "setTimeout");
      const pacer = new Pacer();
      const turn = { deferral: undefined, granted() {} };
      for (let delayMs = 1000; delayMs > 900; delayMs--) turnsOf(pacer)?.plan(turn, delayMs);
      await Promise.resolve();
      expect(asked.mock.calls.map(([, delayMs]) => delayMs)).toEqual([901]);
    });

    test("leaves it to a pacer with a way of its own", () => {
      class OwnPacer extends Pacer {
        override async acquire(options: AcquireOptions): Promise<Permit> {
          return await super.acquire(options);
        }
      }
      expect(turnsOf(new Pacer())).toBeDefined();
      expect(turnsOf(new OwnPacer())).toBeUndefined();
    });
  });

  test("doesn't grow while nobody is held up by it", async () => {
    const pacer = new Pacer({ rate: 10, burst: 20 });
    for (let index = 0; index < 50; index++) {
      await growth(pacer);
      await time.pass(200);
    }
    expect(pacer.snapshot.rate).toBe(10);
  });

  test("counts what an SDK client sends again by itself against the budget", async () => {
    const pacer = new Pacer({ rate: 1, maxRate: 1, burst: 3 });
    const permit = await pacer.acquire({ signal });
    permit.answered("served");
    permit.answered("served");
    permit.answered("served");
    permit.release();
    expect(pacer.snapshot.sent).toBe(3);
    const granted: number[] = [];
    const start = performance.now();
    void ask(pacer, granted);
    await time.pass(1000);
    expect(granted).toEqual([start + 1000]);
  });

  test.each([
    { rate: 4, burst: 40 },
    { rate: 20, burst: 40 },
    { rate: 100, burst: 200 },
  ])("finds a quota of $rate/s burst $burst: nearly all of it used, few throttled", async (quota) => {
    const pacer = new Pacer();
    expect(pacer.load.isLimited).toBe(false);
    const { sent, throttled } = await saturate(pacer, quota, 120_000);
    expect(pacer.load.isLimited).toBe(true);
    const available = quota.burst + quota.rate * 120;
    expect((sent - throttled) / available).toBeGreaterThan(0.85);
    expect(throttled / sent).toBeLessThan(0.1);
  });

  test("finds its way back when the quota drops to a tenth", async () => {
    const pacer = new Pacer();
    await saturate(pacer, { rate: 100, burst: 200 }, 60_000);
    const { sent, throttled } = await saturate(pacer, { rate: 10, burst: 20 }, 60_000);
    expect(throttled / sent).toBeLessThan(0.12);
    expect((sent - throttled) / 620).toBeGreaterThan(0.8);
  });

  test.each([
    ["rate", 0],
    ["burst", Number.NaN],
    ["maxInFlight", -1],
    ["maxRate", "10"],
    ["rate", Number.POSITIVE_INFINITY],
  ])("refuses %s: %s", (option, value) => {
    expect(() => new Pacer({ [option]: value })).toThrow(OptionError);
    expect(() => new Pacer({ [option]: value })).toThrow(
      `pacer.${option} must be a finite number greater than 0`,
    );
  });
});
