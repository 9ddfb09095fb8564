import type { Call } from "../account/account.js";
import { action, type Action } from "./action.js";
import { ServiceError } from "../protocol/service-error.js";
import type { Failure } from "../scenario/failures.js";
import { refuseWhileChanging, startOnce } from "../account/idempotency.js";
import { checkLimit } from "../account/limits.js";
import { httpNameKey, namespaceNameKey } from "../account/find-resource.js";
import { description, resourceId, soa, tags, type Soa, type Tag } from "../protocol/request-members.js";
import { struct, text } from "../protocol/readers.js";
import { checkTagCount, tagMap } from "../account/tags.js";
import type { ActionName, MutatingAction } from "../protocol/api-names.js";
import type { Namespace } from "../account/account.js";
import type { NamespaceType } from "../protocol/service-config.js";

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
  const { account, now } = call;
  return startOnce(call, actionName, input.CreatorRequestId, input, () => {
    const { Name, Vpc, Tags = [], CreatorRequestId } = input;
    checkTagCount(Tags.length, Name);
    const key = namespaceNameKey(type, Name, Vpc);
    refuseWhileChanging(call, key);
    refuseTakenName(type, Name, key, call);
    checkLimit(
      account.settings.limits.namespaces,
      () => account.namespaces.size + coming(call),
      "namespaces",
    );
    const id = account.newId("ns");
    const { accountId, region } = account.settings;
    const effect = (at: number): Failure | undefined => {
      if (account.names.has(key)) return zoneConflict(Name, Vpc, call);
      add(key, call, {
        sequence: account.nextSequence(),
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
    return account.operations.start(plan, now).id;
  });
}

// Not documented; our assumption.
const defaultSoaTtl = 60;

function coming({ account }: Call): number {
  return account.operations.underWay().filter(({ type }) => type === "CREATE_NAMESPACE").length;
}

// A private DNS namespace is not refused here: its conflict comes to light when Route 53 creates the zone.
function refuseTakenName(type: NamespaceType, name: string, key: string, { account }: Call): void {
  const id = account.names.get(key);
  if (id === undefined || type === "DNS_PRIVATE") return;
  throw new ServiceError("NamespaceAlreadyExists", `A namespace named ${name} exists already.`, {
    NamespaceId: id,
    CreatorRequestId: account.namespaces.get(id)?.creatorRequestId,
  });
}

function zoneConflict(name: string, vpc: string | undefined, { account }: Call): Failure {
  return {
    code: "CANNOT_CREATE_HOSTED_ZONE",
    message:
      `The VPC ${vpc} in region ${account.settings.region} is already associated with another private hosted zone that has ` +
      `an overlapping name space, ${name}. (Service: AmazonRoute53; Status Code: 400; Error Code: ConflictingDomainExists)`,
  };
}

function add(key: string, { account }: Call, namespace: Namespace): void {
  const { id, httpName } = namespace;
  account.namespaces.set(id, namespace);
  account.names.set(key, id);
  account.names.set(httpNameKey(httpName), id);
}

// "If you reuse Name for namespace creation, a generated hash is added to HttpName" (API reference, DiscoverInstances).
function freeHttpName(name: string, id: string, { account }: Call): string {
  return account.names.has(httpNameKey(name)) ? `${name}-${id.slice(3, 11)}` : name;
}
