import { describe, expect, test, vi } from "vitest";
import { type Policy, resolvePolicy } from "../../../src/core/options.js";
import {
  countFailure,
  type FailuresInARow,
  noFailures,
  retryDelayMs,
} from "../../../src/core/retry-backoff.js";
import { call, type CallOptions, type FailedAttempt } from "../../../src/waiter/request/attempts.js";
import { Pacer } from "../../../src/waiter/rate/pacer.js";
import { useVirtualTime } from "../../support/virtual-time.js";

const time = useVirtualTime();

const throttle = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
const reset = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });

/** A call's options, and what it tells of. */
function options(
  more: Partial<CallOptions> & { readonly policy?: Policy } = {},
): CallOptions & { readonly notices: FailedAttempt[]; readonly counted: FailuresInARow[] } {
  const { policy = resolvePolicy({ jitter: 0 }), ...rest } = more;
  const notices: FailedAttempt[] = [];
  const counted = [noFailures];
  return {
    pacer: new Pacer(),
    signal: new AbortController().signal,
    unref: false,
    requestTimeoutMs: policy.requestTimeout * 1000,
    untilFinalPollMs: () => 1e6,
    untilDeadlineMs: () => 1e6,
    afterFailure: (error, kind) => {
      const failures = countFailure(counted.at(-1) ?? noFailures, kind);
      counted.push(failures);
      return retryDelayMs(failures, error, kind, policy, "a");
    },
    onRetry: (notice) => notices.push(notice),
    ...rest,
    notices,
    counted,
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
      expect(result).toMatchObject({ value: "answer" });
      expect(made.counted.at(-1)).toMatchObject({ [kind]: 3 });
      expect(made.notices.map((notice) => [notice.kind, notice.retryMs])).toEqual([
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
    expect(result).toMatchObject({ failure: { error: { code: "ECONNRESET" }, cause: reset } });
    expect(made.counted.at(-1)).toMatchObject({ throttled: 2, transient: 1 });
    expect(made.notices).toHaveLength(2);
  });

  test("respects the service's wish when the client's own pause after a throttle outlasts the request", async () => {
    const start = performance.now();
    const at: number[] = [];
    const made = options({ policy: resolvePolicy({ requestTimeout: 10, transientRetries: 0 }) });
    const result = await time.until(
      call(async ({ onResponse }) => {
        if (at.push(Math.round(performance.now() - start)) > 1) return "answer";
        await new Promise((resolve) => setTimeout(resolve, 1000));
        onResponse?.({
          error: { name: "ThrottlingException", message: "", statusCode: 429, retryAfterMs: 15_000 },
        });
        return await new Promise<string>(() => {});
      }, made),
    );
    expect(result).toMatchObject({ value: "answer" });
    expect(made.counted.at(-1)).toMatchObject({ throttled: 1, transient: 0 });
    expect(at).toEqual([0, 16_000]);
    expect(made.notices).toMatchObject([
      {
        kind: "throttled",
        error: { name: "ThrottlingException", statusCode: 429, message: "no answer within 10 s" },
        retryMs: 6000,
      },
    ]);
    expect(made.pacer.snapshot).toMatchObject({ sent: 2, throttled: 1, inFlight: 0 });
  });

  test("takes silence for silence when another answer, or no such wish, came before it", async () => {
    const throttled = { name: "ThrottlingException", message: "" };
    for (const answers of [
      [{ ...throttled, retryAfterMs: 15_000 }, undefined],
      [{ ...throttled, retryAfterMs: 900 }],
      [{ ...throttled, retryAfterMs: 1000 }],
      [{ name: "InternalFailure", message: "", statusCode: 500, retryAfterMs: 15_000 }],
      [throttled],
    ]) {
      const made = options({ policy: resolvePolicy({ requestTimeout: 1, transientRetries: 0 }) });
      const result = await time.until(
        call(async ({ onResponse }) => {
          for (const error of answers) onResponse?.({ error });
          return await new Promise<string>(() => {});
        }, made),
      );
      expect(result).toMatchObject({ failure: { error: { name: "TimeoutError" }, kind: "transient" } });
    }
  });

  test("tells of an attempt that was not sent", async () => {
    const policy = resolvePolicy({ transientRetries: 0 });
    for (const isUnsent of [true, false]) {
      const send: Parameters<typeof call>[0] = async ({ onUnsent }) => {
        if (isUnsent) onUnsent?.();
        throw reset;
      };
      const { failure } = await time.until(call(send, options({ policy })));
      expect(failure?.error.unsent).toBe(isUnsent || undefined);
    }
  });

  test("gives back a permit for a further attempt that it is ended before", async () => {
    const stop = new AbortController();
    const pacer = new Pacer();
    const acquire = pacer.acquire.bind(pacer);
    let permits = 0;
    vi.spyOn(pacer, "acquire").mockImplementation(async (asked) => {
      const permit = await acquire(asked);
      if (++permits === 2) stop.abort("enough");
      return permit;
    });
    const { send, at } = failing(reset);
    await expect(time.until(call(send, options({ pacer, signal: stop.signal })))).rejects.toBe("enough");
    expect(at).toHaveLength(1);
    expect(pacer.snapshot.inFlight).toBe(0);
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
    const untrusted = Object.assign(new Error("no"), { code: "CERT_HAS_EXPIRED" });
    for (const [thrown, answer] of [
      [undefined, "served"],
      [untrusted, "failed"],
      [new TypeError("x is not"), "failed"],
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

  test("takes what the client throws itself for what went wrong, whatever answer came before", async () => {
    const made = options({ policy: resolvePolicy({ transientRetries: 0 }) });
    const result = await time.until(
      call(async ({ onResponse }) => {
        onResponse?.({ error: { name: "ThrottlingException", message: "", retryAfterMs: 15_000 } });
        throw reset;
      }, made),
    );
    expect(result).toMatchObject({ failure: { error: { code: "ECONNRESET" }, kind: "transient" } });
  });

  test("counts a throttle whose pause the final poll cuts short", async () => {
    const start = performance.now();
    let sent = 0;
    const made = options({ untilFinalPollMs: () => 5000 - (performance.now() - start) });
    const result = await time.until(
      call(async ({ onResponse }) => {
        if (++sent > 1) return "answer";
        onResponse?.({ error: { name: "ThrottlingException", message: "", retryAfterMs: 15_000 } });
        return await new Promise<string>(() => {});
      }, made),
    );
    expect(result).toMatchObject({ value: "answer" });
    expect(made.counted.at(-1)).toMatchObject({ throttled: 1 });
    expect(made.notices).toMatchObject([{ kind: "throttled" }]);
  });

  test("tells when each attempt has joined the queue, and when it is due", async () => {
    const onQueued = vi.fn();
    await time.until(call(failing(throttle).send, options({ onQueued })));
    expect(onQueued.mock.calls).toEqual([
      [expect.any(Function), 0],
      [expect.any(Function), 500],
    ]);
  });

  test.each([
    ["boom", '"boom" was thrown, which is not an Error'],
    [undefined, "undefined was thrown, which is not an Error"],
    [5n, "5 was thrown, which is not an Error"],
  ])("makes an error of %s", async (thrown, message) => {
    const { failure } = await time.until(call(failing(thrown).send, options()));
    expect(failure?.cause).toMatchObject({ message, cause: thrown });
  });

  test.each([
    [1000, 1100],
    [0, 20_000],
    [-500, 20_000],
  ])("limits an attempt %d ms before the deadline to %d ms", async (untilDeadlineMs, tookMs) => {
    const start = performance.now();
    const made = options({
      untilFinalPollMs: () => 0,
      untilDeadlineMs: () => untilDeadlineMs,
      policy: resolvePolicy({ requestTimeout: 20 }),
      afterFailure: () => 0,
    });
    let sent = 0;
    const send = async (): Promise<string> =>
      await (++sent === 1 ? new Promise<string>(() => {}) : Promise.resolve("answer"));
    await time.until(call(send, made));
    expect(Math.round(performance.now() - start)).toBe(tookMs);
  });

  test("gives up at once on what no retry helps, and hands over what was thrown", async () => {
    for (const thrown of [
      Object.assign(new Error("no"), { name: "AccessDenied" }),
      new TypeError("x is not"),
    ]) {
      const { send, at } = failing(thrown);
      const made = options({ policy: resolvePolicy({ transientRetries: 0 }) });
      expect(await time.until(call(send, made))).toMatchObject({ failure: { cause: thrown } });
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

  test("ends every back-off and every request with the final poll, whatever the service asks for", async () => {
    const asking = Object.assign(new Error("Rate exceeded"), {
      name: "ThrottlingException",
      $response: { headers: { "retry-after": "60" } },
    });
    for (const first of [asking, reset, "hang"]) {
      const start = performance.now();
      const at: number[] = [];
      const made = options({
        policy: resolvePolicy({ transientRetries: 0, requestTimeout: 20, jitter: 0 }),
        untilFinalPollMs: () => 9000 - (performance.now() - start),
        afterFailure: () => (first === "hang" ? undefined : 60_000),
      });
      const result = await time.until(
        call(async () => {
          if (at.push(Math.round(performance.now() - start)) > 1) return "answer";
          if (typeof first === "string") return await new Promise<string>(() => {});
          throw first;
        }, made),
      );
      expect(result).toMatchObject({ value: "answer" });
      expect(at).toEqual([0, 9000]);
    }
  });

  test("is no failure where it makes way for a final poll that is due at a fraction of a millisecond", async () => {
    const start = performance.now();
    const given = options({ untilFinalPollMs: () => (4.229 - 0.978) * 1000 - (performance.now() - start) });
    const sent: number[] = [];
    const send = async (): Promise<string> => {
      sent.push(performance.now() - start);
      return await (sent.length === 1 ? new Promise<string>(() => {}) : Promise.resolve("ok"));
    };
    expect(await time.until(call(send, given))).toMatchObject({ value: "ok" });
    expect(sent).toEqual([0, 3251]);
    expect(given.notices).toEqual([]);
  });

  test("gives the final poll's own attempts their whole time", async () => {
    const start = performance.now();
    const made = options({
      untilFinalPollMs: () => 0,
      policy: resolvePolicy({ transientRetries: 0, requestTimeout: 2 }),
    });
    const result = await time.until(call(() => new Promise<string>(() => {}), made));
    expect(result).toMatchObject({ failure: { error: { name: "TimeoutError" } } });
    expect(Math.round(performance.now() - start)).toBe(2000);
  });
});
