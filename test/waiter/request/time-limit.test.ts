import { describe, expect, test, vi } from "vitest";
import { withTimeLimit } from "../../../src/waiter/request/time-limit.js";
import { useVirtualTime } from "../../support/virtual-time.js";

const time = useVirtualTime();
const open = new AbortController().signal;

describe(withTimeLimit, () => {
  test("sends nothing when it is called off before it could send", async () => {
    const send = vi.fn(async () => "answer");
    for (const isEarly of [true, false]) {
      const stop = new AbortController();
      if (isEarly) stop.abort("no");
      const result = withTimeLimit(send, 1000, stop.signal, false);
      if (!isEarly) stop.abort("no");
      await expect(result).rejects.toBe("no");
      expect(send).toHaveBeenCalledTimes(isEarly ? 0 : 1);
    }
    // What was sent has been told: a listener on a signal that has aborted already is never called.
    expect(send.mock.calls).toEqual([[expect.objectContaining({ aborted: true })]]);
    expect(time.timers).toBe(0);
  });

  test("rejects with what the sender throws, in whichever way", async () => {
    const fault = new Error("fault");
    const throwing = (): never => {
      throw fault;
    };
    await expect(withTimeLimit(throwing, 1000, open, false)).rejects.toBe(fault);
    await expect(withTimeLimit(async () => throwing(), 1000, open, false)).rejects.toBe(fault);
    expect(time.timers).toBe(0);
  });

  test("tells the request that its time is up, and says how long it was", async () => {
    const told = vi.fn();
    const result = withTimeLimit(
      async (signal) => {
        signal.addEventListener("abort", told);
        return await new Promise<string>(() => {});
      },
      1234,
      open,
      false,
    );
    await expect(time.until(result)).rejects.toMatchObject({
      name: "TimeoutError",
      message: "no answer within 1.2 s",
    });
    expect(told).toHaveBeenCalledTimes(1);
    expect(performance.now()).toBe(1234);
  });
});
