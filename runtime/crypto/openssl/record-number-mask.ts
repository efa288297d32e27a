import { type Cipher, createCipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { requireKeyLength } from '../aead-lengths.ts';
import {
  type AeadName,
  RECORD_BODY_AT,
  RECORD_FIELDS,
  RECORD_NUMBER_AT,
  RECORD_NUMBER_LENGTH,
  type RecordNumberMask,
} from '../provider.ts';
import { copyRecordNumberSample, SAMPLE_LENGTH } from '../record-number-sample.ts';

const ZEROS = new Uint8Array(2);
/** By their number. */
const SAMPLES: (Uint8Array | undefined)[] = [];

/** Masks of record numbers; RFC 9147 section 4.2.3. */
export function opensslRecordNumberMask(name: AeadName, key: Uint8Array): RecordNumberMask {
  requireKeyLength(name, key);
  switch (name) {
    case 'aes-128-gcm':
    case 'aes-128-ccm':
    case 'aes-128-ccm-8':
      return new AesMask('aes-128-ecb', key);
    case 'aes-256-gcm':
      return new AesMask('aes-256-ecb', key);
    case 'chacha20-poly1305':
      return new ChaChaMask(key);
  }
}

/** AES-ECB of the sample. Blocks are independent, so one cipher serves every record of a key. */
class AesMask implements RecordNumberMask {
  readonly #cipher: Cipher;
  readonly #sample = new Uint8Array(SAMPLE_LENGTH);

  constructor(cipherName: 'aes-128-ecb' | 'aes-256-ecb', key: Uint8Array) {
    this.#cipher = createCipheriv(cipherName, key, null);
    // final() is never called, so padding has no effect; it is disabled to make that explicit.
    this.#cipher.setAutoPadding(false);
  }

  mask(slab: Uint8Array, at: number, target: Uint8Array): void {
    copyRecordNumberSample(slab, at, this.#sample);
    const block = this.#cipher.update(this.#sample);
    target[0] = block[0] ?? 0;
    target[1] = block[1] ?? 0;
  }

  /** The samples of all records in one call, which takes longer than the cipher. */
  apply(slab: Uint8Array, descriptors: Int32Array, count: number): void {
    const samples = samplesOf(count);
    for (let index = 0, at = 0; index < count; index++, at += RECORD_FIELDS) {
      copyRecordNumberSample(slab, descriptors[at + RECORD_BODY_AT] as number, samples, SAMPLE_LENGTH * index);
    }
    const masks = this.#cipher.update(samples);
    for (let index = 0, at = 0; index < count; index++, at += RECORD_FIELDS) {
      const number = descriptors[at + RECORD_NUMBER_AT] as number;
      const mask = SAMPLE_LENGTH * index;
      slab[number] = (slab[number] as number) ^ (masks[mask] as number);
      if (descriptors[at + RECORD_NUMBER_LENGTH] === 2) {
        slab[number + 1] = (slab[number + 1] as number) ^ (masks[mask + 1] as number);
      }
    }
  }
}

/** Memory for `count` samples. All masks share it: a call is complete before the next begins. */
function samplesOf(count: number): Uint8Array {
  const known = SAMPLES[count];
  if (known !== undefined) return known;
  const samples = new Uint8Array(SAMPLE_LENGTH * count);
  SAMPLES[count] = samples;
  return samples;
}

/** ChaCha20's block function; the sample is the counter (4 bytes, little-endian) and the nonce, as OpenSSL's iv is. */
class ChaChaMask implements RecordNumberMask {
  readonly #key: KeyObject;
  readonly #sample = new Uint8Array(SAMPLE_LENGTH);

  constructor(key: Uint8Array) {
    this.#key = createSecretKey(key);
  }

  mask(slab: Uint8Array, at: number, target: Uint8Array): void {
    copyRecordNumberSample(slab, at, this.#sample);
    const block = createCipheriv('chacha20', this.#key, this.#sample).update(ZEROS);
    target[0] = block[0] ?? 0;
    target[1] = block[1] ?? 0;
  }
}
