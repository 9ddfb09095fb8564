import { describe, expect, test } from "vitest";
import { resolveConfig, type Settings } from "../../src/waiter/config.js";
import { Deadline, deadlinePassed, type DeadlineListener } from "../../src/waiter/deadline.js";
import { startTimer } from "../../src/platform/timers.js";
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

  test("counts what has passed already, for the end and for the final poll", async () => {
    const from = performance.now();
    const told: [what: string, at: number][] = [];
    void new Deadline(settings(10), 20_000, {
      finalPoll: () => told.push(["final poll", performance.now() - from]),
      stop: () => told.push(["end", performance.now() - from]),
    });
    await time.pass(100_000);
    expect(told).toEqual([
      ["final poll", 39_000],
      ["end", 40_000],
    ]);
  });

  test("tells at once that its time is up, and listens to no signal then", async () => {
    const stop = new AbortController();
    const ends: unknown[] = [];
    const config = { ...settings(10), abortSignal: stop.signal };
    void new Deadline(
      config,
      60_000,
      listener((reason) => ends.push(reason)),
    );
    expect(ends).toEqual([deadlinePassed]);
    stop.abort("later");
    expect(ends).toHaveLength(1);
    expect(time.timers).toBe(0);
  });

  test.each([
    [
      "the process stands still just before the deadline",
      async () => {
        await time.pass(59_500);
        time.jump(10_000);
      },
    ],
    ["a fake clock is moved over the deadline in one go", async () => time.rush(3_600_000)],
  ])("leaves time for one more poll when %s", async (_what, pass) => {
    const ends: number[] = [];
    void new Deadline(
      settings(10),
      0,
      listener(() => ends.push(performance.now())),
    );
    await pass();
    const from = performance.now();
    await time.pass(1990);
    expect(ends).toEqual([]);
    await time.pass(20);
    expect(ends).toEqual([from + 2000]);
  });

  test("calls nobody after it was called off as time had just jumped over it", async () => {
    const ends: unknown[] = [];
    const deadline = new Deadline(
      settings(10),
      0,
      listener((reason) => ends.push(reason)),
    );
    time.rush(3_600_000);
    deadline.release();
    await time.pass(10_000);
    expect(ends).toEqual([]);
    expect(time.timers).toBe(0);
  });

  test("takes a tenth of a second in which nothing could run for one in which the process stood still", async () => {
    for (const [standing, endsMs] of [
      [() => time.jump(600), 2000],
      [
        () => {
          // The second of two timers in a row: nothing ran between them.
          startTimer(400, () => {});
          time.rush(600);
        },
        2000,
      ],
    ] as const) {
      const ends: number[] = [];
      void new Deadline(
        settings(10),
        0,
        listener(() => ends.push(performance.now())),
      );
      const from = performance.now();
      await time.pass(59_500);
      standing();
      await time.pass(5000);
      expect(ends).toEqual([from + 60_100 + endsMs]);
    }
  });

  test("is extended once, although a fake clock jumps over its extension as well", async () => {
    const ends: number[] = [];
    void new Deadline(
      settings(10),
      0,
      listener(() => ends.push(performance.now())),
    );
    time.jump(3_600_000);
    await time.pass(1);
    startTimer(500, () => {});
    time.rush(5000);
    expect(ends).toHaveLength(1);
    await time.pass(5000);
    expect(ends).toHaveLength(1);
  });
});
