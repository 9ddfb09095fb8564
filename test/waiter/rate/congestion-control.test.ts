import { describe, expect, test } from "vitest";
import { CongestionControl } from "../../../src/waiter/rate/congestion-control.js";
import { tuning } from "../../../src/waiter/rate/tuning.js";

interface Service {
  /** A token bucket; without it, there is no quota. */
  readonly quota?: { readonly rate: number; readonly burst: number };
  /** The share of requests that is throttled whatever is sent. */
  readonly others?: number;
}

/** Sends at the control's rate for so many seconds, always with more to send; counts what became of it. */
class Session {
  readonly control: CongestionControl;
  #now = 0;
  #tokens = Number.POSITIVE_INFINITY;
  #seed = 1;

  constructor(rate = 4, maxRate = 1000) {
    this.control = new CongestionControl(rate, maxRate, 0);
  }

  send(
    seconds: number,
    { quota, others = 0 }: Service,
    isMoreWanted = true,
  ): { sent: number; throttled: number } {
    const endsAt = this.#now + seconds * 1000;
    const count = { sent: 0, throttled: 0 };
    for (; this.#now < endsAt; count.sent++) {
      const stepMs = 1000 / this.control.rate;
      if (quota) this.#tokens = Math.min(quota.burst, this.#tokens + (quota.rate * stepMs) / 1000);
      const isThrottled = this.#tokens < 1 || this.#random() < others;
      if (isThrottled) count.throttled++;
      else this.#tokens--;
      const sentAt = this.#now;
      this.#now += stepMs;
      this.control.answered(isThrottled, sentAt, sentAt + 20, isMoreWanted);
    }
    return count;
  }

  #random(): number {
    this.#seed = (this.#seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return this.#seed / 2 ** 31;
  }
}

describe(CongestionControl, () => {
  test("grows while more is wanted, the faster once polls have shown ends, and not beyond its maximum", () => {
    const idle = new Session();
    idle.send(10, {}, false);
    expect(idle.control.rate).toBe(4);
    const unrewarded = new Session();
    unrewarded.send(5, {});
    expect(unrewarded.control.rate).toBeGreaterThan(4.5);
    const rewarded = new Session(4, 100);
    rewarded.control.reward();
    expect(rewarded.control.rate).toBe(4 + tuning.reward);
    rewarded.send(5, {});
    expect(rewarded.control.rate).toBeGreaterThan(4 * unrewarded.control.rate);
    rewarded.send(10, {});
    expect(rewarded.control.rate).toBe(100);
    expect(rewarded.control.isLimited).toBe(false);
  });

  test.each([
    { rate: 4, burst: 40 },
    { rate: 20, burst: 40 },
    { rate: 100, burst: 200 },
    { rate: 300, burst: 300 },
  ])(
    "finds a quota of $rate a second and remembers it: nearly all of it is used, few are throttled",
    (quota) => {
      const session = new Session();
      session.control.reward();
      session.send(60, { quota });
      const { sent, throttled } = session.send(120, { quota });
      expect(session.control.isLimited).toBe(true);
      expect((sent - throttled) / (120 * quota.rate)).toBeGreaterThan(0.9);
      expect(throttled / sent).toBeLessThan(0.06);
    },
  );

  test.each([0.05, 0.2])(
    "doesn't slow down for a share of %d that is throttled whatever it sends",
    (others) => {
      const session = new Session();
      session.control.reward();
      session.send(60, { others });
      const { sent } = session.send(60, { others });
      expect(sent / 60).toBeGreaterThan(100);
      expect(Math.abs(session.control.othersShare - others)).toBeLessThan(0.05);
    },
  );

  test("finds its way down when the quota drops to a tenth, and up again", () => {
    const [generous, meagre] = [
      { rate: 100, burst: 200 },
      { rate: 10, burst: 20 },
    ];
    const session = new Session();
    session.control.reward();
    session.send(60, { quota: generous });
    session.send(5, { quota: meagre });
    const down = session.send(60, { quota: meagre });
    expect(down.throttled / down.sent).toBeLessThan(0.1);
    session.send(20, { quota: generous });
    const up = session.send(30, { quota: generous });
    expect((up.sent - up.throttled) / 30).toBeGreaterThan(85);
  });

  test("sends no more than five times as much as is served, in the long run, whoever causes the throttles", () => {
    const session = new Session();
    session.control.reward();
    session.send(30, { others: 0.9 });
    const { sent, throttled } = session.send(120, { others: 0.9 });
    // The least rate comes on top.
    expect(sent).toBeLessThan((sent - throttled) * tuning.politeRatio + 2 * 120 * tuning.leastRate);
  });

  test("never sends less than its least rate, or than it began with", () => {
    const refused = new Session(4);
    refused.send(120, { others: 1 });
    expect(refused.control.rate).toBe(tuning.leastRate);
    const meagre = new Session(0.1, 0.1);
    meagre.send(300, { others: 1 });
    expect(meagre.control.rate).toBe(0.1);
  });

  test("tells when it cuts its rate, and tests the cause by sending less than was served", () => {
    const control = new CongestionControl(50, 1000, 0);
    let now = 0;
    let isCut = false;
    for (let index = 0; !isCut && index < 200; index++) {
      now += 20;
      isCut = control.answered(index % 2 === 0, now - 5, now, true);
    }
    expect(isCut).toBe(true);
    expect(control.isTesting).toBe(true);
    expect(control.rate).toBeLessThan(25);
    expect(control.capacity).toBeGreaterThanOrEqual(control.rate);
    // What was sent before the cut had time to show says nothing of it.
    const { rate } = control;
    for (let index = 0; index < 50; index++) control.answered(true, now - 1, now + 900, true);
    expect(control.rate).toBe(rate);
  });
});
