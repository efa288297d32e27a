import {
  type Aead,
  type AeadName,
  type CryptoProvider,
  RECORD_BODY_AT,
  RECORD_BODY_LENGTH,
  RECORD_FIELDS,
  RECORD_HEADER_AT,
  RECORD_IS_AUTHENTIC,
  RECORD_NUMBER_AT,
  RECORD_NUMBER_LENGTH,
  RECORD_SEQUENCE_HIGH,
  RECORD_SEQUENCE_LOW,
  type RecordCipher,
  type RecordNumberMask,
  type TrafficKeys,
} from './provider.ts';

/**
 * Protects records one after the other with the AEAD and the mask of a provider.
 *
 * The nonce is the iv XOR the sequence number as 64 bits, right-aligned; RFC 9846 section 5.3. It is in one array that is
 * reused, so that no object is allocated for a record.
 */
export class AeadRecordCipher implements RecordCipher {
  readonly tagLength: number;
  readonly #aead: Aead;
  readonly #mask: RecordNumberMask;
  readonly #iv: Uint8Array;
  readonly #nonce: Uint8Array;
  readonly #maskBytes = new Uint8Array(2);

  /** Copies `keys`. Throws ConfigError when a key has the wrong length. */
  constructor(provider: CryptoProvider, name: AeadName, keys: TrafficKeys) {
    this.#aead = provider.aead(name, keys.key);
    this.#mask = provider.recordNumberMask(name, keys.recordNumberKey);
    // Not slice(): that of a Buffer shares its memory.
    this.#iv = new Uint8Array(keys.iv);
    this.#nonce = new Uint8Array(keys.iv);
    this.tagLength = this.#aead.tagLength;
  }

  /** Several records in one call take less time than one by one. */
  get isBatched(): boolean {
    return this.#mask.apply !== undefined;
  }

  seal(slab: Uint8Array, descriptors: Int32Array, count: number): void {
    for (let index = 0, at = 0; index < count; index++, at += RECORD_FIELDS) {
      this.#setNonce(descriptors, at);
      this.#aead.seal(
        this.#nonce,
        slab,
        descriptors[at + RECORD_HEADER_AT] as number,
        descriptors[at + RECORD_BODY_AT] as number,
        descriptors[at + RECORD_BODY_LENGTH] as number,
      );
    }
    this.unmask(slab, descriptors, count);
  }

  /** Also encrypts: the mask is XORed with the record number; RFC 9147 section 4.2.3. */
  unmask(slab: Uint8Array, descriptors: Int32Array, count: number): void {
    if (count > 1 && this.#mask.apply !== undefined) {
      this.#mask.apply(slab, descriptors, count);
      return;
    }
    const mask = this.#maskBytes;
    for (let index = 0, at = 0; index < count; index++, at += RECORD_FIELDS) {
      this.#mask.mask(slab, descriptors[at + RECORD_BODY_AT] as number, mask);
      const number = descriptors[at + RECORD_NUMBER_AT] as number;
      slab[number] = (slab[number] as number) ^ (mask[0] as number);
      if (descriptors[at + RECORD_NUMBER_LENGTH] === 2) {
        slab[number + 1] = (slab[number + 1] as number) ^ (mask[1] as number);
      }
    }
  }

  open(slab: Uint8Array, descriptors: Int32Array, count: number): number {
    let authentic = 0;
    for (let index = 0, at = 0; index < count; index++, at += RECORD_FIELDS) {
      const isAuthentic = this.#open(slab, descriptors, at);
      descriptors[at + RECORD_IS_AUTHENTIC] = isAuthentic ? 1 : 0;
      if (isAuthentic) authentic += 1;
    }
    return authentic;
  }

  #open(slab: Uint8Array, descriptors: Int32Array, at: number): boolean {
    const length = descriptors[at + RECORD_BODY_LENGTH] as number;
    if (length < this.tagLength) return false;
    this.#setNonce(descriptors, at);
    return this.#aead.open(
      this.#nonce,
      slab,
      descriptors[at + RECORD_HEADER_AT] as number,
      descriptors[at + RECORD_BODY_AT] as number,
      length,
    );
  }

  /** Overwrites the iv. What the provider keeps of the keys is released with its objects. */
  destroy(): void {
    this.#iv.fill(0);
    this.#nonce.fill(0);
  }

  #setNonce(descriptors: Int32Array, at: number): void {
    const nonce = this.#nonce;
    const iv = this.#iv;
    const high = descriptors[at + RECORD_SEQUENCE_HIGH] as number;
    const low = descriptors[at + RECORD_SEQUENCE_LOW] as number;
    // The first six bytes stay those of the iv: a sequence number has 48 bits.
    nonce[6] = (iv[6] as number) ^ (high >>> 8);
    nonce[7] = (iv[7] as number) ^ high;
    nonce[8] = (iv[8] as number) ^ (low >>> 24);
    nonce[9] = (iv[9] as number) ^ (low >>> 16);
    nonce[10] = (iv[10] as number) ^ (low >>> 8);
    nonce[11] = (iv[11] as number) ^ low;
  }
}
