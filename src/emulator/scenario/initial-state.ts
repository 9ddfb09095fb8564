/** Namespaces, services and instances that are there from the start, in the API's own words. */
import { attributes, checkAttributes } from "../protocol/instance-attributes.js";
import {
  description,
  newNamespaceName,
  soa,
  tags,
  type NamespaceType,
  type Soa,
  type Tag,
} from "../protocol/namespace-config.js";
import { closed, list, map, oneOf, ReadError, text, type Reader } from "../protocol/readers.js";
import { instanceId, resourceId } from "../protocol/request-members.js";
import {
  checkNewService,
  dnsConfig,
  healthCheckConfig,
  healthCheckCustomConfig,
  serviceConfigOf,
  serviceName,
  type DnsConfig,
  type HealthCheckConfig,
} from "../protocol/service-config.js";
import { ServiceError } from "../protocol/service-error.js";

export interface InitialInstance {
  readonly Id: string;
  readonly Attributes: Readonly<Record<string, string>>;
}

export interface InitialService {
  /** Default: one drawn from the seed. */
  readonly Id?: string;
  readonly Name: string;
  readonly Description?: string;
  readonly Type?: "HTTP";
  readonly DnsConfig?: Partial<DnsConfig> & Pick<DnsConfig, "DnsRecords">;
  readonly HealthCheckConfig?: HealthCheckConfig;
  readonly HealthCheckCustomConfig?: { readonly FailureThreshold?: number };
  readonly Tags?: readonly Tag[];
  /** The service's own attributes, which GetServiceAttributes tells. */
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly Instances?: readonly InitialInstance[];
}

export interface InitialNamespace {
  /** Default: one drawn from the seed. */
  readonly Id?: string;
  readonly Name: string;
  /** Default `HTTP`. */
  readonly Type?: NamespaceType;
  /** Required for `DNS_PRIVATE`, and meaningless for the others. */
  readonly Vpc?: string;
  readonly Description?: string;
  readonly Properties?: Soa;
  readonly Tags?: readonly Tag[];
  readonly Services?: readonly InitialService[];
}

const plainId = text({ min: 1, max: 64, pattern: /^[\w-]+$/, meaning: "have letters, digits, - and _ only" });

const plainMap =
  (read: Reader<ReadonlyMap<string, string>>): Reader<Readonly<Record<string, string>>> =>
  (value, path) =>
    Object.fromEntries(read(value, path));

const readInstance: Reader<InitialInstance> = closed(
  { Id: instanceId, Attributes: plainMap(attributes) },
  {},
);

const readService: Reader<InitialService> = closed(
  { Name: serviceName },
  {
    Id: plainId,
    Description: description,
    Type: oneOf("HTTP"),
    DnsConfig: dnsConfig,
    HealthCheckConfig: healthCheckConfig,
    HealthCheckCustomConfig: healthCheckCustomConfig,
    Tags: tags,
    Attributes: plainMap(map(text({ max: 255 }), text({ max: 1024 }), 30)),
    Instances: list(readInstance),
  },
);

const readShape: Reader<InitialNamespace> = closed(
  { Name: text({ min: 1 }) },
  {
    Id: plainId,
    Type: oneOf("HTTP", "DNS_PRIVATE", "DNS_PUBLIC"),
    Vpc: resourceId,
    Description: description,
    Properties: soa,
    Tags: tags,
    Services: list(readService),
  },
);

const readNamespace: Reader<InitialNamespace> = (value, path) => {
  const namespace = readShape(value, path);
  const { Type = "HTTP", Name, Vpc, Services = [] } = namespace;
  newNamespaceName[Type](Name, `${path}.Name`);
  if ((Type === "DNS_PRIVATE") !== (Vpc !== undefined)) {
    const rule = Type === "DNS_PRIVATE" ? "is required for DNS_PRIVATE" : `means nothing for ${Type}`;
    throw new ReadError("rule", `${path}.Vpc`, rule, undefined);
  }
  if (Type === "HTTP" && namespace.Properties) {
    throw new ReadError("rule", `${path}.Properties`, "means nothing for HTTP", undefined);
  }
  for (const [index, service] of Services.entries())
    checkService(service, Type, `${path}.Services[${index}]`);
  refuseTwice(
    Services.map(({ Name }) => (Type === "HTTP" ? Name : Name.toLowerCase())),
    `${path}.Services`,
    "Name",
  );
  return namespace;
};

const readNamespaces = list(readNamespace);

export const readInitialState: Reader<readonly InitialNamespace[]> = (value, path) => {
  const namespaces = readNamespaces(value, path);
  const services = namespaces.flatMap(({ Services = [] }) => Services);
  const ids = [...namespaces, ...services].flatMap(({ Id }) => (Id === undefined ? [] : [Id]));
  refuseTwice(ids, path, "Id");
  const names = namespaces.map(({ Type = "HTTP", Name, Vpc = "" }) => `${Type} ${Name.toLowerCase()} ${Vpc}`);
  refuseTwice(names, path, "Name of the same Type and Vpc");
  return namespaces;
};

function checkService(service: InitialService, type: NamespaceType, path: string): void {
  const config = serviceConfigOf(service);
  const { Instances = [] } = service;
  atPath(path, () => checkNewService(type, config));
  for (const [index, { Attributes }] of Instances.entries()) {
    atPath(`${path}.Instances[${index}]`, () =>
      checkAttributes(new Map(Object.entries(Attributes)), config, type === "HTTP"),
    );
  }
  refuseTwice(
    Instances.map(({ Id }) => Id),
    `${path}.Instances`,
    "Id",
  );
}

/** What the service would refuse, told as the fault of the scenario that it is. */
function atPath(path: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new ReadError(
      "rule",
      path,
      `is refused by the service: ${error.message.replace(/\.$/, "")}`,
      undefined,
    );
  }
}

export function refuseTwice(values: readonly string[], path: string, member: string): void {
  const seen = new Set<string>();
  const again = values.find((value) => seen.size === seen.add(value).size);
  if (again !== undefined) throw new ReadError("rule", path, `has the same ${member} twice`, again);
}
