import {
  type Attributes,
  type Counter,
  type Histogram,
  type MeterProvider,
  metrics,
  type Span,
  SpanStatusCode,
  trace,
  type Tracer,
  type TracerProvider,
} from "@opentelemetry/api";
import { compact } from "../core/json.js";
import type { OperationEvent, SettledEvent } from "../waiter/events/events.js";

const observed = ["adopted", "transition", "poll", "retry", "settled"] as const;

/** What can be observed: a waiter, a fleet, or any emitter of their events. */
export interface Observable {
  on(type: OperationEvent["type"], listener: (event: OperationEvent) => void): unknown;
  off(type: OperationEvent["type"], listener: (event: OperationEvent) => void): unknown;
}

export interface ObserveOptions {
  /** Default: the global one. */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Default: the global one. */
  readonly meterProvider?: MeterProvider | undefined;
}

/**
 * Reports to OpenTelemetry what happens from now on: a span for each wait, with an event for each transition and retry;
 * counters of polls and of failed attempts; and how long waits took, by operation type and outcome. Attributes have the
 * names of the events' members, beside those of OpenTelemetry's own conventions. Codes only: nothing that an operation
 * says. Returns the way to stop; spans that are open are then ended as they are.
 */
export function observe(source: Observable, options: ObserveOptions = {}): () => void {
  const observer = new Observer(options);
  const listener = (event: OperationEvent): void => observer.hear(event);
  for (const type of observed) source.on(type, listener);
  return () => {
    for (const type of observed) source.off(type, listener);
    observer.end();
  };
}

const scope = "cloudmap-waiter";

/** The attributes that OpenTelemetry's semantic conventions have for calls to an AWS API. */
const call: Attributes = {
  "rpc.system": "aws-api",
  "rpc.service": "ServiceDiscovery",
  "rpc.method": "GetOperation",
};

class Observer {
  readonly #tracer: Tracer;
  readonly #polls: Counter;
  readonly #retries: Counter;
  readonly #durations: Histogram;
  /** The spans of the waits that are in progress, by operation. */
  readonly #spans = new Map<string, Span>();

  constructor({ tracerProvider = trace, meterProvider = metrics }: ObserveOptions) {
    this.#tracer = tracerProvider.getTracer(scope);
    const meter = meterProvider.getMeter(scope);
    this.#polls = meter.createCounter("cloudmap.wait.polls", {
      description: "Polls of operations",
      unit: "{poll}",
    });
    this.#retries = meter.createCounter("cloudmap.wait.retries", {
      description: "Attempts that were throttled or failed on the way",
      unit: "{attempt}",
    });
    this.#durations = meter.createHistogram("cloudmap.wait.duration", {
      description: "How long waits took, until they noticed the end",
      unit: "s",
      advice: { explicitBucketBoundaries: [0.5, 1, 2, 5, 10, 20, 30, 45, 60, 90, 120, 300, 600] },
    });
  }

  hear(event: OperationEvent): void {
    const span = this.#spanOf(event);
    if (event.type === "settled") {
      this.#settle(span, event);
      return;
    }
    const facts = factsOf(event);
    if (event.type === "poll") this.#polls.add(1);
    else span.addEvent(event.type, facts, event.at);
    if (event.type === "retry") this.#retries.add(1, { reason: event.reason });
    if (event.type === "transition" && event.operationType !== undefined)
      span.setAttribute("operationType", event.operationType);
  }

  end(): void {
    for (const span of this.#spans.values()) span.end();
    this.#spans.clear();
  }

  #spanOf({ operationId, ownerAccount, at, elapsedMs }: OperationEvent): Span {
    const key = keyOf(operationId, ownerAccount);
    let span = this.#spans.get(key);
    if (span === undefined) {
      const attributes = { ...call, operationId, ...compact({ ownerAccount }) };
      span = this.#tracer.startSpan("cloudmap.wait", { startTime: at - elapsedMs, attributes });
      this.#spans.set(key, span);
    }
    return span;
  }

  #settle(span: Span, { outcome, operationId, ownerAccount, at }: SettledEvent): void {
    const code = outcome.outcome === "succeeded" ? undefined : outcome.code;
    const operationType = outcome.operation?.Type;
    const result = { outcome: outcome.outcome, ...compact({ code, "error.type": code }) };
    this.#durations.record(outcome.elapsedMs / 1000, { ...result, ...compact({ operationType }) });
    const { polls, requests, elapsedMs } = outcome;
    span.setAttributes({ ...result, polls, requests, elapsedMs });
    if (code !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: code });
    span.end(at);
    this.#spans.delete(keyOf(operationId, ownerAccount));
  }
}

/** What an event says, by its own names; the conventions' name for an error beside it. */
function factsOf({ type: _type, seq: _seq, at: _at, ...event }: OperationEvent): Attributes {
  const facts: Attributes = {};
  for (const [name, value] of Object.entries(event))
    if (typeof value === "string" || typeof value === "number") facts[name] = value;
  if ("errorName" in event) facts["error.type"] = event.errorName;
  return facts;
}

function keyOf(operationId: string, ownerAccount: string | undefined): string {
  return `${ownerAccount ?? ""}/${operationId}`;
}
