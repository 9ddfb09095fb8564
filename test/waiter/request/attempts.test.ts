import { describe, expect, test, vi } from "vitest";
import { resolvePolicy } from "../../../src/core/options.js";
import { call, type CallOptions, type RetryNotice } from "../../../src/waiter/request/attempts.js";
import { Pacer } from "../../../src/waiter/rate/pacer.js";
import { useVirtualTime } from "../../support/virtual-time.js";

const time = useVirtualTime();

const throttle = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
const reset = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });

/** A call's options, and what it tells of. */
function options(more: Partial<CallOptions> = {}): CallOptions & { readonly notices: RetryNotice[] } {
  const notices: RetryNotice[] = [];
  return {
    policy: resolvePolicy({ jitter: 0 }),
    pacer: new Pacer(),
    signal: new AbortController().signal,
    key: "a",
    unref: false,
    onRetry: (notice) => notices.push(notice),
    ...more,
    notices,
  };
}

/** Throws what it is given, one after another, and then resolves; tells when it was called. */
function failing(...thrown: readonly unknown[]): { send: () => Promise<string>; at: number[] } {
  const start = performance.now();
  const at: number[] = [];
  return {
    at,
    send: async () => {
      const turn = at.push(performance.now() - start) - 1;
      if (turn < thrown.length) throw thrown[turn];
      return "answer";
    },
  };
}

describe(call, () => {
  test("tries again after a throttle and after a failure on the way, by one formula for both", async () => {
    for (const [error, kind] of [
      [throttle, "throttled"],
      [reset, "transient"],
    ] as const) {
      const { send, at } = failing(error, error, error);
      const made = options();
      const result = await time.until(call(send, made));
      expect(result).toMatchObject({ value: "answer", retries: { [kind]: 3 } });
      expect(made.notices.map(({ reason, delayMs }) => [reason, delayMs])).toEqual([
        [kind, 500],
        [kind, 1000],
        [kind, 2000],
      ]);
      expect(at.map((ms) => Math.round(ms / 10) * 10)).toEqual([0, 500, 1500, 3500]);
    }
  });

  test("tries again after a throttle although no failure on the way is to be retried", async () => {
    const made = options({ policy: resolvePolicy({ transientRetries: 0 }) });
    const result = await time.until(call(failing(throttle, throttle, reset).send, made));
    expect(result).toMatchObject({ error: { code: "ECONNRESET" }, cause: reset });
    expect(result.retries).toEqual({ throttled: 2, transient: 1 });
    expect(made.notices).toHaveLength(2);
  });

  test("heeds the service's wish when the client's own pause after a throttle outlasts the request", async () => {
    const start = performance.now();
    const at: number[] = [];
    const made = options({ policy: resolvePolicy({ requestTimeout: 10, transientRetries: 0 }) });
    const result = await time.until(
      call(async ({ onResponse }) => {
        if (at.push(Math.round(performance.now() - start)) > 1) return "answer";
        await new Promise((resolve) => setTimeout(resolve, 1000));
        onResponse?.({ name: "ThrottlingException", message: "", statusCode: 429, retryAfterMs: 15_000 });
        return await new Promise<string>(() => {});
      }, made),
    );
    expect(result).toMatchObject({ value: "answer", retries: { throttled: 1, transient: 0 } });
    expect(at).toEqual([0, 16_000]);
    expect(made.notices).toMatchObject([
      {
        reason: "throttled",
        error: { name: "ThrottlingException", statusCode: 429, message: "no answer within 10 s" },
        delayMs: 6000,
      },
    ]);
    expect(made.pacer.snapshot).toMatchObject({ sent: 2, throttled: 1, inFlight: 0 });
  });

  test("takes silence for silence when another answer, or no such wish, came before it", async () => {
    const throttled = { name: "ThrottlingException", message: "" };
    for (const answers of [
      [{ ...throttled, retryAfterMs: 15_000 }, undefined],
      [{ ...throttled, retryAfterMs: 900 }],
      [throttled],
    ]) {
      const made = options({ policy: resolvePolicy({ requestTimeout: 1, transientRetries: 0 }) });
      const result = await time.until(
        call(async ({ onResponse }) => {
          for (const answer of answers) onResponse?.(answer);
          return await new Promise<string>(() => {});
        }, made),
      );
      expect(result).toMatchObject({ error: { name: "TimeoutError" }, retries: { transient: 1 } });
    }
  });

  test("throws a fault of the pacer, at the first attempt and at a later one", async () => {
    for (const [sound, fault] of [
      [0, new TypeError("no queue")],
      [1, new TypeError("no queue")],
      [1, new Error("no queue")],
    ] as const) {
      const pacer = new Pacer();
      const acquire = vi.spyOn(pacer, "acquire");
      for (let turn = 0; turn < sound; turn++) acquire.mockResolvedValueOnce({ answered() {}, release() {} });
      acquire.mockRejectedValue(fault);
      await expect(time.until(call(failing(reset).send, options({ pacer })))).rejects.toBe(fault);
    }
  });

  test("tells the pacer what each answer says of the quota", async () => {
    const refused = Object.assign(new Error("no"), { name: "AccessDeniedException" });
    for (const [thrown, answer] of [
      [undefined, "served"],
      [refused, "served"],
      [reset, "failed"],
      [throttle, "throttled"],
    ] as const) {
      const pacer = new Pacer();
      const release = vi.fn();
      vi.spyOn(pacer, "acquire").mockResolvedValueOnce({ answered() {}, release });
      const { send } = thrown === undefined ? failing() : failing(thrown);
      await time.until(call(send, options({ pacer })));
      expect(release).toHaveBeenCalledWith(answer);
    }
    const stop = new AbortController();
    const release = vi.fn();
    const cut = call(() => new Promise(() => {}), {
      ...options({ signal: stop.signal }),
      permit: { answered() {}, release },
    });
    cut.catch(() => {});
    await time.pass(100);
    stop.abort();
    await expect(cut).rejects.toBe(stop.signal.reason);
    expect(release).toHaveBeenCalledWith("failed");
  });

  test("gives up at once on what no retry will mend, and hands over what was thrown", async () => {
    for (const thrown of [
      Object.assign(new Error("no"), { name: "AccessDenied" }),
      new TypeError("x is not"),
      42,
    ]) {
      const { send, at } = failing(thrown);
      const made = options({ policy: resolvePolicy({ transientRetries: 0 }) });
      expect(await time.until(call(send, made))).toMatchObject({ cause: thrown });
      expect(at).toHaveLength(1);
      expect(made.notices).toEqual([]);
    }
  });

  test("tells of no further attempt when it is ended while it backs off", async () => {
    for (const error of [throttle, reset]) {
      const stop = new AbortController();
      const made = options({ signal: stop.signal });
      const { send, at } = failing(error, error);
      const pending = call(send, made);
      pending.catch(() => {});
      await time.pass(700);
      stop.abort("enough");
      await expect(pending).rejects.toBe("enough");
      expect(at).toHaveLength(2);
      expect(made.notices).toHaveLength(2);
      expect(made.pacer.snapshot).toMatchObject({ inFlight: 0, queued: 0 });
      expect(time.timers).toBe(0);
    }
  });

  test("takes no throttle from the reason that cuts it off", async () => {
    const stop = new AbortController();
    const made = options({ signal: stop.signal });
    const cutOff = call(() => new Promise(() => {}), made);
    cutOff.catch(() => {});
    await time.pass(100);
    stop.abort(throttle);
    await expect(cutOff).rejects.toBe(throttle);
    expect(made.pacer.snapshot).toMatchObject({ throttled: 0, inFlight: 0 });
  });
});
