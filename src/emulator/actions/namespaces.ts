import { action, type Action, type Call } from "../action.js";
import { invalidInput, ServiceError } from "../errors.js";
import type { Failure } from "../failures.js";
import { checkLimit } from "../limits.js";
import { refuseWhileChanging, startOnce } from "../idempotency.js";
import {
  description,
  filters,
  idOrArn,
  maxResults,
  nextToken,
  resourceId,
  tags,
  ttl,
  type Filter,
  type Tag,
} from "../members.js";
import { pageOf } from "../paging.js";
import { struct, text, type Reader } from "../read.js";
import { checkTagCount, tagMap } from "../tags.js";
import type { ActionName, MutatingAction } from "../vocabulary.js";
import type { Namespace, NamespaceType } from "../world.js";

type NamespaceAction = Extract<ActionName, `${string}Namespace` | "ListNamespaces">;

interface Soa {
  readonly DnsProperties: { readonly SOA: { readonly TTL: number } };
}

const soa: Reader<Soa> = struct({ DnsProperties: struct({ SOA: struct({ TTL: ttl }, {}) }, {}) }, {});
const common = { CreatorRequestId: resourceId, Description: description, Tags: tags };

const printableName = /^(?!arn:)[!-~]+$/;
const httpName = text({
  min: 1,
  max: 1024,
  pattern: printableName,
  meaning: "have printable ASCII characters only",
});
const privateName = text({
  min: 1,
  max: 253,
  pattern: printableName,
  meaning: "have printable ASCII characters only",
});
const label = "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
const publicName = text({
  min: 1,
  max: 253,
  pattern: new RegExp(`^(${label}\\.)+${label}$`),
  meaning: "be a domain name of at least two labels, such as example.com",
});

export const namespaceActions: Readonly<Record<NamespaceAction, Action>> = {
  CreateHttpNamespace: action(struct({ Name: httpName }, common), (input, call) =>
    create("CreateHttpNamespace", "HTTP", input, call),
  ),
  CreatePrivateDnsNamespace: action(
    struct({ Name: privateName, Vpc: resourceId }, { ...common, Properties: soa }),
    (input, call) => create("CreatePrivateDnsNamespace", "DNS_PRIVATE", input, call),
  ),
  CreatePublicDnsNamespace: action(
    struct({ Name: publicName }, { ...common, Properties: soa }),
    (input, call) => create("CreatePublicDnsNamespace", "DNS_PUBLIC", input, call),
  ),
  UpdateHttpNamespace: action(
    struct(
      { Id: idOrArn, Namespace: struct({ Description: description }, {}) },
      { UpdaterRequestId: resourceId },
    ),
    (input, call) => update("UpdateHttpNamespace", "HTTP", input, call),
  ),
  UpdatePrivateDnsNamespace: action(
    struct(
      { Id: idOrArn, Namespace: struct({}, { Description: description, Properties: soa }) },
      { UpdaterRequestId: resourceId },
    ),
    (input, call) => update("UpdatePrivateDnsNamespace", "DNS_PRIVATE", input, call),
  ),
  UpdatePublicDnsNamespace: action(
    struct(
      { Id: idOrArn, Namespace: struct({}, { Description: description, Properties: soa }) },
      { UpdaterRequestId: resourceId },
    ),
    (input, call) => update("UpdatePublicDnsNamespace", "DNS_PUBLIC", input, call),
  ),
  DeleteNamespace: action(struct({ Id: idOrArn }, {}), ({ Id }, call) => remove(Id, call)),
  GetNamespace: action(struct({ Id: idOrArn }, {}), ({ Id }, call) => {
    const namespace = findNamespace(Id, call);
    return { Namespace: { ...summary(namespace), CreatorRequestId: namespace.creatorRequestId } };
  }),
  ListNamespaces: action(
    struct(
      {},
      {
        NextToken: nextToken,
        MaxResults: maxResults,
        Filters: filters({
          TYPE: ["EQ", "BEGINS_WITH"],
          NAME: ["EQ", "BEGINS_WITH"],
          HTTP_NAME: ["EQ", "BEGINS_WITH"],
          RESOURCE_OWNER: ["EQ"],
        }),
      },
    ),
    ({ NextToken, MaxResults = 100, Filters = [] }, call) => {
      const all = call.world.namespaces.values();
      const page = pageOf(all, ({ sequence }) => sequence, "ListNamespaces", MaxResults, NextToken);
      const found = page.items.filter((namespace) =>
        Filters.every((filter) => fits(namespace, filter, call)),
      );
      return { Namespaces: found.map(summary), NextToken: page.NextToken };
    },
  ),
};

export function findNamespace(id: string, { world }: Call): Namespace {
  const namespace = world.namespaces.get(id);
  if (!namespace) throw new ServiceError("NamespaceNotFound", `No namespace exists with the id ${id}.`);
  return namespace;
}

/** The key that operations on a namespace share. */
export function namespaceKey(id: string): string {
  return `namespace ${id}`;
}

interface Creation {
  readonly Name: string;
  readonly Vpc?: string;
  readonly CreatorRequestId?: string;
  readonly Description?: string;
  readonly Tags?: readonly Tag[];
  readonly Properties?: Soa;
}

function create(actionName: MutatingAction, type: NamespaceType, input: Creation, call: Call): object {
  const { world, now } = call;
  return startOnce(call, actionName, input.CreatorRequestId, input, () => {
    const { Name, Vpc, Tags = [], CreatorRequestId } = input;
    checkTagCount(Tags.length, Name);
    const key = nameKey(type, Name, Vpc);
    refuseWhileChanging(call, key);
    refuseTakenName(type, Name, key, call);
    checkLimit(world.settings.limits.namespaces, () => world.namespaces.size + coming(call), "namespaces");
    const id = world.newId("ns");
    const { accountId, region } = world.settings;
    const effect = (at: number): Failure | undefined => {
      if (world.names.has(key)) return zoneConflict(Name, Vpc, call);
      add(key, call, {
        sequence: world.nextSequence(),
        id,
        arn: `arn:aws:servicediscovery:${region}:${accountId}:namespace/${id}`,
        owner: accountId,
        name: Name,
        type,
        httpName: freeHttpName(Name, id, call),
        vpc: Vpc,
        hostedZoneId: type === "HTTP" ? undefined : `Z${id.slice(3).toUpperCase()}`,
        createdAt: at,
        creatorRequestId: CreatorRequestId,
        tags: tagMap(Tags),
        description: input.Description,
        soaTtl: input.Properties?.DnsProperties.SOA.TTL ?? defaultSoaTtl,
        serviceCount: 0,
      });
      return undefined;
    };
    const plan = { action: actionName, name: Name, targets: { NAMESPACE: id }, namespaceId: id, key, effect };
    return world.operations.start(plan, now).id;
  });
}

// Not documented; our assumption.
const defaultSoaTtl = 60;

function coming({ world }: Call): number {
  return world.operations.underWay().filter(({ type }) => type === "CREATE_NAMESPACE").length;
}

// Two private zones of one name in one VPC conflict (Terraform's acceptance test of this very error). A zone and its
// subdomain do not, since Route 53 began to support overlapping private zones. Of the other types each name is there once.
function nameKey(type: NamespaceType, name: string, vpc: string | undefined): string {
  return `${type} ${name.toLowerCase()}${vpc === undefined ? "" : ` in ${vpc}`}`;
}

function httpNameKey(httpName: string): string {
  return `HTTP name ${httpName}`;
}

// A private DNS namespace is not refused here: its conflict comes to light when Route 53 creates the zone.
function refuseTakenName(type: NamespaceType, name: string, key: string, { world }: Call): void {
  const id = world.names.get(key);
  if (id === undefined || type === "DNS_PRIVATE") return;
  throw new ServiceError("NamespaceAlreadyExists", `A namespace named ${name} exists already.`, {
    NamespaceId: id,
    CreatorRequestId: world.namespaces.get(id)?.creatorRequestId,
  });
}

function zoneConflict(name: string, vpc: string | undefined, { world }: Call): Failure {
  return {
    code: "CANNOT_CREATE_HOSTED_ZONE",
    message:
      `The VPC ${vpc} in region ${world.settings.region} is already associated with another private hosted zone that has ` +
      `an overlapping name space, ${name}. (Service: AmazonRoute53; Status Code: 400; Error Code: ConflictingDomainExists)`,
  };
}

function add(key: string, { world }: Call, namespace: Namespace): void {
  const { id, httpName } = namespace;
  world.namespaces.set(id, namespace);
  world.names.set(key, id);
  world.names.set(httpNameKey(httpName), id);
}

// "If you reuse Name for namespace creation, a generated hash is added to HttpName" (API reference, DiscoverInstances).
function freeHttpName(name: string, id: string, { world }: Call): string {
  return world.names.has(httpNameKey(name)) ? `${name}-${id.slice(3, 11)}` : name;
}

/** The namespace that DiscoverInstances calls by this name. */
export function findNamespaceByHttpName(
  httpName: string,
  owner: string | undefined,
  { world }: Call,
): Namespace {
  const id = world.names.get(httpNameKey(httpName));
  const namespace = id === undefined ? undefined : world.namespaces.get(id);
  if (namespace?.owner === (owner ?? world.settings.accountId)) return namespace;
  throw new ServiceError("NamespaceNotFound", `No namespace has the HTTP name ${httpName}.`);
}

interface Change {
  readonly Id: string;
  readonly UpdaterRequestId?: string;
  readonly Namespace: { readonly Description?: string; readonly Properties?: Soa };
}

function update(actionName: MutatingAction, type: NamespaceType, input: Change, call: Call): object {
  return startOnce(call, actionName, input.UpdaterRequestId, input, () => {
    const namespace = findNamespace(input.Id, call);
    if (namespace.type !== type) {
      throw invalidInput(
        `Id names a namespace of type ${namespace.type}, and ${actionName} changes ${type} alone.`,
      );
    }
    const { Description, Properties } = input.Namespace;
    return changeNamespace(actionName, namespace, call, () => {
      if (Description !== undefined) namespace.description = Description;
      if (Properties) namespace.soaTtl = Properties.DnsProperties.SOA.TTL;
    });
  });
}

function remove(id: string, call: Call): object {
  const namespace = findNamespace(id, call);
  if (namespace.serviceCount > 0) {
    const services = namespace.serviceCount === 1 ? "a service" : `${namespace.serviceCount} services`;
    throw new ServiceError("ResourceInUse", `The namespace ${id} has ${services}: delete them first.`);
  }
  return {
    OperationId: changeNamespace("DeleteNamespace", namespace, call, () => call.world.namespaces.delete(id)),
  };
}

function changeNamespace(
  actionName: MutatingAction,
  namespace: Namespace,
  call: Call,
  change: () => void,
): string {
  const { id, name } = namespace;
  const key = namespaceKey(id);
  refuseWhileChanging(call, key);
  const effect = (): undefined => {
    change();
  };
  const plan = { action: actionName, name, targets: { NAMESPACE: id }, namespaceId: id, key, effect };
  return call.world.operations.start(plan, call.now).id;
}

function summary(namespace: Namespace): object {
  const { hostedZoneId, httpName, soaTtl } = namespace;
  return {
    Id: namespace.id,
    Arn: namespace.arn,
    ResourceOwner: namespace.owner,
    Name: namespace.name,
    Type: namespace.type,
    Description: namespace.description,
    ServiceCount: namespace.serviceCount,
    Properties: {
      DnsProperties:
        hostedZoneId === undefined ? undefined : { HostedZoneId: hostedZoneId, SOA: { TTL: soaTtl } },
      HttpProperties: { HttpName: httpName },
    },
    CreateDate: namespace.createdAt / 1000,
  };
}

function fits(namespace: Namespace, { Name, Values, Condition }: Filter, { world }: Call): boolean {
  const [wanted = ""] = Values;
  if (Name === "RESOURCE_OWNER")
    return (wanted === "SELF") === (namespace.owner === world.settings.accountId);
  const own = Name === "TYPE" ? namespace.type : Name === "NAME" ? namespace.name : namespace.httpName;
  return Condition === "BEGINS_WITH" ? own.startsWith(wanted) : own === wanted;
}
