import { compact } from "../core/json.js";
import type { OperationEvent } from "../waiter/events/events.js";
import type { Feed } from "./feed.js";
import { lastEventIdOf } from "./last-event-id.js";
import type { OperationFacts, OperationLabel, StreamOpen } from "./messages.js";

const encoder = new TextEncoder();

/** A comment, which is not a message: it shows that the connection is alive. */
export const keepAliveBytes: Uint8Array = encoder.encode(": keep-alive\n\n");

/** The opening of a connection. It has no id, so that it leaves the client's position as it is. */
export function encodeOpening(open: StreamOpen, retryMs: number): Uint8Array {
  return encoder.encode(`retry: ${retryMs}\n\n${messageText("open", open)}`);
}

export function encodeEnd(feedId: string): Uint8Array {
  return encoder.encode(`id: ${lastEventIdOf(feedId, "end")}\nevent: end\ndata: {}\n\n`);
}

interface Encoded {
  readonly feedId: string;
  readonly facts: string;
  readonly bytes: Uint8Array;
}

const encoded = new WeakMap<OperationEvent, Encoded>();

/** An event as bytes, after what is known of its operation: encoded once, however many clients there are. */
export function encodeEvent(event: OperationEvent, feed: Feed, label?: OperationLabel): Uint8Array {
  const facts = bringsFacts(event) ? factsText(event, feed, label) : "";
  const earlier = encoded.get(event);
  if (earlier?.feedId === feed.id && earlier.facts === facts) return earlier.bytes;
  const id = `id: ${lastEventIdOf(feed.id, event.seq)}\n`;
  const bytes = encoder.encode(`${facts}${id}${messageText(event.type, event)}`);
  encoded.set(event, { feedId: feed.id, facts, bytes });
  return bytes;
}

/** Whether an operation's facts may have changed with an event. */
function bringsFacts({ type }: OperationEvent): boolean {
  return type === "transition" || type === "adopted" || type === "settled";
}

function factsText(event: OperationEvent, feed: Feed, { name, group }: OperationLabel = {}): string {
  const { operationId, ownerAccount } = event;
  const { createdAt, usualMs } = feed.knownOf(event) ?? {};
  const known = compact({ name, group, createdAt, usualMs });
  if (Object.keys(known).length === 0) return "";
  const facts: OperationFacts = { type: "operation", operationId, ...compact({ ownerAccount }), ...known };
  return messageText("operation", facts);
}

/** JSON has no raw line break in it, so the data is always one line. */
function messageText(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify(data, withoutCauses)}\n\n`;
}

/** What was thrown stays on the server: it may hold more than a browser should see. */
function withoutCauses(key: string, value: unknown): unknown {
  return key === "cause" ? undefined : value;
}
