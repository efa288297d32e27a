import { ConfigError } from '../errors/config-error.ts';
import type { TrafficKeys } from './key-schedule.ts';
import type { Aead, AeadName, CryptoProvider, RecordNumberMask } from './provider.ts';

/** The iv of every AEAD here, and so the nonce; RFC 5116 section 5, RFC 8439 section 2.8. */
const NONCE_LENGTH = 12;

/**
 * Protects the records of one direction in one epoch, with the keys of one traffic secret.
 *
 * The nonce is the iv XOR the sequence number as 64 bits, right-aligned; RFC 9846 section 5.3. A sequence number
 * is an integer from 0 to 2^48-1; the caller guarantees that. The nonce is in one scratch array per object, so that no
 * object is allocated for a record. Slabs are borrowed for the call; a record's header is directly before its body.
 */
export class RecordProtection {
  /** The AEAD, which has limits for the use of one key. */
  readonly aeadName: AeadName;
  /** Bytes that `seal` appends to the body. */
  readonly tagLength: number;
  readonly #aead: Aead;
  readonly #mask: RecordNumberMask;
  readonly #iv: Uint8Array;
  readonly #nonce: Uint8Array;

  /**
   * Copies `keys`; the caller may overwrite them afterwards.
   * Throws ConfigError when a key or the iv has the wrong length for the AEAD.
   */
  constructor(provider: CryptoProvider, aeadName: AeadName, keys: TrafficKeys) {
    if (keys.iv.length !== NONCE_LENGTH) throw new ConfigError('iv', `must have ${NONCE_LENGTH} bytes`);
    this.aeadName = aeadName;
    this.#aead = provider.aead(aeadName, keys.key);
    this.#mask = provider.recordNumberMask(aeadName, keys.recordNumberKey);
    // Not slice(): that of a Buffer shares its memory.
    this.#iv = new Uint8Array(keys.iv);
    this.#nonce = new Uint8Array(keys.iv);
    this.tagLength = this.#aead.tagLength;
  }

  /**
   * Encrypts `slab[bodyAt, bodyAt + length)` in place and writes the tag after it; the header
   * `slab[headerAt, bodyAt)`, with its record number in clear, is the associated data.
   */
  seal(slab: Uint8Array, headerAt: number, bodyAt: number, length: number, sequenceNumber: number): void {
    this.#setNonce(sequenceNumber);
    this.#aead.seal(this.#nonce, slab, headerAt, bodyAt, length);
  }

  /**
   * Decrypts `slab[bodyAt, bodyAt + length)`, tag included, in place; the plaintext is `tagLength` shorter.
   * False: not authentic (or too short for a tag), and the body must not be used.
   */
  open(slab: Uint8Array, headerAt: number, bodyAt: number, length: number, sequenceNumber: number): boolean {
    if (length < this.tagLength) return false;
    this.#setNonce(sequenceNumber);
    return this.#aead.open(this.#nonce, slab, headerAt, bodyAt, length);
  }

  /** Seals `count` records of one slab; record i is described by the i-th element of each array. */
  sealMany(
    slab: Uint8Array,
    headerAt: Int32Array,
    bodyAt: Int32Array,
    length: Int32Array,
    sequenceNumber: Float64Array,
    count: number,
  ): void {
    for (let i = 0; i < count; i++) {
      this.seal(slab, headerAt[i] ?? 0, bodyAt[i] ?? 0, length[i] ?? 0, sequenceNumber[i] ?? 0);
    }
  }

  /**
   * Opens `count` records of one slab; `opened[i]` becomes 1 where record i is authentic, else 0.
   * Returns how many are.
   */
  openMany(
    slab: Uint8Array,
    headerAt: Int32Array,
    bodyAt: Int32Array,
    length: Int32Array,
    sequenceNumber: Float64Array,
    opened: Uint8Array,
    count: number,
  ): number {
    let authentic = 0;
    for (let i = 0; i < count; i++) {
      const ok = this.open(slab, headerAt[i] ?? 0, bodyAt[i] ?? 0, length[i] ?? 0, sequenceNumber[i] ?? 0);
      opened[i] = ok ? 1 : 0;
      if (ok) authentic++;
    }
    return authentic;
  }

  /**
   * Writes the record number mask for the ciphertext sample `slab[sampleAt, sampleAt + 16)` into `target[0]` and
   * `target[1]`; RFC 9147 section 4.2.3. The caller guarantees that the sample is inside the record.
   */
  mask(slab: Uint8Array, sampleAt: number, target: Uint8Array): void {
    this.#mask.mask(slab, sampleAt, target);
  }

  #setNonce(sequenceNumber: number): void {
    const nonce = this.#nonce;
    const iv = this.#iv;
    const high = Math.floor(sequenceNumber / 0x1_0000_0000);
    // The first six bytes stay those of the iv: a sequence number has 48 bits.
    nonce[6] = (iv[6] ?? 0) ^ (high >>> 8);
    nonce[7] = (iv[7] ?? 0) ^ high;
    nonce[8] = (iv[8] ?? 0) ^ (sequenceNumber >>> 24);
    nonce[9] = (iv[9] ?? 0) ^ (sequenceNumber >>> 16);
    nonce[10] = (iv[10] ?? 0) ^ (sequenceNumber >>> 8);
    nonce[11] = (iv[11] ?? 0) ^ sequenceNumber;
  }
}
