/** What a service may be configured to be. Source: the API reference of CreateService, DnsRecord and HealthCheckConfig. */
import { invalidInput } from "./service-error.js";
import { ttl, type NamespaceType } from "./namespace-config.js";
import { list, oneOf, struct, text, wholeNumberIn, type Reader } from "./readers.js";

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

export const healthCheckCustomConfig: Reader<{ readonly FailureThreshold?: number }> = struct(
  {},
  { FailureThreshold: failureThreshold },
);

export const dnsConfig: Reader<{
  readonly DnsRecords: readonly DnsRecord[];
  readonly NamespaceId?: string;
  readonly RoutingPolicy?: DnsConfig["RoutingPolicy"];
}> = struct(
  { DnsRecords: dnsRecords },
  { NamespaceId: text({ max: 64 }), RoutingPolicy: oneOf("MULTIVALUE", "WEIGHTED") },
);

/** With what a request may leave out filled in. */
export const dnsConfigInFull: Reader<DnsConfig> = struct(
  { RoutingPolicy: oneOf("MULTIVALUE", "WEIGHTED"), DnsRecords: dnsRecords },
  {},
);

export interface ServiceConfig {
  readonly dnsConfig: DnsConfig | undefined;
  readonly healthCheck: HealthCheckConfig | undefined;
  readonly hasCustomHealth: boolean;
}

/** The configuration that a request or a scenario asks for, with its defaults. */
export function serviceConfigOf(given: {
  readonly Type?: "HTTP";
  readonly DnsConfig?: Partial<DnsConfig> & Pick<DnsConfig, "DnsRecords">;
  readonly HealthCheckConfig?: HealthCheckConfig;
  readonly HealthCheckCustomConfig?: object;
}): ServiceConfig & { readonly isApiOnly: boolean } {
  const { DnsConfig } = given;
  return {
    isApiOnly: given.Type === "HTTP",
    dnsConfig: DnsConfig && {
      RoutingPolicy: DnsConfig.RoutingPolicy ?? "MULTIVALUE",
      DnsRecords: DnsConfig.DnsRecords,
    },
    healthCheck: given.HealthCheckConfig,
    hasCustomHealth: given.HealthCheckCustomConfig !== undefined,
  };
}

/** Refuses a configuration of a new service that one in a namespace of this type can't have. */
export function checkNewService(
  namespaceType: NamespaceType,
  config: ServiceConfig & { readonly isApiOnly: boolean },
): void {
  if (config.isApiOnly && config.dnsConfig) {
    throw invalidInput("DnsConfig can't be given for a service of the type HTTP.");
  }
  if (namespaceType !== "HTTP" && !config.isApiOnly && !config.dnsConfig) {
    throw invalidInput("DnsConfig is required for a service in a DNS namespace, unless its Type is HTTP.");
  }
  checkServiceConfig(namespaceType, config);
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
