/** Everything that exists in the emulated account. Only actions and the effects of operations change it. */
import { createFailureDraw } from "../scenario/failures.js";
import { createFaults, type Faults } from "../scenario/faults.js";
import { createOperationBook, type OperationBook } from "./operation-book.js";
import { createThrottling, type Throttling } from "../scenario/quotas.js";
import { createRandom, draw, type Random } from "../scenario/random.js";
import type { DnsConfig, HealthCheckConfig, NamespaceType } from "../protocol/service-config.js";
import type { Settings } from "../scenario/settings.js";

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
  /** Seconds. */
  soaTtl: number;
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
  readonly instances: Map<string, Instance>;
  description: string | undefined;
  dnsConfig: DnsConfig | undefined;
  healthCheck: HealthCheckConfig | undefined;
  /** Grows with every change of the instances. */
  revision: number;
}

export interface Instance {
  readonly sequence: number;
  readonly id: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly creatorRequestId: string | undefined;
  readonly health: CustomHealth;
}

export type HealthStatus = "HEALTHY" | "UNHEALTHY";

export interface CustomHealth {
  status: HealthStatus;
  /** What it will be, and from when on. */
  next: { readonly status: HealthStatus; readonly at: number } | undefined;
}

export interface Account {
  readonly settings: Settings;
  readonly startedAt: number;
  readonly faults: Faults;
  readonly throttling: Throttling;
  readonly operations: OperationBook;
  readonly namespaces: Map<string, Namespace>;
  readonly services: Map<string, Service>;
  /** The ids of what has a name that others can't have, by that name. */
  readonly names: Map<string, string>;
  /** What each idempotency token was used for. */
  readonly tokens: Map<string, UsedToken>;
  readonly latency: Random;
  newId(prefix: string): string;
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
  readonly request: string;
  /** The id of the operation it started, or of the service it created. */
  readonly id: string;
}

export function createAccount(settings: Settings, startedAt: number): Account {
  const random = createRandom(String(settings.seed));
  const ids = random.fork("ids");
  const requestIds = random.fork("request-ids");
  const faults = createFaults(settings.faults, startedAt, random.fork("faults"));
  let sequence = 0;
  return {
    settings,
    startedAt,
    faults,
    throttling: createThrottling(settings.quotas, startedAt),
    operations: createOperationBook(
      settings,
      random.fork("operations"),
      createFailureDraw(settings.failures),
      faults,
      startedAt,
    ),
    namespaces: new Map(),
    services: new Map(),
    names: new Map(),
    tokens: new Map(),
    latency: random.fork("latency"),
    newId: (prefix) => `${prefix}-${draw(ids, 16, "abcdefghijklmnopqrstuvwxyz234567")}`,
    newRequestId: () =>
      [8, 4, 4, 4, 12].map((length) => draw(requestIds, length, "0123456789abcdef")).join("-"),
    nextSequence: () => (sequence += 1),
  };
}
