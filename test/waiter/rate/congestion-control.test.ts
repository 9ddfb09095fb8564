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
  #seed: number;

  constructor(rate = 4, maxRate = 1000, seed = 1) {
    this.#seed = seed;
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

/** What 200 clients send a second, some time after they began, if others throttle a share of it. */
function ratesBeside(others: number, afterSeconds: number): number[] {
  return Array.from({ length: 200 }, (_, index) => {
    const session = new Session(4, 40, 7919 * (index + 1));
    session.control.reward();
    session.send(afterSeconds, { others });
    return session.send(30, { others }).sent / 30;
  });
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

  test("seldom takes the throttles of others for a limit of its own", () => {
    const rates = ratesBeside(0.2, 20);
    // With `clearThrottles` 0 they are 15.
    expect(rates.filter((rate) => rate < 20).length).toBeLessThan(8);
  });

  test.each([
    { others: 0.05, after: 300 },
    { others: 0.1, after: 200 },
    { others: 0.2, after: 200 },
  ])(
    "isn't held back for long by a limit that it takes throttles of others for: $others of all requests",
    ({ others, after }) => {
      const rates = ratesBeside(others, after);
      // Without another test of the cause, they are 45 at a twentieth.
      expect(rates.filter((rate) => rate < 20).length).toBeLessThan(3);
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

  test.each([
    { rate: 4, others: 0.9 },
    { rate: 50, others: 0.85 },
    { rate: 50, others: 0.9 },
  ])(
    "sends no more than five times as much as is served, in the long run, from $rate a second with $others throttled",
    ({ rate, others }) => {
      const session = new Session(rate);
      session.control.reward();
      session.send(30, { others });
      const { sent, throttled } = session.send(300, { others });
      // The least rate comes on top.
      expect(sent).toBeLessThan((sent - throttled) * tuning.politeRatio + 300 * tuning.leastRate);
      // What it may send it does: that is more than the least rate.
      expect(sent).toBeGreaterThan(300 * tuning.leastRate);
    },
  );

  test("never sends less than its least rate, or than it began with", () => {
    const refused = new Session(4);
    refused.send(120, { others: 1 });
    expect(refused.control.rate).toBe(tuning.leastRate);
    const meagre = new Session(0.1, 0.1);
    meagre.send(300, { others: 1 });
    expect(meagre.control.rate).toBe(0.1);
  });

  test("learns what share others throttle, and takes none of its own for theirs", () => {
    const shared = new Session();
    shared.control.reward();
    shared.send(120, { others: 0.05 });
    expect(shared.control.othersShare).toBeGreaterThan(0.03);
    expect(shared.control.othersShare).toBeLessThan(0.07);
    const alone = new Session();
    alone.control.reward();
    alone.send(180, { quota: { rate: 20, burst: 40 } });
    expect(alone.control.othersShare).toBeLessThan(0.02);
  });
});

/** What a control hears from a service, one answer at a time, at times that the test sets. */
class Listener {
  readonly control: CongestionControl;
  now = 0;

  constructor(rate: number) {
    this.control = new CongestionControl(rate, 1000, 0);
  }

  /** So many answers within so many seconds, of requests that were sent just before; tells whether the rate was cut. */
  hear(answers: number, seconds: number, throttled: number): boolean {
    let isCut = false;
    for (let index = 0; index < answers; index++) {
      this.now += (seconds * 1000) / answers;
      // Evenly mixed.
      const isThrottled =
        Math.floor(((index + 1) * throttled) / answers) > Math.floor((index * throttled) / answers);
      isCut = this.control.answered(isThrottled, this.now - 1, this.now, true) || isCut;
    }
    return isCut;
  }

  /** Half of what it sends is throttled until it suspects that it sends too much; returns the rate before that. */
  untilSuspicion(): number {
    const { rate } = this.control;
    for (let index = 0; !this.control.isTesting; index++) {
      if (index > 200) throw new Error("it suspects nothing");
      this.now += 1000 / rate;
      this.control.answered(index % 2 === 0, this.now - 1, this.now, false);
    }
    return rate;
  }

  /** Nothing is heard until what was sent before the cut is over. */
  settle(): void {
    this.now += tuning.settleSeconds * 1000 + 1;
  }
}

/** Half were throttled, and in the trial that follows as many as are told: how many answers that takes. */
function trialAnswers(throttled: number): number {
  const listener = new Listener(4);
  listener.untilSuspicion();
  listener.settle();
  const { control } = listener;
  let answers = 0;
  for (; control.isTesting && answers < 50; answers++)
    listener.hear(1, 1 / control.rate, answers < throttled ? 1 : 0);
  expect(control.isLimited).toBe(true);
  return answers;
}

describe("when too many are throttled", () => {
  test("tells that it cuts its rate, and tests the cause by sending less than was served", () => {
    const listener = new Listener(50);
    expect(listener.hear(200, 4, 100)).toBe(true);
    const suspecting = new Listener(50);
    suspecting.untilSuspicion();
    const { control } = suspecting;
    expect(control.rate).toBeLessThan(25);
    // It believes in what was served, and tests with less, as the ends of a window are uncertain.
    expect(control.capacity).toBeGreaterThan(control.rate);
    expect(control.capacity).toBeLessThan(28);
  });

  test("measures what was served by the second, however long that took", () => {
    const listener = new Listener(2.5);
    listener.untilSuspicion();
    expect(listener.control.capacity).toBeGreaterThan(0.8);
    expect(listener.control.capacity).toBeLessThan(2.5);
  });

  test("takes nothing of what was sent before the cut for a sign, nor of what follows at once", () => {
    const listener = new Listener(50);
    listener.untilSuspicion();
    const { control, now } = listener;
    const { rate } = control;
    const cuts: boolean[] = [];
    for (let index = 0; index < 50; index++) {
      cuts.push(control.answered(true, now - 1, now + 900, true));
      cuts.push(control.answered(true, now + 0.9 * tuning.settleSeconds * 1000, now + 2500, true));
    }
    expect(cuts).not.toContain(true);
    expect(control.isTesting).toBe(true);
    expect(control.rate).toBe(rate);
  });

  test("knows its limit if sending less ends the throttles, or nearly", () => {
    for (const throttled of [0, 2]) {
      const listener = new Listener(50);
      listener.untilSuspicion();
      const { capacity } = listener.control;
      listener.settle();
      listener.hear(20, 1.01, throttled);
      expect(listener.control.isTesting).toBe(false);
      expect(listener.control.isLimited).toBe(true);
      expect(listener.control.capacity).toBeLessThan(1.3 * capacity);
    }
  });

  test("sends as much as before if sending less does not end the throttles, and cuts nothing", () => {
    for (const throttled of [5, 10]) {
      const listener = new Listener(50);
      const before = listener.untilSuspicion();
      listener.settle();
      expect(listener.hear(20, 1.01, throttled)).toBe(false);
      const { control } = listener;
      expect(control.isTesting).toBe(false);
      expect(control.isLimited).toBe(false);
      expect(control.rate).toBeGreaterThanOrEqual(before);
      expect(control.capacity).toBe(control.rate);
      // Of what is throttled whatever it sends, it suspects itself no more.
      expect(control.othersShare).toBeGreaterThan(0.2);
      listener.hear(100, 2, 25);
      expect(control.rate).toBeGreaterThanOrEqual(before);
    }
  });

  test("doesn't judge by answers of which there are more than it sent: an SDK client sends again by itself", () => {
    const listener = new Listener(50);
    listener.untilSuspicion();
    const { control } = listener;
    listener.settle();
    expect(listener.hear(Math.ceil(2 * control.rate) + 4, 1.01, 0)).toBe(false);
    expect(control.isTesting).toBe(true);
    listener.hear(Math.floor(control.rate), 1.01, 0);
    expect(control.isTesting).toBe(false);
    expect(control.isLimited).toBe(true);
  });

  test("is not encouraged by an end that a poll shows", () => {
    const throttledOnce = new Listener(50);
    throttledOnce.hear(1, 0.1, 1);
    throttledOnce.control.reward();
    expect(throttledOnce.control.rate).toBe(50);
    const limited = new Listener(50);
    limited.untilSuspicion();
    const { rate } = limited.control;
    limited.control.reward();
    expect(limited.control.rate).toBe(rate);
  });

  test("doesn't believe a trial before it would have shown throttles that others cause", () => {
    // Half were throttled, but few answers showed that; a window of the shortest would be luck too often.
    expect(trialAnswers(1)).toBeGreaterThan(1.5 * tuning.windowAnswers);
    expect(trialAnswers(1)).toBeLessThan(3 * tuning.windowAnswers);
  });

  test("believes a trial sooner that shows no throttle at all", () => {
    expect(trialAnswers(0)).toBe(Math.ceil(trialAnswers(1) / 2));
  });
});

/** Hears answers at times that a test sets exactly. */
class Exact {
  readonly control: CongestionControl;

  constructor(rate: number) {
    this.control = new CongestionControl(rate, 1000, 0);
  }

  /** Answers at one time to requests that were sent then, if nothing else is said; tells whether the rate was cut. */
  hear(at: number, throttled: number, served: number, sentAt: number = at): boolean {
    let isCut = false;
    for (let index = 0; index < throttled + served; index++)
      isCut = this.control.answered(index < throttled, sentAt, at, false) || isCut;
    return isCut;
  }

  /** A second of answers that begins with a throttle, which is not counted, and ends with one that was served. */
  second(from: number, throttled: number, served: number): boolean {
    const cuts = [
      this.hear(from, 1, 0),
      this.hear(from + 400, throttled, served - 1),
      this.hear(from + 1000, 0, 1),
    ];
    return cuts.includes(true);
  }

  /** By how much it grows with an answer, to a request of long ago, while more is wanted. */
  growth(at: number): number {
    const { rate } = this.control;
    this.control.answered(false, 0, at, true);
    return this.control.rate - rate;
  }

  /** Grows to a rate. */
  grow(to: number, at: number): void {
    for (let answers = 0; this.control.rate < to; answers++) {
      if (answers > 100) throw new Error("it doesn't grow");
      this.growth(at);
    }
  }

  /** It has served 10 of 20 in a second, and all of 13 in the trial that followed: the limit is 10. It is 4000 then. */
  static limited(): Exact {
    const exact = new Exact(50);
    exact.second(0, 10, 10);
    exact.hear(4000, 0, 13);
    return exact;
  }
}

describe("an exact time", () => {
  test("is when nine answers in a second are judged, counted from when their requests were sent", () => {
    const [eight, early, enough] = [new Exact(50), new Exact(50), new Exact(50)];
    for (const { control } of [eight, early, enough]) control.answered(true, 0, 0, false);
    eight.hear(1000, 3, 5, 1);
    early.hear(999, 3, 6, 1);
    enough.hear(1000, 3, 6, 1);
    expect([eight, early, enough].map(({ control }) => control.isTesting)).toEqual([false, false, true]);
  });

  test("is that of the throttle with which a window begins: what was sent then belongs to what was before", () => {
    const [then, later] = [new Exact(50), new Exact(50)];
    for (const { control } of [then, later]) control.answered(true, 4, 5, false);
    then.hear(600, 5, 5, 5);
    later.hear(600, 5, 5, 6);
    for (const exact of [then, later]) exact.hear(1005, 0, 1);
    expect([then, later].map(({ control }) => control.isTesting)).toEqual([false, true]);
  });

  test("is when nine throttles in half a second are judged", () => {
    const [eight, early, enough] = [new Exact(50), new Exact(50), new Exact(50)];
    for (const { control } of [eight, early, enough]) control.answered(true, 0, 0, false);
    eight.hear(500, 8, 0);
    early.hear(499, 9, 0);
    enough.hear(500, 9, 0);
    expect([eight, early, enough].map(({ control }) => control.isTesting)).toEqual([false, false, true]);
  });

  test("ends a trial unless there were more answers than half as much again as it sent, and one more a second", () => {
    const [many, few] = [new Exact(50), new Exact(50)];
    for (const { control } of [many, few]) {
      for (let index = 0; index < 10; index++)
        control.answered(true, index === 0 ? 0 : 1, index === 0 ? 0 : 500, false);
      expect(control.rate).toBe(tuning.leastTrialRate);
    }
    // From 1500 on, nine answers at four a second; one is throttled, or fewer were enough.
    many.hear(3749, 1, 8);
    few.hear(3750, 1, 8);
    expect([many, few].map(({ control }) => control.isTesting)).toEqual([true, false]);
  });

  test.each([
    { throttled: 10, served: 10, enough: 2 },
    { throttled: 19, served: 1, enough: 3 },
  ])(
    "is when throttle $enough of a trial, after half a second, leaves no doubt that others caused $throttled of 20",
    ({ throttled, served, enough }) => {
      const [few, early, clear] = [new Exact(50), new Exact(50), new Exact(50)];
      for (const exact of [few, early, clear]) expect(exact.second(0, throttled, served)).toBe(true);
      // A second after the cut, what follows counts.
      few.hear(2750, enough - 1, 0);
      early.hear(2499, enough, 0);
      clear.hear(2750, enough, 0);
      expect([few, early, clear].map(({ control }) => control.isTesting)).toEqual([true, true, false]);
      expect(clear.control.isLimited).toBe(false);
      expect(clear.control.rate).toBe(50);
    },
  );
});

describe("growth", () => {
  test("pauses while a window shows too many throttles, and while their cause is tested", () => {
    const [calm, crowded, testing] = [new Exact(50), new Exact(50), new Exact(50)];
    for (const exact of [calm, crowded]) exact.hear(0, 1, 0);
    calm.hear(400, 0, 8);
    crowded.hear(400, 4, 4);
    testing.second(0, 10, 10);
    expect(calm.growth(500)).toBeGreaterThan(0);
    expect([crowded.growth(500), testing.growth(1500)]).toEqual([0, 0]);
    expect([crowded.control.isTesting, testing.control.isTesting]).toEqual([false, true]);
  });
});

describe("throttles beyond what is polite", () => {
  test("may be drawn twenty at first, and four for each that is served", () => {
    const patient = new Exact(50);
    patient.hear(0, 1, 0);
    patient.hear(100, 0, 2);
    patient.hear(100, 25, 0);
    patient.hear(600, 1, 0);
    expect(patient.control.isTesting).toBe(true);
    const spent = new Exact(50);
    spent.hear(0, 1, 0);
    spent.hear(100, 0, 2);
    spent.hear(100, 26, 0);
    expect(spent.hear(600, 1, 0)).toBe(true);
    expect(spent.control.isTesting).toBe(false);
    expect(spent.control.isLimited).toBe(true);
    // Two were served in 0.6 s.
    expect(spent.control.rate).toBeCloseTo((tuning.politeRatio * 2) / 0.6 + tuning.leastRate);
  });
});

describe("the throttles of others", () => {
  test("are taken as fewer than were seen, the fewer answers there were", () => {
    const exact = new Exact(50);
    exact.second(0, 10, 10);
    exact.hear(4000, 5, 5);
    // The trial ended with its second throttle.
    const answers = 2 * tuning.memory + 20;
    const throttled = 2 * tuning.memory + 10;
    expect(exact.control.othersShare).toBeCloseTo(throttled / (answers + tuning.priorAnswers));
  });

  test("are learnt of while no limit is known, and cut nothing", () => {
    const exact = new Exact(50);
    expect(exact.second(0, 2, 97)).toBe(false);
    expect(exact.control.othersShare).toBeCloseTo(2 / (99 + tuning.priorAnswers));
    expect(exact.control.rate).toBe(50);
  });

  test("are learnt of below a limit that is known; at the limit only how few they are", () => {
    const exact = Exact.limited();
    const { control } = exact;
    for (const from of [5000, 7000]) exact.second(from, 4, 46);
    expect(control.rate).toBe(tuning.trialShare * (10 - tuning.uncertainServed));
    expect(control.othersShare).toBeGreaterThan(tuning.quickTolerance);
    control.reward();
    exact.grow(9.8, 31_000);
    const { othersShare, rate } = control;
    expect(exact.second(31_000, 4, 46)).toBe(false);
    expect(control.othersShare).toBe(othersShare);
    expect(exact.second(33_000, 3, 47)).toBe(false);
    expect(control.othersShare).toBeLessThan(othersShare);
    expect(control.rate).toBe(rate);
  });
});

describe("a limit that is known", () => {
  test("is approached quickly up to four fifths of it, and then the faster the longer ago it was met", () => {
    const exact = Exact.limited();
    const { control } = exact;
    control.reward();
    expect(control.capacity).toBe(10 * tuning.trialShare);
    expect(exact.growth(5000)).toBeCloseTo(tuning.fastGain + tuning.additive);
    exact.grow(8, 5000);
    // Four seconds ago.
    expect(exact.growth(5000)).toBeCloseTo(tuning.slowGain * (1 + (4 / tuning.plateauSeconds) ** 3));
    expect(exact.growth(31_000)).toBeCloseTo(tuning.fastGain + tuning.additive);
  });

  test("of two and a half is approached with time from two on, which a trial sends at least", () => {
    const exact = new Exact(50);
    exact.hear(0, 1, 0);
    exact.hear(400, 10, 4);
    exact.hear(2000, 0, 1);
    exact.hear(9000, 0, 12);
    const { control } = exact;
    expect([control.rate, control.isTesting, control.isLimited]).toEqual([2, false, true]);
    // Of the two, the gain of unrewarded polls is the smaller.
    expect(exact.growth(60_000)).toBeCloseTo(tuning.fastGain + tuning.additive);
  });

  test("falls by a fifth at the most when it is met with little served since", () => {
    const exact = Exact.limited();
    const { control } = exact;
    control.reward();
    exact.grow(9.8, 31_000);
    expect(exact.hear(31_000, 1, 0)).toBe(true);
    expect(control.rate).toBeCloseTo(10 * tuning.leastFall * tuning.trialShare);
  });

  test("is tested again once ten throttles at it are too many beyond doubt", () => {
    const exact = Exact.limited();
    const { control } = exact;
    control.reward();
    let at = 4000;
    const meet = (served: number): boolean => {
      at += 30_000;
      exact.grow(10.5, at);
      exact.hear(at, 0, served);
      exact.hear(at, 1, 0);
      return control.isTesting;
    };
    const tenTimes = [...Array<boolean>(9).fill(false), true];
    expect(tenTimes.map(() => meet(14))).toEqual(tenTimes);
    // It was its own.
    exact.hear(at + 20_000, 0, 41);
    expect([control.isTesting, control.isLimited]).toEqual([false, true]);
    // What was heard before the test, and in it, doesn't count.
    expect(tenTimes.map(() => meet(14))).toEqual(tenTimes);
  });

  test("isn't doubted if throttles at it are few", () => {
    const exact = Exact.limited();
    exact.control.reward();
    for (let times = 1; times <= 20; times++) {
      exact.grow(10.5, 30_000 * times);
      exact.hear(30_000 * times, 0, 25);
      expect(exact.hear(30_000 * times, 1, 0)).toBe(true);
      expect(exact.control.isTesting).toBe(false);
    }
  });
});
