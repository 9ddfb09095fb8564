/** One request as the emulator saw it. Headers, and with them credentials, are never kept. */
export interface RequestRecord {
  /** When it came: epoch milliseconds of emulated time. */
  readonly atMs: number;
  /** The action's name, or what stood in its place. */
  readonly action: string;
  /** The region of its signature, or the scenario's. */
  readonly region: string;
  /** The members of the request, as they were sent. Absent when they were no JSON. */
  readonly input?: unknown;
  /** The HTTP status of the answer; 0 when there was none. */
  readonly statusCode: number;
  /** The name of the error in the answer. */
  readonly error?: string;
  /** The faults it met. */
  readonly faults?: readonly string[];
  /** The operation it started or asked for. */
  readonly operationId?: string;
}

export interface RequestLog {
  /** @param body the request's body, from which `input` is read when it is asked for */
  add(record: RequestRecord, body: string): void;
  /** The latest requests, oldest first. */
  records(): readonly RequestRecord[];
  /** How many requests there have been, forgotten ones included. */
  readonly total: number;
}

interface Entry {
  readonly record: RequestRecord;
  readonly body: string;
}

/** Keeps the latest records: no more than `size`, and no more bodies than have `bytes` bytes in all. */
export function createRequestLog(size: number, bytes: number): RequestLog {
  let entries: Entry[] = [];
  let first = 0;
  let kept = 0;
  let total = 0;
  const isFull = (): boolean => first < entries.length && (entries.length - first > size || kept > bytes);
  const forgetOldest = (): void => {
    kept -= Buffer.byteLength(entries[first]?.body ?? "");
    first += 1;
    if (first <= 1000 || first <= entries.length / 2) return;
    entries = entries.slice(first);
    first = 0;
  };
  return {
    add(record, body) {
      total += 1;
      entries.push({ record, body });
      kept += Buffer.byteLength(body);
      while (isFull()) forgetOldest();
    },
    records: () => entries.slice(first).map(withInput),
    get total() {
      return total;
    },
  };
}

function withInput({ record, body }: Entry): RequestRecord {
  try {
    return { ...record, input: body === "" ? {} : (JSON.parse(body) as unknown) };
  } catch {
    return record;
  }
}
