import type { OperationEvent } from "../waiter/events/events.js";
import type { WaiterSnapshot } from "../waiter/result/snapshot.js";

/** What can be streamed: a waiter, a fleet, or anything of your own with these members. */
export interface EventSourceLike {
  /** The identity of the event sequence; default: a random one for each object. */
  readonly feedId?: string;
  events(afterSeq?: number): AsyncIterator<OperationEvent, unknown, undefined>;
  getSnapshot(): { readonly phase: "idle" | "waiting" | "settled" };
  /** A snapshot of each operation; a source without it is taken to be one operation's. */
  operations?(): Iterable<Pick<WaiterSnapshot, "operationId" | "ownerAccount" | "createdAt" | "usualMs">>;
}

/** What is read of a snapshot of one operation. */
type OperationSnapshot = Pick<WaiterSnapshot, "operationId" | "ownerAccount" | "createdAt" | "usualMs">;

/** What is known of one operation beside its events and what people call it. */
export type Known = Pick<OperationSnapshot, "createdAt" | "usualMs">;

/** Reading a thousand snapshots for each of a thousand operations would be work without end. */
const rereadAfterMs = 250;

/** What all streams of one source share. */
export class Feed {
  readonly id: string;
  readonly #source: EventSourceLike;
  #known = new Map<string, Known>();
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(source: EventSourceLike) {
    this.#source = source;
    // A colon parts the identity from the sequence number, and a header holds no more than ASCII.
    const { feedId } = source;
    this.id = feedId !== undefined && /^[\w.-]{1,100}$/.test(feedId) ? feedId : crypto.randomUUID();
  }

  /** What the source's own snapshots say of an event's operation, at most a quarter of a second old. */
  knownOf(event: OperationEvent): Known | undefined {
    const key = keyOf(event);
    const known = this.#known.get(key);
    if (known?.createdAt !== undefined && known.usualMs !== undefined) return known;
    const now = performance.now();
    if (now - this.#readAt < rereadAfterMs) return known;
    this.#known = this.#readAll();
    this.#readAt = now;
    return this.#known.get(key);
  }

  #readAll(): Map<string, Known> {
    const snapshots = this.#source.operations?.() ?? [this.#source.getSnapshot()];
    const known = new Map<string, Known>();
    for (const snapshot of snapshots) if (isOfOperation(snapshot)) known.set(keyOf(snapshot), snapshot);
    return known;
  }
}

const feeds = new WeakMap<EventSourceLike, Feed>();

/** The one feed of a source, so that its identity stays the same over all requests. */
export function feedOf(source: EventSourceLike): Feed {
  let feed = feeds.get(source);
  if (feed === undefined) {
    feed = new Feed(source);
    feeds.set(source, feed);
  }
  return feed;
}

function isOfOperation(snapshot: object): snapshot is OperationSnapshot {
  return "operationId" in snapshot;
}

function keyOf({ operationId, ownerAccount }: { operationId: string; ownerAccount?: string }): string {
  return `${ownerAccount ?? ""}/${operationId}`;
}
