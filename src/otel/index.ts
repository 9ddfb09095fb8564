/** `cloudmap-waiter/otel`: waits as OpenTelemetry's spans and metrics; needs `@opentelemetry/api`. */
export { observe, type Observable, type ObserveOptions } from "./observe.js";
