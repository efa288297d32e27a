import type { ReadEpoch } from './epoch.ts';

/** The epochs with keys for reading; RFC 9147 section 4.2.2. */
export class ReadEpochs {
  readonly #epochs: ReadEpoch[] = [];

  /** Installs the keys of an epoch. */
  install(epoch: ReadEpoch): void {
    this.#epochs.push(epoch);
  }

  /** Drops the keys of an epoch. */
  drop(number: number): void {
    const index = this.#epochs.findIndex((epoch) => epoch.number === number);
    if (index !== -1) this.#epochs.splice(index, 1);
  }

  /** Drops all keys. */
  clear(): void {
    this.#epochs.length = 0;
  }

  withNumber(number: number): ReadEpoch | undefined {
    return this.#epochs.find((epoch) => epoch.number === number);
  }

  /** The newest epoch with these two low bits; undefined: none is installed. */
  withLowBits(bits: number): ReadEpoch | undefined {
    for (let index = this.#epochs.length - 1; index >= 0; index--) {
      const epoch = this.#epochs[index] as ReadEpoch;
      if ((epoch.number & 3) === bits) return epoch;
    }
    return undefined;
  }
}
