export type HealthStatus = "HEALTHY" | "UNHEALTHY";

export interface CustomHealth {
  status: HealthStatus;
  /** What it will be, and from when on. */
  next: { readonly status: HealthStatus; readonly at: number } | undefined;
}

/** What kinds of health a service has. */
interface Checked {
  readonly hasCustomHealth: boolean;
  readonly healthCheck: object | undefined;
}

/** The health that the service reports for an instance. Route 53's own checks are not emulated: they find all well. */
export function healthAt(
  service: Checked,
  { health }: { readonly health: CustomHealth },
  now: number,
): HealthStatus | "UNKNOWN" {
  if (service.hasCustomHealth) return customHealthAt(health, now);
  return service.healthCheck ? "HEALTHY" : "UNKNOWN";
}

/**
 * Takes a new custom status, which counts only after `delayMs`. "Sending a second request with the same value before
 * 30 seconds have passed doesn't accelerate the change" (API reference, HealthCheckCustomConfig).
 */
export function reportHealth(health: CustomHealth, status: HealthStatus, now: number, delayMs: number): void {
  health.status = customHealthAt(health, now);
  if (health.next && health.next.at <= now) health.next = undefined;
  if (health.next?.status === status) return;
  health.next = health.status === status ? undefined : { status, at: now + delayMs };
}

function customHealthAt({ status, next }: CustomHealth, now: number): HealthStatus {
  return next && next.at <= now ? next.status : status;
}
