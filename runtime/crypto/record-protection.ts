import { ConfigError } from '../errors/config-error.ts';
import { InternalError } from '../errors/internal-error.ts';
import { AeadRecordCipher } from './aead-record-cipher.ts';
import type { AeadName, CryptoProvider, RecordCipher, TrafficKeys } from './provider.ts';

/** The iv of every AEAD here, and so the nonce; RFC 5116 section 5, RFC 8439 section 2.8. */
const NONCE_LENGTH = 12;

/**
 * Protects the records of one direction in one epoch, with the keys of one traffic secret: with the provider's
 * `recordCipher`, or else with its AEAD and mask. `describeRecord` and `describeSequence` fill the descriptors; the caller
 * guarantees that their ranges are inside the slab.
 */
export class RecordProtection {
  /** The AEAD, which has limits for the use of one key. */
  readonly aeadName: AeadName;
  /** Bytes that `seal` appends to the body. */
  readonly tagLength: number;
  /** The provider opens several records in one call, so that it is worthwhile to collect them. */
  readonly isBatched: boolean;
  /** The provider copies content into the slab: `sealContent` may be called. */
  readonly copiesContent: boolean;
  readonly #cipher: RecordCipher;
  #isDestroyed = false;

  /**
   * Copies `keys`; the caller may overwrite them afterwards.
   * Throws ConfigError when a key or the iv has the wrong length for the AEAD.
   */
  constructor(provider: CryptoProvider, aeadName: AeadName, keys: TrafficKeys) {
    if (keys.iv.length !== NONCE_LENGTH) throw new ConfigError('iv', `must have ${NONCE_LENGTH} bytes`);
    this.aeadName = aeadName;
    if (provider.recordCipher === undefined) {
      const cipher = new AeadRecordCipher(provider, aeadName, keys);
      this.isBatched = cipher.isBatched;
      this.#cipher = cipher;
    } else {
      this.isBatched = true;
      this.#cipher = provider.recordCipher(aeadName, keys);
    }
    this.tagLength = this.#cipher.tagLength;
    this.copiesContent = this.#cipher.sealContent !== undefined;
  }

  /** See `RecordCipher.seal`. Throws InternalError after `destroy`. */
  seal(slab: Uint8Array, descriptors: Int32Array, count: number): void {
    this.#requireKeys();
    this.#cipher.seal(slab, descriptors, count);
  }

  /** See `RecordCipher.sealContent`; only with `copiesContent`. Throws InternalError after `destroy`. */
  sealContent(slab: Uint8Array, descriptors: Int32Array, count: number, content: Uint8Array, spans: Int32Array): void {
    this.#requireKeys();
    this.#cipher.sealContent?.(slab, descriptors, count, content, spans);
  }

  /** See `RecordCipher.unmask`. Throws InternalError after `destroy`. */
  unmask(slab: Uint8Array, descriptors: Int32Array, count: number): void {
    this.#requireKeys();
    this.#cipher.unmask(slab, descriptors, count);
  }

  /** See `RecordCipher.open`. Throws InternalError after `destroy`. */
  open(slab: Uint8Array, descriptors: Int32Array, count: number): number {
    this.#requireKeys();
    return this.#cipher.open(slab, descriptors, count);
  }

  /** Overwrites the keys, as far as the provider can. */
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#cipher.destroy();
  }

  /** With overwritten keys a record would be sealed for every reader. */
  #requireKeys(): void {
    if (this.#isDestroyed) throw new InternalError('record protection', 'the keys were dropped');
  }
}
