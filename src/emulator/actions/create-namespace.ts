import { action, type Action, type Call } from "../action.js";
import { ServiceError } from "../errors.js";
import type { Failure } from "../failures.js";
import { refuseWhileChanging, startOnce } from "../idempotency.js";
import { checkLimit } from "../limits.js";
import { httpNameKey, namespaceNameKey } from "../lookup.js";
import { description, resourceId, soa, tags, type Soa, type Tag } from "../members.js";
import { struct, text } from "../read.js";
import { checkTagCount, tagMap } from "../tags.js";
import type { ActionName, MutatingAction } from "../vocabulary.js";
import type { Namespace, NamespaceType } from "../world.js";

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

export const createNamespaceActions: Readonly<
  Record<Extract<ActionName, `Create${string}Namespace`>, Action>
> = {
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
};

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
    const key = namespaceNameKey(type, Name, Vpc);
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
