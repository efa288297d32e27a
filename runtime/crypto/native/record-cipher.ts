import { ConfigError } from '../../errors/config-error.ts';
import { nativeError } from '../../native/native-error.ts';
import { aeadLengths } from '../aead-lengths.ts';
import type { AeadName, RecordCipher, TrafficKeys } from '../provider.ts';
import type { RecordFunctions } from './addon.ts';
import { AEAD_IDS } from './algorithms.ts';
import { KeyBlock } from './key-block.ts';

/** Protects records with one call of the addon for each batch. */
export class NativeRecordCipher implements RecordCipher {
  readonly tagLength: number;
  readonly #addon: RecordFunctions;
  readonly #aead: number;
  readonly #keys: KeyBlock;

  /** Throws ConfigError when a key or the iv has the wrong length. */
  constructor(addon: RecordFunctions, name: AeadName, keys: TrafficKeys) {
    const { ivLength, tagLength } = aeadLengths(name);
    if (keys.iv.length !== ivLength) throw new ConfigError('iv', `must have ${ivLength} bytes`);
    this.#addon = addon;
    this.#aead = AEAD_IDS[name];
    this.#keys = new KeyBlock(addon, name, keys);
    this.tagLength = tagLength;
  }

  seal(slab: Uint8Array, descriptors: Int32Array, count: number): void {
    const { bytes, id } = this.#keys;
    try {
      this.#addon.sealRecords(bytes, 0, id, this.#aead, slab, descriptors, count);
    } catch (error) {
      throw nativeError(error);
    }
  }

  sealContent(slab: Uint8Array, descriptors: Int32Array, count: number, content: Uint8Array, spans: Int32Array): void {
    const { bytes, id } = this.#keys;
    try {
      this.#addon.sealRecords(bytes, 0, id, this.#aead, slab, descriptors, count, content, spans);
    } catch (error) {
      throw nativeError(error);
    }
  }

  unmask(slab: Uint8Array, descriptors: Int32Array, count: number): void {
    const { bytes, id } = this.#keys;
    try {
      this.#addon.unmaskRecords(bytes, 0, id, this.#aead, slab, descriptors, count);
    } catch (error) {
      throw nativeError(error);
    }
  }

  open(slab: Uint8Array, descriptors: Int32Array, count: number): number {
    const { bytes, id } = this.#keys;
    try {
      return this.#addon.openRecords(bytes, 0, id, this.#aead, slab, descriptors, count);
    } catch (error) {
      throw nativeError(error);
    }
  }

  destroy(): void {
    this.#keys.destroy();
  }
}
