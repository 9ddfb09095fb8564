import {
  type Attributes,
  type MeterProvider,
  metrics,
  type Span,
  SpanStatusCode,
  trace,
  type TracerProvider,
} from "@opentelemetry/api";
import { compact } from "../core/json.js";
import type { OperationEvent, OperationEventMap } from "../waiter/events/events.js";

/** What can be observed: a waiter or a fleet. */
export interface Observable {
  on<Type extends keyof OperationEventMap>(type: Type, listener: OperationEventMap[Type]): unknown;
  off<Type extends keyof OperationEventMap>(type: Type, listener: OperationEventMap[Type]): unknown;
}

export interface ObserveOptions {
  /** Default: the global one. */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Default: the global one. */
  readonly meterProvider?: MeterProvider | undefined;
}

const scope = "cloudmap-waiter";

/** The attributes that OpenTelemetry's semantic conventions have for calls to an AWS API. */
const call: Attributes = {
  "rpc.system": "aws-api",
  "rpc.service": "ServiceDiscovery",
  "rpc.method": "GetOperation",
};

const listened = ["adopted", "transition", "poll", "retry", "settled"] as const;

/**
 * Reports to OpenTelemetry what happens from now on: a span for each wait, with an event for each transition and retry;
 * counters of looks and of failed attempts; and how long waits took, by operation type and outcome. Codes only: nothing
 * that an operation says. Returns the way to stop; spans that are open are then ended as they are.
 */
export function observe(source: Observable, options: ObserveOptions = {}): () => void {
  const tracer = (options.tracerProvider ?? trace).getTracer(scope);
  const meter = (options.meterProvider ?? metrics).getMeter(scope);
  const polls = meter.createCounter("cloudmap.wait.polls", {
    description: "Looks at operations",
    unit: "{poll}",
  });
  const retries = meter.createCounter("cloudmap.wait.retries", {
    description: "Attempts that were throttled or failed on the way",
    unit: "{attempt}",
  });
  const durations = meter.createHistogram("cloudmap.wait.duration", {
    description: "How long waits took, until the end was noticed",
    unit: "s",
    advice: { explicitBucketBoundaries: [0.5, 1, 2, 5, 10, 20, 30, 45, 60, 90, 120, 300, 600] },
  });
  const spans = new Map<string, Span>();

  const spanOf = ({ operationId, ownerAccount, at, elapsedMs }: OperationEvent): Span => {
    const key = `${ownerAccount ?? ""}/${operationId}`;
    let span = spans.get(key);
    if (span === undefined) {
      const attributes = {
        ...call,
        "aws.cloudmap.operation.id": operationId,
        ...compact({ "aws.cloudmap.owner.account": ownerAccount }),
      };
      span = tracer.startSpan("cloudmap.wait", { startTime: at - elapsedMs, attributes });
      spans.set(key, span);
    }
    return span;
  };

  const hear = (event: OperationEvent): void => {
    const span = spanOf(event);
    switch (event.type) {
      case "adopted":
        span.addEvent("adopted", event.at);
        break;
      case "transition":
        if (event.operationType !== undefined)
          span.setAttribute("aws.cloudmap.operation.type", event.operationType);
        span.addEvent(
          "transition",
          { ...compact({ from: event.from ?? undefined }), to: event.to },
          event.at,
        );
        break;
      case "poll":
        polls.add(1);
        break;
      case "retry":
        retries.add(1, { reason: event.reason });
        span.addEvent(
          "retry",
          { reason: event.reason, "error.type": event.errorName, delayMs: event.delayMs },
          event.at,
        );
        break;
      case "settled": {
        const { outcome } = event;
        const errorType = outcome.outcome === "succeeded" ? undefined : outcome.code;
        const result = { outcome: outcome.outcome, ...compact({ "error.type": errorType }) };
        durations.record(outcome.elapsedMs / 1000, {
          ...result,
          ...compact({ "aws.cloudmap.operation.type": outcome.operation?.Type }),
        });
        span.setAttributes(result);
        if (errorType !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: errorType });
        span.end(event.at);
        spans.delete(`${event.ownerAccount ?? ""}/${event.operationId}`);
        break;
      }
    }
  };
  for (const type of listened) source.on(type, hear);
  return () => {
    for (const type of listened) source.off(type, hear);
    for (const span of spans.values()) span.end();
    spans.clear();
  };
}
