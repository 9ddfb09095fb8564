import type { Random } from "./random.js";
import { isObject, list, numberIn, ReadError, closed, type Reader } from "../protocol/readers.js";

/**
 * How long something takes, in seconds, as plain JSON:
 *
 * - `3` or `{ fixed: 3 }`: always 3 s
 * - `{ uniform: [1, 2] }`: anything from 1 to 2 s, equally likely
 * - `{ logNormal: { median: 8, sigma: 0.6 } }`: mostly near 8 s, sometimes far longer, as services are
 * - `{ mixture: [{ weight: 9, duration: 2 }, { weight: 1, duration: 30 }] }`: one in ten takes 30 s
 * - `"never"`: it does not end
 */
export type Duration =
  | number
  | "never"
  | { readonly fixed: number }
  | { readonly uniform: readonly [from: number, to: number] }
  | { readonly logNormal: { readonly median: number; readonly sigma: number } }
  | { readonly mixture: readonly WeightedDuration[] };

export interface WeightedDuration {
  /** How often this one is drawn, relative to the weights of the others. */
  readonly weight: number;
  readonly duration: Duration;
}

/** Draws a length of time in seconds; `Infinity` for `"never"`. */
export function drawSeconds(duration: Duration, random: Random): number {
  if (duration === "never") return Infinity;
  if (typeof duration === "number") return duration;
  if ("fixed" in duration) return duration.fixed;
  if ("uniform" in duration) {
    const [from, to] = duration.uniform;
    return from + random.next() * (to - from);
  }
  if ("logNormal" in duration) {
    const { median, sigma } = duration.logNormal;
    return Math.min(longest, median * Math.exp(sigma * standardNormal(random)));
  }
  return drawSeconds(pick(duration.mixture, random), random);
}

function pick(mixture: readonly WeightedDuration[], random: Random): Duration {
  const total = mixture.reduce((sum, { weight }) => sum + weight, 0);
  let left = random.next() * total;
  for (const { weight, duration } of mixture) {
    left -= weight;
    if (left < 0) return duration;
  }
  // Reached only when rounding leaves a hair over.
  return mixture.at(-1)?.duration ?? 0;
}

// Box and Muller; 1 − u keeps the logarithm away from zero.
function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** Ten years: beyond any operation, and far below where milliseconds lose precision. */
const longest = 315_360_000;

export const readSeconds: Reader<number> = numberIn(0, longest, " seconds");

export const readDuration: Reader<Duration> = (value, path) => {
  if (value === "never") return value;
  if (typeof value === "number") return readSeconds(value, path);
  const [kind, ...others] = isObject(value) ? Object.keys(value) : [];
  const reader = kind === undefined || others.length > 0 ? undefined : kinds.get(kind);
  if (reader) return reader(value, path);
  throw new ReadError(
    "type",
    path,
    `must be a number of seconds, "never", or an object with one of ${[...kinds.keys()].join(", ")}`,
    value,
  );
};

const readWeighted = closed(
  { weight: numberIn(Number.MIN_VALUE, Number.MAX_SAFE_INTEGER), duration: readDuration },
  {},
);

const kinds: ReadonlyMap<string, Reader<Duration>> = new Map<string, Reader<Duration>>([
  ["fixed", closed({ fixed: readSeconds }, {})],
  ["uniform", closed({ uniform: readRange }, {})],
  ["logNormal", closed({ logNormal: closed({ median: readSeconds, sigma: numberIn(0, 5) }, {}) }, {})],
  ["mixture", closed({ mixture: list(readWeighted, 1, 100) }, {})],
]);

function readRange(value: unknown, path: string): readonly [number, number] {
  const [from = 0, to = 0] = list(readSeconds, 2, 2)(value, path);
  if (from > to) throw new ReadError("rule", path, "must start with the shorter time", value);
  return [from, to];
}
