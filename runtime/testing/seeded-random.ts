/** A seeded random number generator for simulations, not for cryptography (splitmix32). */
export class SeededRandom {
  #state: number;

  /** Any integer; the same seed gives the same numbers. */
  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** The next 32 random bits, as an unsigned integer. */
  bits(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.bits() / 2 ** 32;
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }
}
