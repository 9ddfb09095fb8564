import { describe, expect, test, vi } from "vitest";
import { EndedEarly, Lifetime } from "../../src/cli/lifetime.js";
import { useVirtualTime } from "../support/virtual-time.js";
import { fakeSignals } from "./fake-signals.js";

const time = useVirtualTime();

async function never(): Promise<never> {
  return await new Promise(() => {});
}

describe(Lifetime, () => {
  test("counts from its first line on", async () => {
    const lifetime = new Lifetime(fakeSignals(), 5);
    expect([lifetime.timeoutMs, lifetime.elapsedMs, lifetime.remainingMs]).toEqual([5000, 0, 5000]);
    await time.pass(3000);
    expect([lifetime.elapsedMs, lifetime.remainingMs]).toEqual([3000, 2000]);
    await time.pass(3000);
    expect(lifetime.remainingMs).toBe(0);
    const endless = new Lifetime(fakeSignals(), undefined);
    expect([endless.timeoutMs, endless.remainingMs]).toEqual([undefined, undefined]);
  });

  test.each([
    [5, 5000],
    [0.1, 1000],
    [0, 10_000],
  ])("of %d s leaves work %d ms", async (seconds, ms) => {
    const ended = new Lifetime(fakeSignals(), seconds)
      .during(never(), 60_000, () => {})
      .catch((error: unknown) => error);
    const isOver = vi.fn();
    void ended.then(isOver);
    await time.pass(ms - 1);
    expect(isOver).not.toHaveBeenCalled();
    await time.pass(1);
    expect(await ended).toBeInstanceOf(EndedEarly);
    expect(await ended).toMatchObject({ name: "EndedEarly" });
    expect(time.timers).toBe(0);
  });

  test("beats in each silence, and ends with the work, with nothing left", async () => {
    const { signal } = new AbortController();
    const remove = vi.spyOn(signal, "removeEventListener");
    const beat = vi.fn();
    const work = new Promise((resolve) => {
      setTimeout(() => resolve("done"), 2500);
    });
    const during = new Lifetime(fakeSignals(signal), undefined).during(work, 1000, beat);
    await time.pass(2500);
    expect(await during).toBe("done");
    expect(beat).toHaveBeenCalledTimes(2);
    expect(time.timers).toBe(0);
    expect(remove).toHaveBeenCalledOnce();
  });

  test("ends with a signal, and hands on what goes wrong", async () => {
    const controller = new AbortController();
    const during = new Lifetime(fakeSignals(controller.signal), 60).during(never(), 1000, () => {});
    controller.abort();
    await expect(during).rejects.toBeInstanceOf(EndedEarly);
    expect(time.timers).toBe(0);
    const failing = new Lifetime(fakeSignals(), 60).during(Promise.reject(new Error("no")), 1000, () => {});
    await expect(failing).rejects.toThrow("no");
    expect(time.timers).toBe(0);
  });
});
