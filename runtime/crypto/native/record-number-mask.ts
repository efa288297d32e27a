import { nativeError } from '../../native/native-error.ts';
import type { AeadName, RecordNumberMask } from '../provider.ts';
import type { RecordFunctions } from './addon.ts';
import { AEAD_IDS } from './algorithms.ts';
import { KeyBlock } from './key-block.ts';

/** Masks of record numbers, one at a time; RFC 9147 section 4.2.3. */
export class NativeRecordNumberMask implements RecordNumberMask {
  readonly #addon: RecordFunctions;
  readonly #aead: number;
  readonly #keys: KeyBlock;

  constructor(addon: RecordFunctions, name: AeadName, recordNumberKey: Uint8Array) {
    this.#addon = addon;
    this.#aead = AEAD_IDS[name];
    this.#keys = new KeyBlock(addon, name, { recordNumberKey });
  }

  mask(slab: Uint8Array, at: number, target: Uint8Array): void {
    const { bytes, id } = this.#keys;
    try {
      this.#addon.maskOne(bytes, 0, id, this.#aead, slab, at, target);
    } catch (error) {
      throw nativeError(error);
    }
  }
}
