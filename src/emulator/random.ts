/** A seeded generator: the same seed gives the same numbers on every machine. */
export interface Random {
  /** The next number, uniform in [0, 1). */
  next(): number;
  /**
   * A generator of its own, seeded by this one's seed and `name`. Draws from one fork never move another, so that a new
   * fault rule, or one more poll, does not change how long the operations take.
   */
  fork(name: string): Random;
}

export function createRandom(seed: string): Random {
  let state = hash(seed);
  return {
    next() {
      // Mulberry32: 32 bits of state are plenty here, and it is the same arithmetic on every engine.
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
    fork: (name) => createRandom(`${seed}/${name}`),
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

// FNV-1a, then a final mix so that seeds that differ in one character start far apart.
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) | 0;
}
