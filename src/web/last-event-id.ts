/** Where a client stands in a sequence: after an event, or past the end. */
export type StreamPosition = number | "end";

/** The id of an event, or of the end: it names the sequence, as a number alone says nothing about another waiter's events. */
export function lastEventIdOf(feedId: string, position: StreamPosition): string {
  return `${feedId}:${position}`;
}

/** Reads a `Last-Event-ID`, which comes from outside: anything but an id of this sequence means from the start. */
export function readLastEventId(id: string | null | undefined, feedId: string): StreamPosition {
  const prefix = `${feedId}:`;
  if (id === null || id === undefined || !id.startsWith(prefix)) return 0;
  const position = id.slice(prefix.length);
  if (position === "end") return "end";
  return /^\d{1,15}$/.test(position) ? Number(position) : 0;
}

const longestId = 1000;

/**
 * An id as the value of a request header: as UTF-8, byte by byte, which is how an EventSource sends it. Undefined for one
 * that no header can carry.
 */
export function headerOf(id: string): string | undefined {
  if (id === "" || id.length > longestId || /\p{Cc}/u.test(id)) return undefined;
  return String.fromCharCode(...new TextEncoder().encode(id));
}
