/** What the emulator does, why, and which test holds it: the table in docs/emulator.md is made of this. */
import type { ActionName } from "../../src/emulator/protocol/api-names.js";

export interface DocumentedRule {
  /** The actions it is about; none means all of them. */
  readonly actions: readonly ActionName[];
  readonly rule: string;
  /** Where AWS, or somebody who saw its answers, says so. Without one the rule is our choice. */
  readonly source?: string;
  /** A file of this folder and the title of a test in it. */
  readonly test: readonly [file: string, title: string];
}

const creations = ["CreateHttpNamespace", "CreatePrivateDnsNamespace", "CreatePublicDnsNamespace"] as const;
const updates = ["UpdateHttpNamespace", "UpdatePrivateDnsNamespace", "UpdatePublicDnsNamespace"] as const;
const listings = ["ListNamespaces", "ListServices", "ListInstances", "ListOperations"] as const;
const tagging = ["TagResource", "UntagResource", "ListTagsForResource"] as const;
const serviceAttributes = [
  "GetServiceAttributes",
  "UpdateServiceAttributes",
  "DeleteServiceAttributes",
] as const;

const reference = (page: string): string => `API reference, ${page}`;
const cli = (command: string): string => `AWS CLI examples, ${command}`;

const idempotency = "account/idempotency.test.ts";
const regions = "account/regions.test.ts";
const invariants = "account/invariants.test.ts";
const conformance = "actions/conformance.test.ts";
const instances = "actions/instances.test.ts";
const namespaces = "actions/namespaces.test.ts";
const refusals = "actions/refusals.test.ts";
const samples = "actions/published-samples.test.ts";
const limits = "protocol/model-limits.test.ts";
const validation = "protocol/validation.test.ts";

export const documentedRules: readonly DocumentedRule[] = [
  {
    actions: [],
    rule: "Every limit, pattern and list of values of the service's model is held",
    source: "service model, botocore 1.43.11",
    test: [limits, "$action $path beyond $rule is refused by name"],
  },
  {
    actions: [],
    rule: "Answers have the members of the model and no others",
    source: "service model, AWS SDK for JavaScript",
    test: [
      conformance,
      "answers each action with the members of the model alone, and with every one of them somewhere",
    ],
  },
  {
    actions: [],
    rule: "Modelled errors are HTTP 400 (the SDKs' models carry 404, 409 and 429)",
    source: reference("Errors of each action"),
    test: [conformance, "%s: %s"],
  },
  {
    actions: [],
    rule: "Each region of a signature has its own resources, operations and quotas",
    source: "AWS General Reference, regional endpoints",
    test: [regions, "of the request's signature has its own state and ARNs, %s"],
  },
  {
    actions: [],
    rule: "An ARN of another kind, service, account or region is InvalidInput",
    test: [regions, "of another %s is refused: %s"],
  },
  {
    actions: [],
    rule: "Lone surrogates and bytes that are no UTF-8 are SerializationException",
    test: [validation, "a lone surrogate in %s"],
  },
  {
    actions: creations,
    rule: "A token counts within the account and region",
    source: reference("CreateHttpNamespace, CreatorRequestId"),
    test: [idempotency, "of a namespace counts within the account and region"],
  },
  {
    actions: [...creations, "RegisterInstance"],
    rule: "The same token with the same request answers with the same operation, in whatever order maps and tags are sent",
    source: reference("RegisterInstance, CreatorRequestId"),
    test: [
      idempotency,
      "answers the same request with the same operation, whatever the order of map members",
    ],
  },
  {
    actions: ["RegisterInstance"],
    rule: "A token counts within its namespace and service",
    source: reference("RegisterInstance, CreatorRequestId"),
    test: [idempotency, "of an instance counts within its service"],
  },
  {
    actions: ["CreateService"],
    rule: "A token counts within its namespace",
    test: [idempotency, "of a service counts within its namespace"],
  },
  {
    actions: updates,
    rule: "A token counts within its namespace",
    source: reference("UpdateHttpNamespace, UpdaterRequestId"),
    test: [idempotency, "of an update counts within its namespace"],
  },
  {
    actions: [...creations, "RegisterInstance"],
    rule: "The same token with another request is DuplicateRequest (of CreateService: InvalidInput)",
    test: [idempotency, "refuses another request with DuplicateRequest and the operation's id"],
  },
  {
    actions: [...creations, "RegisterInstance", "CreateService"],
    rule: "A token whose resource is gone starts anew; one whose operation failed answers with it; an empty one is none",
    test: [idempotency, "whose namespace is gone starts a new operation"],
  },
  {
    actions: [
      ...creations,
      ...updates,
      "DeleteNamespace",
      "RegisterInstance",
      "DeregisterInstance",
      "UpdateService",
    ],
    rule: "While an operation is in progress on something, another is DuplicateRequest with its id, whose message names the action",
    source: "error texts in public reports",
    test: [refusals, "of DuplicateRequest name the action and not the operation's type"],
  },
  {
    actions: creations,
    rule: "A creation of another type with the same name in progress is DuplicateRequest with its id",
    source: "error texts in public reports",
    test: [
      refusals,
      "of DuplicateRequest name a creation of another type with the same name, and not one that has ended",
    ],
  },
  {
    actions: ["DeregisterInstance", "DeleteNamespace", ...updates],
    rule: "In progress comes before not found: what is being created is DuplicateRequest",
    source: reference("RegisterInstance: one request must complete before another"),
    test: [refusals, "for an instance whose registration is in progress"],
  },
  {
    actions: ["CreateHttpNamespace", "CreatePublicDnsNamespace"],
    rule: "A name that is taken by a namespace of the same type is NamespaceAlreadyExists with the id of the namespace that has it",
    source: reference("NamespaceAlreadyExists"),
    test: [namespaces, "of a taken name is refused with the id of the one that has it"],
  },
  {
    actions: ["CreatePrivateDnsNamespace"],
    rule: "A zone of the same name in the VPC makes the operation FAIL with CANNOT_CREATE_HOSTED_ZONE, in Route 53's words",
    source: "error texts in public reports; Route 53 API reference, CreateHostedZone",
    test: [refusals, "of a private zone that is there already say so in Route 53's words"],
  },
  {
    actions: ["CreatePrivateDnsNamespace"],
    rule: "An overlapping zone is created, or with `overlappingZones: fail` FAILs with the text of 2019",
    source: "Route 53 developer guide, overlapping namespaces; Terraform issue 7118",
    test: [refusals, "of an overlapping private zone are others: %s"],
  },
  {
    actions: ["GetNamespace"],
    rule: "DnsProperties of an HTTP namespace are there, and empty",
    source: cli("get-namespace"),
    test: [samples, "of GetNamespace, for an HTTP namespace (AWS CLI examples, get-namespace)"],
  },
  {
    actions: ["ListNamespaces"],
    rule: "An SOA has no TTL where no request gave one",
    source: cli("list-namespaces"),
    test: [
      samples,
      "of ListNamespaces, for a private DNS namespace: no TTL that nobody gave (AWS CLI examples, list-namespaces)",
    ],
  },
  {
    actions: ["DeleteNamespace"],
    rule: "A namespace with services is ResourceInUse",
    source: reference("DeleteNamespace"),
    test: [conformance, "%s: %s"],
  },
  {
    actions: ["CreateService"],
    rule: "Combinations of records, routing policies and health checks",
    source: reference("DnsRecord, HealthCheckConfig"),
    test: [instances, "in a namespace of the kind %s: %o is refused"],
  },
  {
    actions: ["CreateService"],
    rule: "The published answer",
    source: cli("create-service"),
    test: [samples, "of CreateService (AWS CLI examples, create-service)"],
  },
  {
    actions: ["GetService", "ListServices"],
    rule: "DnsConfig of a service of the type HTTP is there, and empty",
    source: cli("get-service"),
    test: [
      samples,
      "of GetService, for a service of the type HTTP: an empty DnsConfig (AWS CLI examples, get-service)",
    ],
  },
  {
    actions: ["UpdateService"],
    rule: "A service in an HTTP namespace can't be updated: InvalidInput",
    source: reference("UpdateService"),
    test: [refusals, "refuses a service of an HTTP namespace"],
  },
  {
    actions: ["UpdateService"],
    rule: "HealthCheckConfig.Type can't be changed: InvalidInput",
    source: reference("HealthCheckConfig"),
    test: [refusals, "refuses another type of health check"],
  },
  {
    actions: ["UpdateService"],
    rule: "A record's type can't be changed; DnsRecords and HealthCheckConfig that are left out are deleted",
    source: reference("UpdateService, DnsConfig"),
    test: [refusals, "refuses a record of another type, and deletes what is left out"],
  },
  {
    actions: ["DeleteService"],
    rule: "A service with instances is ResourceInUse, whose message begins as the service's does",
    source: `${reference("DeleteService")}; error texts in public reports`,
    test: [refusals, "of ResourceInUse begin as the service's do"],
  },
  {
    actions: ["RegisterInstance"],
    rule: "Which attributes a service's records ask for, and which exclude each other",
    source: reference("RegisterInstance, Attributes"),
    test: [instances, "of a service with %o: %o is refused"],
  },
  {
    actions: ["RegisterInstance"],
    rule: "AWS_EC2_INSTANCE_ID fills AWS_INSTANCE_IPV4; which address is our choice",
    source: reference("RegisterInstance, Attributes"),
    test: [refusals, "fills AWS_INSTANCE_IPV4 with a private address, the same for the same id"],
  },
  {
    actions: ["RegisterInstance"],
    rule: "At most 30 attributes of one's own, and 5,000 characters",
    source: reference("RegisterInstance, Attributes"),
    test: [instances, "are at most 30 of one's own, and 5,000 characters"],
  },
  {
    actions: ["GetInstance"],
    rule: "An attribute's value may end in a space",
    source: "service model, AttrValue",
    test: [validation, "an attribute's value with a space or a tab at its end"],
  },
  {
    actions: ["DiscoverInstances"],
    rule: "The list is random; the same seed gives the same",
    source: reference("DiscoverInstances"),
    test: [instances, "returns a random list, the same for the same seed"],
  },
  {
    actions: ["DiscoverInstances"],
    rule: "Optional parameters count only when something fits them",
    source: reference("DiscoverInstances, OptionalParameters"),
    test: [instances, "finds by attributes, and prefers those that fit the optional ones"],
  },
  {
    actions: ["DiscoverInstances"],
    rule: "HealthStatus defaults to HEALTHY_OR_ELSE_ALL; Route 53's own checks find everything healthy",
    test: [instances, "goes by custom health, 30 seconds after it was reported, and fails open"],
  },
  {
    actions: ["UpdateInstanceCustomHealthStatus", "GetInstancesHealthStatus"],
    rule: "A new status counts after 30 seconds",
    source: reference("HealthCheckCustomConfig"),
    test: [instances, "goes by custom health, 30 seconds after it was reported, and fails open"],
  },
  {
    actions: ["DiscoverInstances", "DiscoverInstancesRevision"],
    rule: "NamespaceName is printable ASCII",
    source: "service model, NamespaceName",
    test: [validation, "%s"],
  },
  {
    actions: ["GetOperation"],
    rule: "The members of the published answer, OwnerAccount among them",
    source: reference("GetOperation"),
    test: [samples, "of GetOperation has these members and no others (API reference, GetOperation)"],
  },
  {
    actions: ["GetOperation"],
    rule: "Targets are known from the start; REGISTER_INSTANCE names the INSTANCE alone",
    test: [namespaces, "appears when its operation succeeds, and not before"],
  },
  {
    actions: ["GetOperation", "ListOperations"],
    rule: "Ended operations are kept, the latest 100,000 of each region",
    test: ["account/memory.test.ts", "are kept as many as keptOperations says, the latest"],
  },
  {
    actions: listings,
    rule: "A page is cut before it is filtered, so that an empty one may not be the last",
    source: reference("ListOperations, NextToken"),
    test: [invariants, "filters after the page is cut, so that a page may be empty and yet not the last"],
  },
  {
    actions: listings,
    rule: "The oldest comes first",
    test: [invariants, "gives each item once, also while others come and go"],
  },
  {
    actions: ["ListNamespaces", "ListServices", "ListOperations"],
    rule: "Filter values outside their list are InvalidInput; STATUS takes SUCCESS and SUCCEED",
    source: reference("NamespaceFilter, ServiceFilter, OperationFilter"),
    test: [validation, "%s"],
  },
  {
    actions: tagging,
    rule: "Keys that start with aws: are InvalidInput",
    source: "Tagging AWS resources, naming limits",
    test: [validation, "%s"],
  },
  {
    actions: serviceAttributes,
    rule: "A service has at most 30 attributes",
    source: reference("ServiceAttributes"),
    test: [conformance, "%s: %s"],
  },
];
