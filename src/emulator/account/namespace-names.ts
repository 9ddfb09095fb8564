/** The names of namespaces: which one is taken, and where two private zones stand in each other's way. */
import type { NamespaceType } from "../protocol/namespace-config.js";
import type { Failure } from "../scenario/failures.js";
import { createRandom, draw } from "../scenario/random.js";
import type { Account, Namespace } from "./account.js";
import type { NewNamespace } from "./change.js";
import { arnOf } from "../protocol/arn.js";

// Of HTTP and of public namespaces each name is there once; of private ones, once in each VPC.
export function namespaceNameKey({ type, name, vpc }: Pick<NewNamespace, "type" | "name" | "vpc">): string {
  return `${type} ${name.toLowerCase()}${vpc === undefined ? "" : ` in ${vpc}`}`;
}

const types: readonly NamespaceType[] = ["HTTP", "DNS_PRIVATE", "DNS_PUBLIC"];

/** The key of a creation that is in progress, for those of the other types. */
export function creationKey(type: NamespaceType, name: string): string {
  return `${type} namespace that is to be ${name.toLowerCase()}`;
}

/** What must not be in progress when a namespace is to be created: the same one, and one of another type with its name. */
export function creationsInTheWay(namespace: Pick<NewNamespace, "type" | "name" | "vpc">): readonly string[] {
  const { type, name } = namespace;
  const others = types.filter((other) => other !== type).map((other) => creationKey(other, name));
  return [namespaceNameKey(namespace), ...others];
}

export function httpNameKey(httpName: string): string {
  return `HTTP name ${httpName}`;
}

/** The names that a namespace takes. */
export function namesOf(namespace: Namespace): readonly string[] {
  return [namespaceNameKey(namespace), httpNameKey(namespace.httpName)];
}

export function addNamespace(namespace: NewNamespace, account: Account, at: number): void {
  const { id, type, tags } = namespace;
  const added: Namespace = {
    ...namespace,
    sequence: account.nextSequence(),
    arn: arnOf("namespace", id, account.home),
    owner: account.home.accountId,
    httpName: freeHttpName(namespace, account),
    hostedZoneId: type === "HTTP" ? undefined : `Z${hashOf(id, 16).toUpperCase()}`,
    createdAt: at,
    tags: new Map(Object.entries(tags)),
    serviceCount: 0,
  };
  account.namespaces.set(added);
  for (const name of namesOf(added)) account.names.set(name, id);
}

export function removeNamespace(id: string, account: Account): undefined {
  const namespace = account.namespaces.get(id);
  if (!namespace) return;
  for (const name of namesOf(namespace)) account.names.delete(name);
  account.namespaces.delete(id);
}

// "If you reuse Name for namespace creation, a generated hash is added to HttpName" (API reference, DiscoverInstances).
function freeHttpName({ name, id }: NewNamespace, { names }: Account): string {
  return names.has(httpNameKey(name)) ? `${name}-${hashOf(id, 8)}` : name;
}

/** Of an id, which a scenario may have chosen: letters and digits that no other id comes to. */
function hashOf(id: string, length: number): string {
  return draw(createRandom(id), length, "abcdefghijklmnopqrstuvwxyz0123456789");
}

/**
 * Why Route 53 won't create the zone of a new namespace, if it won't. Two private zones of one name in one VPC conflict;
 * a zone and its subdomain do not, since Route 53 began to support overlapping zones, unless the scenario says so.
 */
export function zoneConflict(namespace: NewNamespace, account: Account): Failure | undefined {
  const { vpc } = namespace;
  const taken = account.names.get(namespaceNameKey(namespace));
  if (taken !== undefined) {
    const zone = account.namespaces.get(taken)?.hostedZoneId;
    return conflict(
      `The VPC ${vpc} in region ${account.home.region} has already been associated with the hosted zone ${zone} with the ` +
        `same domain name.`,
      account,
    );
  }
  const other = account.settings.overlappingZones === "fail" && overlapping(namespace, account);
  if (!other) return undefined;
  return conflict(
    `The VPC that you chose, ${vpc} in region ${account.home.region}, is already associated with another private hosted ` +
      `zone that has an overlapping name space, ${other.name}..`,
    account,
  );
}

function overlapping({ type, name, vpc }: NewNamespace, { namespaces }: Account): Namespace | undefined {
  if (type !== privateDns) return undefined;
  for (const other of namespaces.values()) {
    if (other.vpc === vpc && (isWithin(name, other.name) || isWithin(other.name, name))) return other;
  }
  return undefined;
}

function isWithin(inner: string, outer: string): boolean {
  return inner.toLowerCase().endsWith(`.${outer.toLowerCase()}`);
}

const privateDns: NamespaceType = "DNS_PRIVATE";

// As AWS's SDK for Java words an error of Route 53, which is how it shows in Cloud Map's operations.
function conflict(reason: string, account: Account): Failure {
  return {
    code: "CANNOT_CREATE_HOSTED_ZONE",
    message:
      `${reason} (Service: AmazonRoute53; Status Code: 400; Error Code: ConflictingDomainExists; ` +
      `Request ID: ${account.newRequestId()}; Proxy: null)`,
  };
}
