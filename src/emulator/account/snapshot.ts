/** All that exists, as plain JSON. */
import type { RandomState } from "../scenario/random.js";
import type { Account, AccountRandom, Instance, Namespace, Service, UsedToken } from "./account.js";
import type { Operation } from "./operation.js";
import type { Regions } from "./regions.js";

/** What `snapshot` returns and `restore` takes. The inside of its regions may change from version to version. */
export interface Snapshot {
  readonly version: 1;
  /** Emulated time, in epoch milliseconds. */
  readonly nowMs: number;
  /** The place among all things that was given last. */
  readonly sequence: number;
  /** All that exists, by region. */
  readonly regions: Readonly<Record<string, object>>;
}

/** A snapshot that has been checked. */
export interface FullSnapshot extends Snapshot {
  readonly regions: Readonly<Record<string, SavedAccount>>;
}

export interface SavedAccount {
  readonly random: Readonly<Record<keyof AccountRandom, RandomState>>;
  /** How many operations there have been. */
  readonly started: number;
  readonly namespaces: readonly SavedNamespace[];
  readonly services: readonly SavedService[];
  readonly operations: readonly SavedOperation[];
  readonly tokens: Readonly<Record<string, UsedToken>>;
}

type Text = Readonly<Record<string, string>>;

export interface SavedNamespace extends Omit<Namespace, "tags" | "arn" | "owner" | "serviceCount"> {
  readonly tags: Text;
}

export type SavedService = Omit<Service, "tags" | "arn" | "owner" | "attributes" | "instances"> & {
  readonly tags: Text;
  readonly attributes: Text;
  readonly instances: readonly Instance[];
};

/** JSON has no Infinity: what never ends is null. */
export type SavedOperation = Omit<Operation, "settledAt"> & { readonly settledAt: number | null };

export function takeSnapshot(regions: Regions, nowMs: number): FullSnapshot {
  const saved = regions.all.map((account) => [account.home.region, save(account)] as const);
  const snapshot: FullSnapshot = {
    version: 1,
    nowMs,
    sequence: regions.sequence,
    regions: Object.fromEntries(saved),
  };
  // A copy, in which nothing is shared with what lives on, and as JSON will have it.
  return JSON.parse(JSON.stringify(snapshot)) as FullSnapshot;
}

function save({ random, operations, namespaces, services, tokens }: Account): SavedAccount {
  return {
    random: {
      ids: random.ids.save(),
      requestIds: random.requestIds.save(),
      latency: random.latency.save(),
      discovery: random.discovery.save(),
    },
    started: operations.started,
    namespaces: [...namespaces.values()].map(saveNamespace),
    services: [...services.values()].map(saveService),
    operations: [...operations.all.values()].map(saveOperation),
    tokens: Object.fromEntries(tokens),
  };
}

function saveNamespace({
  arn: _arn,
  owner: _owner,
  serviceCount: _count,
  tags,
  ...rest
}: Namespace): SavedNamespace {
  return { ...rest, tags: Object.fromEntries(tags) };
}

function saveService({
  arn: _arn,
  owner: _owner,
  tags,
  attributes,
  instances,
  ...rest
}: Service): SavedService {
  return {
    ...rest,
    tags: Object.fromEntries(tags),
    attributes: Object.fromEntries(attributes),
    instances: [...instances.values()],
  };
}

function saveOperation(operation: Operation): SavedOperation {
  return { ...operation, settledAt: operation.settledAt === Infinity ? null : operation.settledAt };
}
