/** Checks a snapshot, which may come from a file or over HTTP, as everything from outside is checked. */
import { operationTypeOf, type MutatingAction } from "../protocol/api-names.js";
import {
  closed,
  list,
  numberIn,
  oneOf,
  ReadError,
  record,
  text,
  wholeNumberIn,
  type Reader,
} from "../protocol/readers.js";
import { dnsConfigInFull, healthCheckConfig } from "../protocol/service-config.js";
import { endOfTime } from "../scenario/preset-operation.js";
import type { RandomState } from "../scenario/random.js";
import type { Instance } from "./account.js";
import type { Change, NewInstance, NewNamespace } from "./change.js";
import type { Plan } from "./operation.js";
import type { Listed } from "./resource-list.js";
import type { SavedAccount, SavedNamespace, SavedOperation, SavedService, FullSnapshot } from "./snapshot.js";

const anyText = text({ max: 100_000 });
const time = numberIn(0, 8_640_000_000_000_000);
const count = wholeNumberIn(0, Number.MAX_SAFE_INTEGER);
const texts = record(anyText, anyText);
const type = oneOf("HTTP", "DNS_PRIVATE", "DNS_PUBLIC");
const health = oneOf("HEALTHY", "UNHEALTHY");
const flag: Reader<boolean> = (value, path) => {
  if (typeof value === "boolean") return value;
  throw new ReadError("type", path, "must be true or false", value);
};

type Members<T> = { readonly [K in keyof T]-?: Reader<Exclude<T[K], undefined>> };

/** An object with these members, of which the ones that `mayLack` names may be left out: JSON has no undefined. */
function saved<T extends object>(
  members: Members<T>,
  mayLack: readonly (keyof T & string)[] = [],
): Reader<T> {
  const names: readonly string[] = mayLack;
  const all = Object.entries<Reader<unknown>>(members);
  const read = closed(
    Object.fromEntries(all.filter(([name]) => !names.includes(name))),
    Object.fromEntries(all.filter(([name]) => names.includes(name))),
  );
  const lacking = Object.fromEntries(names.map((name) => [name, undefined]));
  // Every member was read by the reader that its type comes from.
  return (value, path) => ({ ...lacking, ...read(value, path) }) as T;
}

/** A list in the order of places, as it was written, with each id once. */
function inOrder<T extends Listed>(item: Reader<T>): Reader<readonly T[]> {
  const read = list(item);
  return (value, path) => {
    const items = read(value, path);
    const isOrdered = items.every(({ sequence }, index) => sequence > (items[index - 1]?.sequence ?? -1));
    if (!isOrdered || new Set(items.map(({ id }) => id)).size < items.length) {
      throw new ReadError("rule", path, "must have ascending sequences and each id once", undefined);
    }
    return items;
  };
}

const newNamespace = saved<NewNamespace>(
  {
    id: anyText,
    name: anyText,
    type,
    vpc: anyText,
    description: anyText,
    soaTtl: count,
    creatorRequestId: anyText,
    tags: texts,
  },
  ["vpc", "description", "soaTtl", "creatorRequestId"],
);

const newInstance = saved<NewInstance>({ id: anyText, attributes: texts, creatorRequestId: anyText }, [
  "creatorRequestId",
]);

type ChangeOf<K extends Change["kind"]> = Extract<Change, { kind: K }>;

const changes: { readonly [K in Change["kind"]]: Reader<ChangeOf<K>> } = {
  "create-namespace": saved<ChangeOf<"create-namespace">>({
    kind: oneOf("create-namespace"),
    namespace: newNamespace,
  }),
  "update-namespace": saved<ChangeOf<"update-namespace">>(
    { kind: oneOf("update-namespace"), id: anyText, description: anyText, soaTtl: count },
    ["description", "soaTtl"],
  ),
  "delete-namespace": saved<ChangeOf<"delete-namespace">>({ kind: oneOf("delete-namespace"), id: anyText }),
  "update-service": saved<ChangeOf<"update-service">>(
    {
      kind: oneOf("update-service"),
      id: anyText,
      description: anyText,
      dnsConfig: dnsConfigInFull,
      healthCheck: healthCheckConfig,
    },
    ["description", "dnsConfig", "healthCheck"],
  ),
  "register-instance": saved<ChangeOf<"register-instance">>({
    kind: oneOf("register-instance"),
    serviceId: anyText,
    instance: newInstance,
  }),
  "deregister-instance": saved<ChangeOf<"deregister-instance">>({
    kind: oneOf("deregister-instance"),
    serviceId: anyText,
    id: anyText,
  }),
};

const kinds = oneOf(...(Object.keys(changes) as Change["kind"][]));

const readChange: Reader<Change> = (value, path) => {
  const kind = typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;
  return changes[kinds(kind, `${path}.kind`)](value, path);
};

const plan = saved<Plan>(
  {
    action: oneOf(...(Object.keys(operationTypeOf) as MutatingAction[])),
    name: anyText,
    targets: texts,
    namespaceId: anyText,
    serviceId: anyText,
    keys: list(anyText),
    change: readChange,
  },
  ["serviceId"],
);

const operation = saved<SavedOperation>(
  {
    sequence: count,
    id: anyText,
    type: anyText,
    ownerAccount: anyText,
    targets: texts,
    namespaceId: anyText,
    serviceId: anyText,
    createdAt: time,
    visibleAt: time,
    pendingAt: time,
    settledAt: time,
    failure: saved({ code: anyText, message: anyText }),
    plan,
    preset: saved({ status: anyText, omits: list(anyText) }),
    token: anyText,
  },
  ["targets", "namespaceId", "serviceId", "settledAt", "failure", "plan", "preset", "token"],
);

const instance = saved<Instance>(
  {
    sequence: count,
    id: anyText,
    attributes: texts,
    creatorRequestId: anyText,
    health: saved({ status: health, next: saved({ status: health, at: time }) }, ["next"]),
  },
  ["creatorRequestId"],
);

const service = saved<SavedService>(
  {
    sequence: count,
    id: anyText,
    name: anyText,
    namespaceId: anyText,
    type: oneOf("HTTP", "DNS_HTTP"),
    createdAt: time,
    creatorRequestId: anyText,
    hasCustomHealth: flag,
    tags: texts,
    attributes: texts,
    instances: inOrder(instance),
    description: anyText,
    dnsConfig: dnsConfigInFull,
    healthCheck: healthCheckConfig,
    revision: count,
  },
  ["creatorRequestId", "description", "dnsConfig", "healthCheck"],
);

const namespace = saved<SavedNamespace>(
  {
    sequence: count,
    id: anyText,
    name: anyText,
    type,
    httpName: anyText,
    vpc: anyText,
    hostedZoneId: anyText,
    createdAt: time,
    creatorRequestId: anyText,
    tags: texts,
    description: anyText,
    soaTtl: count,
  },
  ["vpc", "hostedZoneId", "creatorRequestId", "description", "soaTtl"],
);

const word = wholeNumberIn(-(2 ** 31), 2 ** 32);
const randomState: Reader<RandomState> = (value, path) => {
  const [a = 0, b = 0, c = 0, counter = 0] = list(word, 4, 4)(value, path);
  return [a, b, c, counter];
};

const account = saved<SavedAccount>({
  random: saved({ ids: randomState, requestIds: randomState, latency: randomState, discovery: randomState }),
  started: count,
  namespaces: inOrder(namespace),
  services: inOrder(service),
  operations: inOrder(operation),
  tokens: record(anyText, saved({ request: anyText, id: anyText })),
});

const one: Reader<1> = (value, path) => {
  if (value === 1) return 1;
  throw new ReadError("rule", path, "must be 1, the version of snapshots that this emulator knows", value);
};

const region = text({ pattern: /^[a-z0-9-]{1,64}$/, meaning: "be a region" });

const readShape = saved<FullSnapshot>({
  version: one,
  nowMs: numberIn(0, endOfTime - 1),
  sequence: count,
  regions: record(region, account),
});

/** Reads what `snapshot` wrote; throws a `ReadError` that names the field. */
export const readSnapshot: Reader<FullSnapshot> = (value, path) => {
  const snapshot = readShape(value, path);
  // What comes next takes the place after it, and lists are in the order of places.
  const last = Object.values(snapshot.regions).reduce((most, each) => Math.max(most, lastPlaceIn(each)), 0);
  if (snapshot.sequence >= last) return snapshot;
  throw new ReadError("rule", "sequence", `must be at least ${last}, the last one given`, snapshot.sequence);
};

function lastPlaceIn({ namespaces, services, operations }: SavedAccount): number {
  const lists = [namespaces, services, operations, ...services.map(({ instances }) => instances)];
  return lists.reduce((most, list) => Math.max(most, list.at(-1)?.sequence ?? 0), 0);
}
