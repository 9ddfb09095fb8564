/** Everything that exists in the emulated account in one region. Only actions and operations change it. */
import type { Home } from "../protocol/arn.js";
import type { NamespaceType } from "../protocol/namespace-config.js";
import type { DnsConfig, HealthCheckConfig } from "../protocol/service-config.js";
import type { Random } from "../scenario/random.js";
import type { Rules } from "../scenario/rules.js";
import type { Settings } from "../scenario/settings.js";
import type { CustomHealth } from "./health.js";
import type { OperationBook } from "./operation-book.js";
import type { ResourceList } from "./resource-list.js";

export interface Namespace {
  readonly sequence: number;
  readonly id: string;
  readonly arn: string;
  readonly owner: string;
  readonly name: string;
  readonly type: NamespaceType;
  readonly httpName: string;
  readonly vpc: string | undefined;
  readonly hostedZoneId: string | undefined;
  readonly createdAt: number;
  readonly creatorRequestId: string | undefined;
  readonly tags: Map<string, string>;
  description: string | undefined;
  /** Seconds; undefined when no request has given it, since the service's own default is not documented. */
  soaTtl: number | undefined;
  serviceCount: number;
}

export interface Service {
  readonly sequence: number;
  readonly id: string;
  readonly arn: string;
  readonly owner: string;
  readonly name: string;
  readonly namespaceId: string;
  readonly type: "HTTP" | "DNS_HTTP";
  readonly createdAt: number;
  readonly creatorRequestId: string | undefined;
  readonly hasCustomHealth: boolean;
  readonly tags: Map<string, string>;
  readonly attributes: Map<string, string>;
  readonly instances: ResourceList<Instance>;
  description: string | undefined;
  dnsConfig: DnsConfig | undefined;
  healthCheck: HealthCheckConfig | undefined;
  /** Grows with every change of the instances. */
  revision: number;
}

export interface Instance {
  readonly sequence: number;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly creatorRequestId: string | undefined;
  readonly health: CustomHealth;
}

/** The generators whose draws show in answers. */
export interface AccountRandom {
  readonly ids: Random;
  readonly requestIds: Random;
  readonly latency: Random;
  readonly discovery: Random;
}

export interface Account {
  readonly home: Home;
  readonly settings: Settings;
  readonly rules: Rules;
  readonly operations: OperationBook;
  readonly namespaces: ResourceList<Namespace>;
  readonly services: ResourceList<Service>;
  /** The ids of what has a name that others can't have, by that name. */
  readonly names: Map<string, string>;
  /** What each idempotency token was used for. */
  readonly tokens: Map<string, UsedToken>;
  readonly random: AccountRandom;
  newId(prefix: "ns" | "srv"): string;
  newRequestId(): string;
  nextSequence(): number;
}

/** What an action works with. */
export interface Call {
  readonly account: Account;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface UsedToken {
  /** A digest of the request. */
  readonly request: string;
  /** The id of the operation it started, or of the service it created. */
  readonly id: string;
}
