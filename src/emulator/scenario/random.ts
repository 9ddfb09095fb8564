/** A seeded generator: the same seed gives the same numbers on every machine. */
export interface Random {
  /** The next number, uniform in [0, 1). */
  next(): number;
  /**
   * A generator of its own, seeded by this one's seed and `name`. Draws from one fork never move another, so that a new
   * fault rule, or one more poll, does not change how long the operations take.
   */
  fork(name: string): Random;
  /** Where it stands: four whole numbers, which `load` takes back. */
  save(): RandomState;
  load(state: RandomState): void;
}

export type RandomState = readonly [number, number, number, number];

/**
 * Small Fast Counting (sfc32). Its state is wide enough that the forks, one for each operation, never meet: two that did
 * would have the same id.
 */
export function createRandom(seed: string): Random {
  let a = hash(seed, 0x811c9dc5);
  let b = hash(seed, 0x1000193);
  let c = hash(seed, 0x9e3779b9);
  let counter = 1;
  const next = (): number => {
    const drawn = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + drawn) | 0;
    return (drawn >>> 0) / 2 ** 32;
  };
  // The first numbers still show the seed.
  for (let round = 0; round < 12; round++) next();
  return {
    next,
    fork: (name) => createRandom(`${seed}/${name}`),
    save: () => [a, b, c, counter],
    load(state) {
      [a, b, c, counter] = state;
    },
  };
}

/** `length` characters drawn from `alphabet`. */
export function draw(random: Random, length: number, alphabet: string): string {
  let drawn = "";
  for (let index = 0; index < length; index++) {
    drawn += alphabet.charAt(Math.floor(random.next() * alphabet.length));
  }
  return drawn;
}

/** The items in a random order, no more of them than `most`. */
export function shuffled<T>(items: readonly T[], most: number, random: Random): readonly T[] {
  const left = [...items];
  const count = Math.min(most, left.length);
  for (let index = 0; index < count; index++) {
    const other = index + Math.floor(random.next() * (left.length - index));
    const [taken, moved] = [left[other], left[index]];
    if (taken !== undefined && moved !== undefined) [left[index], left[other]] = [taken, moved];
  }
  return left.slice(0, count);
}

// FNV-1a, then a final mix so that seeds that differ in one character start far apart.
function hash(text: string, basis: number): number {
  let value = basis;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) | 0;
}
