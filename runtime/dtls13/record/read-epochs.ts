import type { ReadEpoch } from './epoch.ts';

/**
 * The epochs with keys for reading, at most one for each value of the two low bits; RFC 9147 section 4.2.2. So a record
 * belongs to the current epoch, the next one, or one of the two before.
 */
export class ReadEpochs {
  readonly #byLowBits: (ReadEpoch | undefined)[] = [undefined, undefined, undefined, undefined];
  #newest: ReadEpoch | undefined;

  /** The highest epoch; undefined: none is installed. */
  get newest(): ReadEpoch | undefined {
    return this.#newest;
  }

  /** All epochs, oldest first. */
  get installed(): ReadEpoch[] {
    return this.#byLowBits.flatMap((epoch) => epoch ?? []).sort((a, b) => a.number - b.number);
  }

  /** Installs the keys of an epoch. An older epoch with the same low bits is dropped. */
  install(epoch: ReadEpoch): void {
    const bits = epoch.number & 3;
    const previous = this.#byLowBits[bits];
    if (previous !== undefined && previous.number > epoch.number) return;
    if (previous !== epoch) previous?.protection.destroy();
    this.#byLowBits[bits] = epoch;
    this.#findNewest();
  }

  /** Drops the keys of an epoch, and overwrites them. */
  drop(number: number): void {
    const epoch = this.withNumber(number);
    if (epoch === undefined) return;
    epoch.protection.destroy();
    this.#byLowBits[number & 3] = undefined;
    this.#findNewest();
  }

  /** Drops all keys, and overwrites them. */
  clear(): void {
    for (const epoch of this.#byLowBits) epoch?.protection.destroy();
    this.release();
  }

  /** Uninstalls all epochs, whose keys have another owner. */
  release(): void {
    this.#byLowBits.fill(undefined);
    this.#newest = undefined;
  }

  withNumber(number: number): ReadEpoch | undefined {
    const epoch = this.#byLowBits[number & 3];
    return epoch?.number === number ? epoch : undefined;
  }

  /** The epoch with these two low bits; undefined: none is installed. */
  withLowBits(bits: number): ReadEpoch | undefined {
    return this.#byLowBits[bits];
  }

  #findNewest(): void {
    this.#newest = undefined;
    for (const epoch of this.#byLowBits) {
      if (epoch !== undefined && epoch.number > (this.#newest?.number ?? -1)) this.#newest = epoch;
    }
  }
}
