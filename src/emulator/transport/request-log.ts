/** One request as the emulator saw it. Headers, and with them credentials, are never kept. */
export interface RequestRecord {
  /** When it came: epoch milliseconds of emulated time. */
  readonly atMs: number;
  /** The action's name, or what stood in its place. */
  readonly action: string;
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
  add(record: RequestRecord): void;
  /** The latest requests, oldest first. */
  records(): readonly RequestRecord[];
  /** How many requests there have been, forgotten ones included. */
  readonly total: number;
}

/** Keeps the latest `size` records in a ring. */
export function createRequestLog(size: number): RequestLog {
  const ring: RequestRecord[] = [];
  let total = 0;
  return {
    add(record) {
      if (size > 0) ring[total % size] = record;
      total += 1;
    },
    records() {
      const oldest = total > size && size > 0 ? total % size : 0;
      return [...ring.slice(oldest), ...ring.slice(0, oldest)];
    },
    get total() {
      return total;
    },
  };
}
