import { describe, expect, test } from "vitest";
import { resolveConfig, type Settings } from "../../src/waiter/config.js";
import { Deadline, type DeadlineListener } from "../../src/waiter/deadline.js";
import { useVirtualTime } from "../support/virtual-time.js";

const time = useVirtualTime();

function settings(requestTimeout: number): Settings {
  return resolveConfig({ getOperation: async () => ({}), maxWaitTime: 60, requestTimeout });
}

/** Tells of the end, and of nothing else. */
function listener(stop: DeadlineListener["stop"]): DeadlineListener {
  return { finalPoll() {}, stop };
}

describe(Deadline, () => {
  test("ends at the deadline when the timer comes in time", async () => {
    const ends: number[] = [];
    void new Deadline(
      settings(10),
      0,
      listener(() => ends.push(performance.now())),
    );
    const from = performance.now();
    for (let ms = 0; ms < 70_000; ms += 50) await time.pass(50);
    expect(ends).toEqual([from + 60_000]);
  });

  test.each([
    [10, 2000],
    [0.5, 500],
  ])(
    "with requestTimeout %d, ends %d ms after a timer that came late",
    async (requestTimeout, extensionMs) => {
      const ends: number[] = [];
      void new Deadline(
        settings(requestTimeout),
        0,
        listener(() => ends.push(performance.now())),
      );
      // The clock goes on while no timer can fire.
      time.jump(3_600_000);
      const from = performance.now();
      await time.pass(1);
      expect(ends).toEqual([]);
      await time.pass(extensionMs);
      expect(ends).toEqual([expect.closeTo(from + 1 + extensionMs, -1)]);
    },
  );

  test("calls nobody after it was called off, not even in the extension", async () => {
    const ends: unknown[] = [];
    const deadline = new Deadline(
      settings(10),
      0,
      listener((reason) => ends.push(reason)),
    );
    time.jump(3_600_000);
    await time.pass(1);
    deadline.release();
    await time.pass(10_000);
    expect(ends).toEqual([]);
    expect(time.timers).toBe(0);
  });
});
