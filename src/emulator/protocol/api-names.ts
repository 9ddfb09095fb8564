/** The API's own words. Source: the service model (`@aws-sdk/client-servicediscovery`, botocore's `service-2.json`). */
import { oneOf, type Reader } from "./readers.js";

export type OperationType =
  | "CREATE_NAMESPACE"
  | "DELETE_NAMESPACE"
  | "UPDATE_NAMESPACE"
  | "UPDATE_SERVICE"
  | "REGISTER_INSTANCE"
  | "DEREGISTER_INSTANCE";

export type MutatingAction =
  | `${"Create" | "Update"}${"Http" | "PrivateDns" | "PublicDns"}Namespace`
  | "DeleteNamespace"
  | "UpdateService"
  | "RegisterInstance"
  | "DeregisterInstance";

/** The actions that answer with an OperationId, and the type of the operation each starts. */
export const operationTypeOf: Readonly<Record<MutatingAction, OperationType>> = {
  CreateHttpNamespace: "CREATE_NAMESPACE",
  CreatePrivateDnsNamespace: "CREATE_NAMESPACE",
  CreatePublicDnsNamespace: "CREATE_NAMESPACE",
  DeleteNamespace: "DELETE_NAMESPACE",
  UpdateHttpNamespace: "UPDATE_NAMESPACE",
  UpdatePrivateDnsNamespace: "UPDATE_NAMESPACE",
  UpdatePublicDnsNamespace: "UPDATE_NAMESPACE",
  UpdateService: "UPDATE_SERVICE",
  RegisterInstance: "REGISTER_INSTANCE",
  DeregisterInstance: "DEREGISTER_INSTANCE",
};

export const operationTypes: readonly string[] = [...new Set(Object.values(operationTypeOf))];

/** What a rule about operations can start with. */
export const operationKinds: readonly string[] = [
  ...new Set<string>([...Object.values(operationTypeOf), ...Object.keys(operationTypeOf)]),
];

export const targetPrefix = "Route53AutoNaming_v20170314";

/** Every action of the API. */
export const actionNames = [
  "CreateHttpNamespace",
  "CreatePrivateDnsNamespace",
  "CreatePublicDnsNamespace",
  "CreateService",
  "DeleteNamespace",
  "DeleteService",
  "DeleteServiceAttributes",
  "DeregisterInstance",
  "DiscoverInstances",
  "DiscoverInstancesRevision",
  "GetInstance",
  "GetInstancesHealthStatus",
  "GetNamespace",
  "GetOperation",
  "GetService",
  "GetServiceAttributes",
  "ListInstances",
  "ListNamespaces",
  "ListOperations",
  "ListServices",
  "ListTagsForResource",
  "RegisterInstance",
  "TagResource",
  "UntagResource",
  "UpdateHttpNamespace",
  "UpdateInstanceCustomHealthStatus",
  "UpdatePrivateDnsNamespace",
  "UpdatePublicDnsNamespace",
  "UpdateService",
  "UpdateServiceAttributes",
] as const;

export type ActionName = (typeof actionNames)[number];

/** The name of an action, or `*` for any. */
export const actionOrStar: Reader<string> = oneOf("*", ...actionNames);
