import { SpanStatusCode } from "@opentelemetry/api";
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { describe, expect, test } from "vitest";
import type { OperationEvent } from "../../src/waiter/events/events.js";
import { observe } from "../../src/otel/index.js";
import { OperationFleet } from "../../src/waiter/operation-fleet.js";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import { useVirtualTime } from "../support/virtual-time.js";

const time = useVirtualTime();

/** A reader that collects when it is asked to, and by no timer. */
class OnDemandReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** The real OpenTelemetry SDK, which keeps what it is given. */
function telemetry() {
  const spans = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const reader = new OnDemandReader();
  const meterProvider = new MeterProvider({ readers: [reader] });
  return {
    options: { tracerProvider, meterProvider },
    spans: () => spans.getFinishedSpans(),
    metric: async (name: string) => {
      const { resourceMetrics } = await reader.collect();
      const all = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
      return all.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? [];
    },
  };
}

const quick = { minDelay: 0.01, maxDelay: 0.01 };

function script(...answers: readonly (object | Error)[]) {
  let poll = 0;
  return async (): Promise<object> => {
    const answer = answers[Math.min(poll++, answers.length - 1)];
    if (answer instanceof Error) throw answer;
    return { Operation: { Type: "CREATE_NAMESPACE", ...answer } };
  };
}

describe(observe, () => {
  test("makes a span of a wait, as long as it took, with an event for each transition and retry", async () => {
    const { options, spans, metric } = telemetry();
    const throttled = Object.assign(new Error("slow"), { name: "ThrottlingException" });
    const getOperation = script({ Status: "PENDING" }, throttled, { Status: "SUCCESS" });
    const waiter = new OperationWaiter(
      { getOperation, ...quick },
      { OperationId: "op-1", OwnerAccount: "123456789012" },
    );
    observe(waiter, options);
    const { elapsedMs } = await time.until(waiter.outcome());
    const [span, ...others] = spans();
    expect(others).toEqual([]);
    expect(span).toMatchObject({
      name: "cloudmap.wait",
      attributes: {
        "rpc.system": "aws-api",
        "rpc.service": "ServiceDiscovery",
        "rpc.method": "GetOperation",
        operationId: "op-1",
        operationType: "CREATE_NAMESPACE",
        ownerAccount: "123456789012",
        outcome: "succeeded",
      },
      status: { code: SpanStatusCode.UNSET },
    });
    expect(
      span?.events.map(({ name, attributes }) => [name, attributes?.["to"] ?? attributes?.["reason"]]),
    ).toEqual([
      ["transition", "PENDING"],
      ["retry", "throttled"],
      ["transition", "SUCCESS"],
    ]);
    const [seconds = 0, nanoseconds = 0] = span?.duration ?? [];
    expect(elapsedMs).toBeGreaterThan(0);
    expect(seconds * 1000 + nanoseconds / 1e6).toBe(elapsedMs);
    expect(await metric("cloudmap.wait.polls")).toMatchObject([{ value: 2 }]);
    expect(await metric("cloudmap.wait.retries")).toMatchObject([
      { value: 1, attributes: { reason: "throttled" } },
    ]);
  });

  test("has the names of the events' members, in a span's events and in its end", async () => {
    const { options, spans } = telemetry();
    const refused = Object.assign(new Error("x"), {
      name: "ServiceUnavailable",
      $metadata: { httpStatusCode: 503, attempts: 1 },
    });
    const getOperation = script({ Status: "PENDING" }, refused, { Status: "SUCCESS" });
    const waiter = new OperationWaiter({ getOperation, ...quick }, { OperationId: "op-1" });
    observe(waiter, options);
    const events: object[] = [];
    const keep = ({ type: _type, seq: _seq, at: _at, ...event }: OperationEvent): number =>
      events.push(event);
    waiter.on("transition", keep).on("retry", keep);
    const { polls, requests, elapsedMs } = await time.until(waiter.outcome());
    const [span] = spans();
    const told = events.map((event) =>
      Object.fromEntries(Object.entries(event).filter(([, value]) => value !== null)),
    );
    expect(told).toHaveLength(3);
    expect(told).toContainEqual(expect.objectContaining({ reason: "transient", statusCode: 503 }));
    const attributes = span?.events.map(({ attributes: { "error.type": _type, ...own } = {} }) => own);
    expect(attributes).toEqual(told);
    expect(span?.attributes).toMatchObject({ outcome: "succeeded", polls, requests, elapsedMs });
  });

  test("marks the span of a failure with its ErrorCode, and never has what the operation says", async () => {
    const { options, spans } = telemetry();
    const getOperation = script({
      Status: "FAIL",
      ErrorCode: "ACCESS_DENIED",
      ErrorMessage: "password=hunter2",
    });
    const waiter = new OperationWaiter({ getOperation, ...quick }, { OperationId: "op-1" });
    observe(waiter, options);
    await time.until(waiter.outcome());
    const [span] = spans();
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: "ACCESS_DENIED" });
    expect(span?.attributes["error.type"]).toBe("ACCESS_DENIED");
    expect(JSON.stringify([span?.attributes, span?.events, span?.status])).not.toContain("hunter2");
  });

  test("counts the waits of a fleet by outcome and type, and how long they took", async () => {
    const { options, spans, metric } = telemetry();
    const fleet = new OperationFleet({
      getOperation: async ({ OperationId }) => ({
        Operation: {
          Type: "REGISTER_INSTANCE",
          Status: OperationId === "bad" ? "FAIL" : "SUCCESS",
          ErrorCode: "INTERNAL_FAILURE",
        },
      }),
    });
    observe(fleet, options);
    for (const id of ["a", "b", "bad"]) void fleet.add(id);
    await time.until(fleet.outcomes());
    expect(spans()).toHaveLength(3);
    const points = await metric("cloudmap.wait.duration");
    const counts = points.map(({ attributes, value }) => [
      attributes["outcome"],
      (value as { count: number }).count,
    ]);
    expect(counts).toEqual([
      ["succeeded", 2],
      ["failed", 1],
    ]);
    expect(points[0]?.attributes["operationType"]).toBe("REGISTER_INSTANCE");
  });

  test("stops when it is told to, and leaves no span open and no listener", async () => {
    const { options, spans } = telemetry();
    const stop = new AbortController();
    const config = { getOperation: script({ Status: "PENDING" }), abortSignal: stop.signal, ...quick };
    const waiter = new OperationWaiter(config, { OperationId: "op-1" });
    const end = observe(waiter, options);
    const outcome = waiter.outcome();
    await time.until(
      new Promise<void>((resolve) => {
        waiter.once("poll", () => resolve());
      }),
    );
    end();
    expect(spans()).toHaveLength(1);
    expect(waiter.listenerCount("transition")).toBe(0);
    stop.abort();
    await time.until(outcome);
    expect(spans()).toHaveLength(1);
  });
});
