import { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { describe, expect, test } from "vitest";
import { pollOnce, targetsOfDecision } from "../../src/index.js";
import { begin } from "../../src/core/poll-state.js";
import { nextStep } from "../../src/core/next-step.js";
import { resolvePolicy } from "../../src/core/options.js";
import { Pacer } from "../../src/waiter/rate/pacer.js";
import { sdkError } from "../waiter/support.js";

const pending = async (): Promise<object> => ({
  Operation: { Id: "op-1", Status: "PENDING", CreateDate: new Date(0) },
});
const throttled = async (): Promise<never> => await Promise.reject(sdkError("ThrottlingException", 400));
const noCredentials = async (): Promise<never> => await Promise.reject(new Error("STS is busy"));
const hanging = async (): Promise<never> => await new Promise(() => {});

describe(pollOnce, () => {
  test("tells what a poll showed, as data that survives JSON", async () => {
    const seen = await pollOnce({ getOperation: pending }, "op-1");
    expect(JSON.parse(JSON.stringify(seen))).toEqual(seen);
    expect(seen.operation).toEqual({ Id: "op-1", Status: "PENDING", CreateDate: "1970-01-01T00:00:00.000Z" });
  });

  test("tells of an error as data, and never throws it", async () => {
    expect((await pollOnce({ getOperation: throttled }, "op-1")).error).toEqual({
      name: "ThrottlingException",
      message: "ThrottlingException!",
      statusCode: 400,
    });
  });

  test("tells whether an error came before anything was sent", async () => {
    const client = new ServiceDiscoveryClient({ region: "us-east-1", credentials: noCredentials });
    const seen = await pollOnce({ client }, "op-1");
    expect(seen.error).toEqual({ name: "Error", message: "STS is busy", unsent: true });
    // As in one process: polled again, and denied after that.
    const again = nextStep(begin({ OperationId: "op-1" }, seen.at), seen, resolvePolicy({}));
    expect(again.type).toBe("wait");
    expect(nextStep(again.state, seen, resolvePolicy({}))).toMatchObject({ error: { outcome: "denied" } });
  });

  test("gives up a request that gets no answer", async () => {
    const { error } = await pollOnce({ getOperation: hanging, requestTimeout: 0.01 }, "op-1");
    expect(error?.name).toBe("TimeoutError");
  });

  test("asks the pacer first, and tells it how it was answered", async () => {
    const pacer = new Pacer();
    await pollOnce({ getOperation: throttled, pacer }, "op-1");
    expect(pacer.snapshot).toMatchObject({ sent: 1, throttled: 1, inFlight: 0 });
  });

  test("refuses bad arguments before anything is sent", async () => {
    await expect(pollOnce({ getOperation: hanging }, "")).rejects.toThrow(/^OperationId must be/);
    await expect(pollOnce({ getOperation: hanging, unref: true } as never, "op-1")).rejects.toThrow(
      /^unref must be left out/,
    );
  });
});

describe(targetsOfDecision, () => {
  const state = begin({ OperationId: "op-1" }, 0);
  const policy = resolvePolicy({});

  test("returns the targets of a success, and throws anything else", () => {
    const done = nextStep(
      state,
      { at: 1, operation: { Status: "SUCCESS", Targets: { NAMESPACE: "ns-1" } } },
      policy,
    );
    const failed = nextStep(
      state,
      { at: 1, operation: { Status: "FAIL", ErrorCode: "ACCESS_DENIED" } },
      policy,
    );
    if (done.type === "wait" || failed.type === "wait") throw new Error("both have ended");
    expect(targetsOfDecision(done)).toEqual({ NAMESPACE: "ns-1" });
    expect(() => targetsOfDecision(failed)).toThrow(
      expect.objectContaining({ code: "ACCESS_DENIED" }) as Error,
    );
  });
});
