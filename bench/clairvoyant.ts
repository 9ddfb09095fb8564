import type { Quota } from "../src/emulator/index.js";
import { spread } from "./measure.js";
import type { Workload } from "./workload.js";

/**
 * The floor: one who knows every end and the quota, and polls each operation once, as soon as it has ended and
 * the quota lets it. Nobody can be less late with as few requests.
 */
export function clairvoyant(
  endsMs: readonly number[],
  { quota, faults = [] }: Workload,
): ReturnType<typeof spread> {
  const quotas = quota === undefined ? [] : isList(quota) ? quota : [quota];
  const bucket = new Bucket(quotas);
  const lateness: number[] = [];
  for (const endMs of endsMs.toSorted((a, b) => a - b)) {
    const stall = faults.find(
      ({ fault, after = 0, until = 0 }) => fault === "stall" && after * 1000 <= endMs && endMs < until * 1000,
    );
    lateness.push(bucket.take(stall === undefined ? endMs : (stall.until ?? 0) * 1000) - endMs);
  }
  return spread(lateness);
}

function isList(quota: Quota | readonly Quota[]): quota is readonly Quota[] {
  return Array.isArray(quota);
}

/** The service's own token bucket, whose quota may change over time. */
class Bucket {
  readonly #quotas: readonly Quota[];
  #atMs = 0;
  #tokens: number;

  constructor(quotas: readonly Quota[]) {
    this.#quotas = quotas;
    this.#tokens = burstOf(quotas[0]);
  }

  /** Takes a token at a time or as soon after it as there is one; returns when that is. */
  take(atMs: number): number {
    this.#passTo(Math.max(atMs, this.#atMs));
    // Ten milliseconds are fine enough for means of seconds, and simple.
    while (this.#tokens < 1) this.#passTo(this.#atMs + 10);
    this.#tokens--;
    return this.#atMs;
  }

  #passTo(atMs: number): void {
    for (; this.#atMs < atMs; this.#atMs = Math.min(atMs, this.#atMs + 10)) {
      const quota = this.#quotas.findLast(({ after = 0 }) => after * 1000 <= this.#atMs);
      const gained = ((quota?.rate ?? Number.POSITIVE_INFINITY) * Math.min(10, atMs - this.#atMs)) / 1000;
      this.#tokens = Math.min(burstOf(quota), this.#tokens + gained);
    }
  }
}

function burstOf(quota: Quota | undefined): number {
  return quota === undefined ? Number.POSITIVE_INFINITY : (quota.burst ?? quota.rate);
}
