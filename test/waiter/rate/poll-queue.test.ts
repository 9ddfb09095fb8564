import { describe, expect, test, vi } from "vitest";
import { type Planned, PollQueue } from "../../../src/waiter/rate/poll-queue.js";

interface Named extends Planned {
  readonly name: string;
}

function planned(name: string, dueAt: number, deferral?: Planned["deferral"]): Named {
  return { name, key: dueAt, dueAt: 0, isLive: true, deferral };
}

/** A deferral that can be held back until a time, which its test changes. */
function until(time: { at: number }, now: () => number): NonNullable<Planned["deferral"]> {
  return { rescheduleMs: () => 0, slackMs: () => time.at - now() };
}

/** All that are due, in the order in which they are to be sent. */
function sendAll(queue: PollQueue<Named>, now: number): string[] {
  const names: string[] = [];
  for (let first = queue.peek(); first; first = queue.peek()) {
    names.push(first.name);
    queue.shift(now);
  }
  return names;
}

describe(PollQueue, () => {
  test("holds what is planned until it is due, the earliest first", () => {
    const queue = new PollQueue<Named>();
    expect(queue.add(planned("later", 300))).toBe(true);
    expect(queue.add(planned("last", 400))).toBe(false);
    expect(queue.add(planned("sooner", 100))).toBe(true);
    expect(queue.nextDueAt).toBe(100);
    while (!queue.passTo(99));
    expect(queue.dueSize).toBe(0);
    while (!queue.passTo(300));
    expect(queue.dueSize).toBe(2);
    expect(sendAll(queue, 300)).toEqual(["sooner", "later"]);
    expect(queue.size).toBe(1);
  });

  test("puts the one first that can least well be held back", () => {
    const queue = new PollQueue<Named>();
    queue.add(
      planned(
        "patient",
        0,
        until({ at: 6000 }, () => 10),
      ),
    );
    queue.add(planned("urgent", 0));
    queue.add(
      planned(
        "less patient",
        0,
        until({ at: 3000 }, () => 10),
      ),
    );
    while (!queue.passTo(10));
    expect(sendAll(queue, 10)).toEqual(["urgent", "less patient", "patient"]);
  });

  test("says for how long one should have been sent: since it was due, or since it could no longer be held back", () => {
    const queue = new PollQueue<Named>();
    queue.add(
      planned(
        "patient",
        100,
        until({ at: 600 }, () => 200),
      ),
    );
    expect(queue.overdueMs(150)).toBe(0);
    while (!queue.passTo(200));
    expect(queue.overdueMs(600)).toBe(0);
    expect(queue.overdueMs(750)).toBe(150);
    queue.shift(750);
    // It fell due when it could be held back no longer.
    queue.add(
      planned(
        "late",
        750,
        until({ at: 300 }, () => 750),
      ),
    );
    while (!queue.passTo(750));
    expect(queue.overdueMs(760)).toBe(10);
  });

  test("puts off what is not worth sending yet, and tells it when it is planned anew", () => {
    const queue = new PollQueue<Named>();
    let rescheduleMs = 5000;
    const tell = vi.fn();
    queue.add(planned("put off", 0, { rescheduleMs: () => rescheduleMs, slackMs: () => 0, planned: tell }));
    while (!queue.passTo(10));
    expect(queue.dueSize).toBe(0);
    expect(queue.nextDueAt).toBe(5010);
    expect(tell.mock.calls).toEqual([[5000]]);
    rescheduleMs = 0;
    while (!queue.passTo(5010));
    expect(tell).toHaveBeenCalledTimes(1);
    expect(sendAll(queue, 5010)).toEqual(["put off"]);
  });

  test("passes over those that left, asks them nothing, and is empty once all have", () => {
    const queue = new PollQueue<Named>();
    const ask = vi.fn(() => 0);
    const deferral = { rescheduleMs: ask, slackMs: ask };
    const [first, second] = [planned("first", 0, deferral), planned("second", 1000)];
    queue.add(first);
    queue.add(second);
    queue.leave(first);
    while (!queue.passTo(1));
    expect(queue.peek()).toBeUndefined();
    expect(ask).not.toHaveBeenCalled();
    queue.leave(second);
    expect(queue.size).toBe(0);
    expect(queue.nextDueAt).toBe(Number.POSITIVE_INFINITY);
    queue.shift(1);
    expect(queue.size).toBe(0);
  });

  test("asks anew how long they can be held back once a twenty-fifth of them has been sent", () => {
    const queue = new PollQueue<Named>();
    const favourite = { at: 900_000 };
    queue.add(
      planned(
        "favourite",
        0,
        until(favourite, () => 0),
      ),
    );
    for (let index = 0; index < 99; index++)
      queue.add(
        planned(
          `other ${index}`,
          0,
          until({ at: 1000 + index }, () => 0),
        ),
      );
    while (!queue.passTo(0));
    favourite.at = 0;
    const order = sendAll(queue, 0);
    expect(order.indexOf("favourite")).toBe(4);
  });

  test("doesn't ask again within a tenth of a millisecond for each of them, however many were sent", () => {
    const queue = new PollQueue<Named>();
    let asked = 0;
    const deferral = { rescheduleMs: () => 0, slackMs: () => ++asked };
    for (let index = 0; index < 1000; index++) queue.add(planned(`planned ${index}`, 0, deferral));
    while (!queue.passTo(0));
    const asksAgain = (send: () => void): boolean => {
      const before = asked;
      send();
      return asked > before;
    };
    const sendFifty = (): void => {
      for (let sent = 0; sent < 50; sent++) queue.shift(1000);
    };
    expect(asksAgain(sendFifty)).toBe(true);
    expect(asksAgain(sendFifty)).toBe(false);
    const tenthOfMs = (): number => (queue.dueSize - 1) * 0.1;
    expect(asksAgain(() => queue.shift(1000 + tenthOfMs() - 0.01))).toBe(false);
    expect(asksAgain(() => queue.shift(1000 + tenthOfMs()))).toBe(true);
  });

  test("passes thousands in slices, and tells whether there is more", () => {
    const queue = new PollQueue<Named>();
    for (let index = 0; index < 100; index++) queue.add(planned(`planned ${index}`, 0));
    let now = performance.now();
    vi.spyOn(performance, "now").mockImplementation(() => (now += 5));
    const slices = [];
    for (let isDone = false; !isDone;) slices.push((isDone = queue.passTo(0)));
    vi.restoreAllMocks();
    expect(slices.length).toBeGreaterThan(1);
    expect(slices.length).toBeLessThan(10);
    expect(sendAll(queue, 0)).toHaveLength(100);
  });
});
