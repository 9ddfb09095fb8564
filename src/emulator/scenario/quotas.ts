import { readSeconds } from "./duration.js";
import { list, numberIn, closed, text, wholeNumberIn, type Reader } from "../protocol/readers.js";

/** How many requests are let through: a token bucket, as AWS's throttling is (Amazon EC2 API reference, throttling). */
export interface Quota {
  /** Requests a second. 0 refuses all of them. */
  readonly rate: number;
  /** Requests that may come at once. Default: one second's worth, and at least one. */
  readonly burst?: number;
  /** Seconds after the emulator's start. When this quota begins to hold. Default 0. */
  readonly after?: number;
  /** How a refused request is answered. */
  readonly throttle?: Throttle;
}

/** How the service says "too fast". */
export interface Throttle {
  /**
   * The error's name. Default `ThrottlingException`, as seen on the control plane (aws-cloud-map-mcs-controller-for-k8s
   * issue 128); the API models `RequestLimitExceeded` for DiscoverInstances alone.
   */
  readonly name?: string;
  /** Default 400. */
  readonly statusCode?: number;
  /** Default `Rate exceeded`. */
  readonly message?: string;
  /** Seconds. The `Retry-After` header. Default: none is sent. */
  readonly retryAfter?: number;
}

export const readThrottle: Reader<Throttle> = closed(
  {},
  {
    name: text({ min: 1, max: 255 }),
    statusCode: wholeNumberIn(400, 599),
    message: text({ max: 10_000 }),
    retryAfter: readSeconds,
  },
);

const readOneQuota: Reader<Quota> = closed(
  { rate: numberIn(0, 1e9) },
  { burst: numberIn(0, 1e9), after: readSeconds, throttle: readThrottle },
);

export const readQuota: Reader<Quota | readonly Quota[]> = (value, path) =>
  Array.isArray(value) ? list(readOneQuota, 1, 1000)(value, path) : readOneQuota(value, path);

/** The token buckets of one set of quotas. */
export interface Throttling {
  /** The actions that have a bucket; `*` is the one for all others. */
  readonly names: ReadonlySet<string>;
  /** Lets a request through (undefined) or says how it is refused. */
  take(action: string, now: number): Throttle | undefined;
}

interface Bucket {
  readonly phases: readonly Quota[];
  tokens: number;
  filledAt: number;
}

export function createThrottling(
  quotas: Readonly<Record<string, Quota | readonly Quota[]>>,
  startedAt: number,
): Throttling {
  const buckets = new Map<string, Bucket>(
    Object.entries(quotas).map(([action, quota]) => {
      const phases = [quota].flat().toSorted((a, b) => (a.after ?? 0) - (b.after ?? 0));
      return [action, { phases, tokens: Infinity, filledAt: startedAt }];
    }),
  );
  return {
    names: new Set(buckets.keys()),
    take(action, now) {
      const bucket = buckets.get(action) ?? buckets.get("*");
      const quota = bucket?.phases.findLast(({ after = 0 }) => now - startedAt >= after * 1000);
      if (!bucket || !quota) return undefined;
      const { rate, burst = Math.max(1, rate) } = quota;
      // A restored snapshot may be older than the bucket: no time has passed then.
      const elapsed = Math.max(0, now - bucket.filledAt) / 1000;
      bucket.tokens = Math.min(burst, bucket.tokens + elapsed * rate);
      bucket.filledAt = now;
      // A hair of tolerance: a bucket refilled in fractions must not refuse the request that exactly fits.
      if (bucket.tokens < 1 - 1e-9) return quota.throttle ?? {};
      bucket.tokens -= 1;
      return undefined;
    },
  };
}
