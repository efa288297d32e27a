import { type Cipher, createCipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { requireKeyLength } from '../aead-lengths.ts';
import type { AeadName, RecordNumberMask } from '../provider.ts';
import { copyRecordNumberSample, SAMPLE_LENGTH } from '../record-number-sample.ts';

const ZEROS = new Uint8Array(2);

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
