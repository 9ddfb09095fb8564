/** What a service may be configured to be. Source: the API reference of CreateService, DnsRecord and HealthCheckConfig. */
import { invalidInput } from "./service-error.js";
import { ttl } from "./request-members.js";
import { list, oneOf, struct, text, wholeNumberIn, type Reader } from "./readers.js";

export type NamespaceType = "HTTP" | "DNS_PRIVATE" | "DNS_PUBLIC";

export interface DnsRecord {
  readonly Type: "A" | "AAAA" | "CNAME" | "SRV";
  /** Seconds. */
  readonly TTL: number;
}

export interface DnsConfig {
  readonly RoutingPolicy: "MULTIVALUE" | "WEIGHTED";
  readonly DnsRecords: readonly DnsRecord[];
}

export interface HealthCheckConfig {
  readonly Type: "HTTP" | "HTTPS" | "TCP";
  readonly ResourcePath?: string;
  readonly FailureThreshold?: number;
}

export const dnsRecords: Reader<readonly DnsRecord[]> = list(
  struct({ Type: oneOf("A", "AAAA", "CNAME", "SRV"), TTL: ttl }, {}),
);

export const failureThreshold: Reader<number> = wholeNumberIn(1, 10);

export const healthCheckConfig: Reader<HealthCheckConfig> = struct(
  { Type: oneOf("HTTP", "HTTPS", "TCP") },
  { ResourcePath: text({ max: 255 }), FailureThreshold: failureThreshold },
);

export interface ServiceConfig {
  readonly dnsConfig: DnsConfig | undefined;
  readonly healthCheck: HealthCheckConfig | undefined;
  readonly hasCustomHealth: boolean;
}

/** Refuses a configuration that a service in a namespace of this type can't have. */
export function checkServiceConfig(namespaceType: NamespaceType, config: ServiceConfig): void {
  const { dnsConfig, healthCheck, hasCustomHealth } = config;
  if (namespaceType === "HTTP" && dnsConfig) {
    throw invalidInput("DnsConfig can't be given for a service in an HTTP namespace.");
  }
  if (healthCheck && hasCustomHealth) {
    throw invalidInput("HealthCheckConfig and HealthCheckCustomConfig can't both be given.");
  }
  if (healthCheck && namespaceType === "DNS_PRIVATE") {
    throw invalidInput("HealthCheckConfig can be given in public DNS and HTTP namespaces only.");
  }
  if (healthCheck?.Type === "TCP" && healthCheck.ResourcePath !== undefined) {
    throw invalidInput("HealthCheckConfig.ResourcePath can't be given for the type TCP.");
  }
  if (dnsConfig) checkDnsConfig(dnsConfig, healthCheck !== undefined);
}

const combinations = new Set(["A", "AAAA", "A,AAAA", "SRV", "CNAME"]);

function checkDnsConfig({ DnsRecords, RoutingPolicy }: DnsConfig, hasHealthCheck: boolean): void {
  const types = DnsRecords.map(({ Type }) => Type);
  if (!combinations.has(types.toSorted((a, b) => a.localeCompare(b)).join(","))) {
    const known = "A; AAAA; A and AAAA; SRV; CNAME";
    throw invalidInput(
      `DnsConfig.DnsRecords must have the types ${known}; got ${types.join(", ") || "none"}.`,
    );
  }
  if (!types.includes("CNAME")) return;
  if (RoutingPolicy !== "WEIGHTED") {
    throw invalidInput("DnsConfig.RoutingPolicy must be WEIGHTED for a CNAME record.");
  }
  if (hasHealthCheck) throw invalidInput("HealthCheckConfig can't be given together with a CNAME record.");
}

// botocore 1.43's pattern of ServiceName, without its nested repetition.
const label = /^([A-Za-z0-9]|[A-Za-z0-9_][A-Za-z0-9_-]{0,61}[A-Za-z0-9_])$/;

export const serviceName: Reader<string> = (value, path) => {
  const name = text({ min: 1, max: 127 })(value, path);
  if (name === "." || name.split(".").every((part) => label.test(part))) return name;
  throw invalidInput(`${path} must be labels of at most 63 letters, digits, - and _, joined by dots.`);
};
