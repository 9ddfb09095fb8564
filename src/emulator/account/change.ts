/** What an operation does to the account when its time has come: plain data, so that a snapshot can hold it. */
import type { NamespaceType } from "../protocol/namespace-config.js";
import type { DnsConfig, HealthCheckConfig } from "../protocol/service-config.js";

export interface NewNamespace {
  readonly id: string;
  readonly name: string;
  readonly type: NamespaceType;
  readonly vpc: string | undefined;
  readonly description: string | undefined;
  readonly soaTtl: number | undefined;
  readonly creatorRequestId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export interface NewInstance {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly creatorRequestId: string | undefined;
}

export type Change =
  | { readonly kind: "create-namespace"; readonly namespace: NewNamespace }
  | {
      readonly kind: "update-namespace";
      readonly id: string;
      readonly description: string | undefined;
      readonly soaTtl: number | undefined;
    }
  | { readonly kind: "delete-namespace"; readonly id: string }
  | {
      readonly kind: "update-service";
      readonly id: string;
      readonly description: string | undefined;
      readonly dnsConfig: DnsConfig | undefined;
      readonly healthCheck: HealthCheckConfig | undefined;
    }
  | { readonly kind: "register-instance"; readonly serviceId: string; readonly instance: NewInstance }
  | { readonly kind: "deregister-instance"; readonly serviceId: string; readonly id: string };
