import { nativeError } from '../../native/native-error.ts';
import { aeadLengths } from '../aead-lengths.ts';
import type { Aead, AeadName } from '../provider.ts';
import type { RecordFunctions } from './addon.ts';
import { AEAD_IDS } from './algorithms.ts';
import { KeyBlock } from './key-block.ts';

/** One AEAD key; a record that does not open leaves the slab as it was. */
export class NativeAead implements Aead {
  readonly tagLength: number;
  readonly #addon: RecordFunctions;
  readonly #aead: number;
  readonly #keys: KeyBlock;

  constructor(addon: RecordFunctions, name: AeadName, key: Uint8Array) {
    this.#addon = addon;
    this.#aead = AEAD_IDS[name];
    this.#keys = new KeyBlock(addon, name, { key });
    this.tagLength = aeadLengths(name).tagLength;
  }

  seal(nonce: Uint8Array, slab: Uint8Array, aadAt: number, at: number, length: number): void {
    const { bytes, id } = this.#keys;
    try {
      this.#addon.sealOne(bytes, 0, id, this.#aead, nonce, slab, aadAt, at, length);
    } catch (error) {
      throw nativeError(error);
    }
  }

  open(nonce: Uint8Array, slab: Uint8Array, aadAt: number, at: number, length: number): boolean {
    const { bytes, id } = this.#keys;
    try {
      return this.#addon.openOne(bytes, 0, id, this.#aead, nonce, slab, aadAt, at, length);
    } catch (error) {
      throw nativeError(error);
    }
  }
}
