import { ecb } from '@noble/ciphers/aes.js';
import { hchacha } from '@noble/ciphers/chacha.js';
import { requireKeyLength } from '../aead-lengths.ts';
import type { AeadName, RecordNumberMask } from '../provider.ts';
import { copyRecordNumberSample, SAMPLE_LENGTH } from '../record-number-sample.ts';

/** Masks of record numbers; RFC 9147 section 4.2.3. */
export function portableRecordNumberMask(name: AeadName, key: Uint8Array): RecordNumberMask {
  requireKeyLength(name, key);
  return name === 'chacha20-poly1305' ? new ChaChaMask(key) : new AesMask(key);
}

class AesMask implements RecordNumberMask {
  readonly #key: Uint8Array;
  readonly #sample = new Uint8Array(SAMPLE_LENGTH);

  constructor(key: Uint8Array) {
    this.#key = Uint8Array.from(key);
  }

  mask(slab: Uint8Array, at: number, target: Uint8Array): void {
    copyRecordNumberSample(slab, at, this.#sample);
    const block = ecb(this.#key, { disablePadding: true }).encrypt(this.#sample);
    target[0] = block[0] ?? 0;
    target[1] = block[1] ?? 0;
  }
}

/** "expand 32-byte k"; RFC 8439 section 2.3. */
const SIGMA = Uint8Array.from('expand 32-byte k', (character) => character.charCodeAt(0));

/**
 * The library's `chacha20` refuses the counter 2^32-1, which a peer's ciphertext can contain. HChaCha20 accepts
 * any sample: it runs the same rounds without the final addition, which is done here for the two bytes of the mask.
 * The library takes 32-bit words in the byte order of memory, hence the views.
 */
class ChaChaMask implements RecordNumberMask {
  readonly #sigma = new Uint32Array(SIGMA.slice().buffer);
  readonly #key: Uint32Array;
  readonly #input = new Uint32Array(SAMPLE_LENGTH / 4);
  readonly #inputBytes = new Uint8Array(this.#input.buffer);
  readonly #output = new Uint32Array(8);
  readonly #outputBytes = new Uint8Array(this.#output.buffer);

  constructor(key: Uint8Array) {
    this.#key = new Uint32Array(Uint8Array.from(key).buffer);
  }

  mask(slab: Uint8Array, at: number, target: Uint8Array): void {
    copyRecordNumberSample(slab, at, this.#inputBytes);
    hchacha(this.#sigma, this.#key, this.#input, this.#output);
    const low = (this.#outputBytes[0] ?? 0) + (SIGMA[0] ?? 0);
    target[0] = low;
    target[1] = (this.#outputBytes[1] ?? 0) + (SIGMA[1] ?? 0) + (low >>> 8);
  }
}
