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

function startMs(stretch: number): number {
  return stretch === 0 ? 0 : firstEndMs * widening ** (stretch - 1);
}

function stretchOf(ageMs: number): number {
  if (ageMs < firstEndMs) return 0;
  return Math.min(1 + Math.floor(Math.log(ageMs / firstEndMs) / Math.log(widening)), stretches - 1);
}

/** What is believed of a kind of operation before any was seen. */
export interface Belief {
  /** Half of them take longer than this. Without it, nothing is known: an end is as likely in any doubling of the age. */
  readonly medianMs?: number;
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

/** The rate, per millisecond, at which those that came to a stretch end within it. */
function endRate({ atRisk, ended }: LifeTable, stretch: number): number {
  const share = Math.min((ended[stretch] ?? 0) / (atRisk[stretch] ?? 1), 0.98);
  return -Math.log(1 - share) / (startMs(stretch + 1) - startMs(stretch));
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
  for (let stretch = stretchOf(ageMs); delayMs < longestMs; stretch++) {
    const rate = endRate(table, Math.min(stretch, stretches - 2));
    const lengthMs = stretch < stretches - 1 ? startMs(stretch + 1) - (ageMs + delayMs) : longestMs;
    const grownMs = latenessWithin(lengthMs, running, rate);
    if (latenessMs + grownMs >= priceMs) {
      return Math.min(delayMs + lengthFor(priceMs - latenessMs, running, rate, lengthMs), longestMs);
    }
    latenessMs += grownMs;
    running *= Math.exp(-rate * lengthMs);
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
