/**
 * How long operations of one kind take, as far as it is known: a life table. For each stretch of age it has the weight of
 * the operations that came to that age still running, and of those that ended within the stretch. Plain data: it belongs
 * to whoever looks at operations, who keeps it, adds to it with {@link recordLook} and passes it to the core.
 */
export interface LifeTable {
  readonly atRisk: number[];
  readonly ended: number[];
}

// Stretches of age that grow by a fifth: fine enough to see when most of a kind end, few enough to learn quickly. The
// first reaches from 0 to a quarter of a second, the last from about an hour to for ever.
const firstEndMs = 250;
const widening = 1.2;
const stretches = 55;

const startsMs = Array.from({ length: stretches + 1 }, (_, stretch) =>
  stretch === 0 ? 0 : firstEndMs * widening ** (stretch - 1),
);

function startMs(stretch: number): number {
  return startsMs[stretch] ?? 0;
}

function stretchOf(ageMs: number): number {
  if (ageMs < firstEndMs) return 0;
  return Math.min(1 + Math.floor(Math.log(ageMs / firstEndMs) / Math.log(widening)), stretches - 1);
}

/** What is believed of a kind of operation before any was seen. */
export interface Belief {
  /** Half of them take longer than this. Without it, nothing is known: an end is as likely in any doubling of the age. */
  readonly medianMs?: number | undefined;
  /** How many operations seen outweigh the belief. */
  readonly weight: number;
}

/** A typical duration is held to with this much certainty: the shape of the log-logistic distribution. */
const shape = 4;
/** Beside the typical ones there may be quick and endless ones: the exponent of a scale-free share of all ends. */
const scaleFree = 0.25;
/** How likely it is that an operation that is handed in has ended already. */
const endedAtFirst = 0.2;

/** A life table that holds a belief and nothing else. */
export function lifeTable({ medianMs, weight }: Belief): LifeTable {
  const survival =
    medianMs === undefined
      ? (ageMs: number) => firstEndMs / ageMs
      : (ageMs: number) => (firstEndMs / ageMs) ** scaleFree / (1 + (ageMs / medianMs) ** shape);
  const ended = Array.from({ length: stretches }, (_, stretch) =>
    stretch === 0
      ? endedAtFirst * weight
      : weight * (1 - survival(startMs(stretch + 1)) / survival(startMs(stretch))),
  );
  return { atRisk: Array.from({ length: stretches }, () => weight), ended };
}

/**
 * Adds what a look showed: the operation was still running at `fromMs` and, by the look at `toMs`, had or had not ended.
 * Operations that still run count as well: without them the table would know only the quick ones.
 */
export function recordLook(table: LifeTable, fromMs: number, toMs: number, hasEnded: boolean): void {
  const last = stretchOf(toMs);
  for (let stretch = stretchOf(fromMs); stretch < last; stretch++) bump(table.atRisk, stretch);
  if (!hasEnded) return;
  bump(table.atRisk, last);
  bump(table.ended, last);
}

function bump(weights: number[], stretch: number): void {
  weights[stretch] = (weights[stretch] ?? 0) + 1;
}

/** A length of time within which operations end at a steady rate, per millisecond. */
interface Span {
  readonly lengthMs: number;
  readonly rate: number;
}

/** What lies ahead of an operation that was still running at an age; the last span is endless. */
function* spansFrom({ atRisk, ended }: LifeTable, ageMs: number): Generator<Span, void, undefined> {
  let fromMs = ageMs;
  for (let stretch = Math.min(stretchOf(ageMs), stretches - 2); ; stretch++) {
    const toMs = startMs(stretch + 1);
    const share = Math.min((ended[stretch] ?? 0) / (atRisk[stretch] ?? 1), 0.98);
    const rate = -Math.log(1 - share) / (toMs - startMs(stretch));
    if (stretch === stretches - 2) return yield { lengthMs: Number.POSITIVE_INFINITY, rate };
    yield { lengthMs: toMs - fromMs, rate };
    fromMs = toMs;
  }
}

/**
 * How long to leave an operation alone that was still running at an age: until the lateness with which its end would be
 * noticed has, on the average, grown to the price of a look. So looks are frequent where an end is likely, and rare where
 * it is not. For a steady rate of ends it is √(2 × price ÷ rate), the known optimum of inspection.
 */
export function delayUntilWorthMs(
  table: LifeTable,
  ageMs: number,
  priceMs: number,
  longestMs: number,
): number {
  let running = 1;
  let latenessMs = 0;
  let delayMs = 0;
  for (const { lengthMs: fullMs, rate } of spansFrom(table, ageMs)) {
    const lengthMs = Math.min(fullMs, longestMs - delayMs);
    const grownMs = latenessWithin(lengthMs, running, rate);
    if (latenessMs + grownMs >= priceMs)
      return delayMs + lengthFor(priceMs - latenessMs, running, rate, lengthMs);
    latenessMs += grownMs;
    running *= Math.exp(-rate * lengthMs);
    delayMs += lengthMs;
    if (delayMs >= longestMs) break;
  }
  return longestMs;
}

/** How long until an operation that was still running at an age has ended with a given likelihood. */
export function delayUntilLikelyMs(
  table: LifeTable,
  ageMs: number,
  likelihood: number,
  longestMs: number,
): number {
  let hazard = -Math.log(1 - likelihood);
  let delayMs = 0;
  for (const { lengthMs, rate } of spansFrom(table, ageMs)) {
    if (delayMs + Math.min(lengthMs, hazard / rate) >= longestMs) break;
    if (rate * lengthMs >= hazard) return delayMs + hazard / rate;
    hazard -= rate * lengthMs;
    delayMs += lengthMs;
  }
  return longestMs;
}

/** The expected lateness that a length of time adds, when a share was still running at its start: ∫ (1 − running × e^−rt) dt. */
function latenessWithin(lengthMs: number, running: number, rate: number): number {
  return lengthMs - (rate > 1e-12 ? (running * (1 - Math.exp(-rate * lengthMs))) / rate : running * lengthMs);
}

/** The length that adds a given lateness; it grows with the length, so halving finds it. */
function lengthFor(latenessMs: number, running: number, rate: number, atMostMs: number): number {
  let [low, high] = [0, atMostMs];
  while (high - low > 1) {
    const middle = (low + high) / 2;
    if (latenessWithin(middle, running, rate) < latenessMs) low = middle;
    else high = middle;
  }
  return high;
}
