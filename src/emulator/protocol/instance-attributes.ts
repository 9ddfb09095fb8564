/** What an instance's attributes must be. Source: the API reference of RegisterInstance; patterns from the model. */
import { isIPv4, isIPv6 } from "node:net";
import { invalidInput } from "./service-error.js";
import { map, text, type Reader } from "./readers.js";
import type { ServiceConfig } from "./service-config.js";

/** Attribute maps of requests, those of DiscoverInstances included. */
export const attributes: Reader<ReadonlyMap<string, string>> = map(
  text({ min: 1, max: 255, pattern: /^[!-~]+$/, meaning: "have printable ASCII characters only" }),
  text({
    max: 1024,
    pattern: /^([!-~][ \t!-~]*)?$/,
    meaning: "have printable ASCII characters, tabs and spaces only, and not start with a space",
  }),
);

const mostCustom = 30;
const mostCharacters = 5000;

/** Refuses attributes that an instance of this service can't have. */
export function checkAttributes(
  given: ReadonlyMap<string, string>,
  service: ServiceConfig,
  isHttp: boolean,
): void {
  checkSize(given);
  checkValues(given);
  if (given.has("AWS_INIT_HEALTH_STATUS") && !service.hasCustomHealth) {
    throw invalidInput("AWS_INIT_HEALTH_STATUS needs a service with HealthCheckCustomConfig.");
  }
  if (given.has("AWS_EC2_INSTANCE_ID")) return checkEc2(given, isHttp);
  if (given.has("AWS_ALIAS_DNS_NAME")) return checkAlias(given, service);
  checkRequired(given, service);
}

function checkSize(given: ReadonlyMap<string, string>): void {
  const custom = [...given.keys()].filter((key) => !key.startsWith("AWS_")).length;
  if (custom > mostCustom) {
    throw invalidInput(`Attributes must have at most ${mostCustom} custom attributes; got ${custom}.`);
  }
  const characters = [...given].reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  if (characters > mostCharacters) {
    throw invalidInput(
      `Attributes must have at most ${mostCharacters} characters in all; got ${characters}.`,
    );
  }
}

const valueRules: readonly (readonly [key: string, isGood: (value: string) => boolean, meaning: string])[] = [
  ["AWS_INSTANCE_IPV4", isIPv4, "an IPv4 address"],
  // A zone (fe80::1%eth0) means something on one machine alone: no AAAA record can hold it.
  ["AWS_INSTANCE_IPV6", (value) => isIPv6(value) && !value.includes("%"), "an IPv6 address"],
  [
    "AWS_INSTANCE_PORT",
    (value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535,
    "a port from 0 to 65535",
  ],
  ["AWS_INIT_HEALTH_STATUS", (value) => value === "HEALTHY" || value === "UNHEALTHY", "HEALTHY or UNHEALTHY"],
];

function checkValues(given: ReadonlyMap<string, string>): void {
  for (const [key, isGood, meaning] of valueRules) {
    const value = given.get(key);
    if (value !== undefined && !isGood(value)) throw invalidInput(`${key} must be ${meaning}; got ${value}.`);
  }
}

function checkEc2(given: ReadonlyMap<string, string>, isHttp: boolean): void {
  if (!isHttp) throw invalidInput("AWS_EC2_INSTANCE_ID can be given in HTTP namespaces only.");
  const other = [...given.keys()].find(
    (key) => key !== "AWS_EC2_INSTANCE_ID" && key !== "AWS_INIT_HEALTH_STATUS",
  );
  if (other !== undefined) throw invalidInput(`AWS_EC2_INSTANCE_ID can't be given together with ${other}.`);
}

/**
 * "When the AWS_EC2_INSTANCE_ID attribute is specified, then the AWS_INSTANCE_IPV4 attribute will be filled out with the
 * primary private IPv4 address" (API reference, RegisterInstance): here with one that follows from the id.
 */
export function withEc2Address(given: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const id = given.get("AWS_EC2_INSTANCE_ID");
  if (id === undefined) return given;
  const sum = Array.from(id).reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 65_021, 7);
  return new Map([...given, ["AWS_INSTANCE_IPV4", `172.31.${Math.floor(sum / 254)}.${(sum % 254) + 1}`]]);
}

function checkAlias(given: ReadonlyMap<string, string>, { dnsConfig }: ServiceConfig): void {
  const other = [...given.keys()].find((key) => key.startsWith("AWS_INSTANCE"));
  if (other !== undefined) throw invalidInput(`AWS_ALIAS_DNS_NAME can't be given together with ${other}.`);
  const hasAddress = dnsConfig?.DnsRecords.some(({ Type }) => Type === "A" || Type === "AAAA");
  if (!hasAddress || dnsConfig?.RoutingPolicy !== "WEIGHTED") {
    throw invalidInput(
      "AWS_ALIAS_DNS_NAME needs a service with an A or AAAA record and the routing policy WEIGHTED.",
    );
  }
}

const requiredFor = {
  A: ["AWS_INSTANCE_IPV4"],
  AAAA: ["AWS_INSTANCE_IPV6"],
  CNAME: ["AWS_INSTANCE_CNAME"],
  SRV: ["AWS_INSTANCE_PORT"],
} as const;

function checkRequired(given: ReadonlyMap<string, string>, { dnsConfig, healthCheck }: ServiceConfig): void {
  for (const { Type } of dnsConfig?.DnsRecords ?? []) {
    const missing = requiredFor[Type].find((key) => !given.has(key));
    if (missing !== undefined)
      throw invalidInput(`Attributes must have ${missing} for a service with the record ${Type}.`);
    if (Type === "SRV" && !given.has("AWS_INSTANCE_IPV4") && !given.has("AWS_INSTANCE_IPV6")) {
      throw invalidInput(
        "Attributes must have AWS_INSTANCE_IPV4 or AWS_INSTANCE_IPV6 for a service with the record SRV.",
      );
    }
  }
  if (healthCheck && !given.has("AWS_INSTANCE_PORT")) {
    throw invalidInput("Attributes must have AWS_INSTANCE_PORT for a service with HealthCheckConfig.");
  }
}
