import { cbc, ctr } from '@noble/ciphers/aes.js';
import { aeadLengths, requireKeyLength } from '../aead-lengths.ts';
import type { CcmName } from '../ccm-name.ts';
import type { Aead } from '../provider.ts';
import { constantTimeEqual } from './constant-time-equal.ts';

const BLOCK_LENGTH = 16;
const NONCE_LENGTH = 12;
/** Bytes of the length field, which is L in RFC 3610: what the nonce leaves of a block. */
const LENGTH_FIELD = BLOCK_LENGTH - 1 - NONCE_LENGTH;
const ZERO_BLOCK = new Uint8Array(BLOCK_LENGTH);

/**
 * AES-CCM, RFC 3610, on the library's CBC and CTR: CBC-MAC authenticates the length, the associated data and the
 * plaintext; CTR encrypts the tag with its first block and the plaintext with those after it.
 */
export class PortableCcm implements Aead {
  readonly tagLength: number;
  readonly #key: Uint8Array;

  constructor(name: CcmName, key: Uint8Array) {
    requireKeyLength(name, key);
    this.tagLength = aeadLengths(name).tagLength;
    this.#key = Uint8Array.from(key);
  }

  seal(nonce: Uint8Array, slab: Uint8Array, aadAt: number, at: number, length: number): void {
    const end = at + length;
    const blocks = new Uint8Array(BLOCK_LENGTH + length);
    blocks.set(this.#tag(nonce, slab.subarray(aadAt, at), slab.subarray(at, end)));
    blocks.set(slab.subarray(at, end), BLOCK_LENGTH);
    const sealed = this.#crypt(nonce, blocks);
    slab.set(sealed.subarray(BLOCK_LENGTH), at);
    slab.set(sealed.subarray(0, this.tagLength), end);
  }

  /** Writes to the slab only where the record is authentic. */
  open(nonce: Uint8Array, slab: Uint8Array, aadAt: number, at: number, length: number): boolean {
    const end = at + length - this.tagLength;
    if (end < at) return false;
    const blocks = new Uint8Array(BLOCK_LENGTH + end - at);
    blocks.set(slab.subarray(end, end + this.tagLength));
    blocks.set(slab.subarray(at, end), BLOCK_LENGTH);
    const opened = this.#crypt(nonce, blocks);
    const plaintext = opened.subarray(BLOCK_LENGTH);
    const tag = this.#tag(nonce, slab.subarray(aadAt, at), plaintext).subarray(0, this.tagLength);
    if (!constantTimeEqual(tag, opened.subarray(0, this.tagLength))) return false;
    slab.set(plaintext, at);
    return true;
  }

  /** Encrypts or decrypts: the key stream starts with the block for the tag; RFC 3610 section 2.3. */
  #crypt(nonce: Uint8Array, blocks: Uint8Array): Uint8Array {
    const counter = new Uint8Array(BLOCK_LENGTH);
    counter[0] = LENGTH_FIELD - 1;
    counter.set(nonce, 1);
    return ctr(this.#key, counter).encrypt(blocks);
  }

  /** The CBC-MAC, one block, before encryption; RFC 3610 section 2.2. */
  #tag(nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Uint8Array {
    const header = aad.length === 0 ? 0 : 2 + aad.length;
    const plaintextAt = BLOCK_LENGTH + padded(header);
    const blocks = new Uint8Array(plaintextAt + padded(plaintext.length));
    blocks[0] = (header === 0 ? 0 : 0x40) | (((this.tagLength - 2) / 2) << 3) | (LENGTH_FIELD - 1);
    blocks.set(nonce, 1);
    writeLength(blocks, NONCE_LENGTH + 1, plaintext.length);
    if (header > 0) {
      blocks[BLOCK_LENGTH] = aad.length >>> 8;
      blocks[BLOCK_LENGTH + 1] = aad.length;
      blocks.set(aad, BLOCK_LENGTH + 2);
    }
    blocks.set(plaintext, plaintextAt);
    return cbc(this.#key, ZERO_BLOCK, { disablePadding: true }).encrypt(blocks).subarray(-BLOCK_LENGTH);
  }
}

function padded(length: number): number {
  return Math.ceil(length / BLOCK_LENGTH) * BLOCK_LENGTH;
}

/** Big-endian, 3 bytes. */
function writeLength(target: Uint8Array, at: number, length: number): void {
  target[at] = length >>> 16;
  target[at + 1] = length >>> 8;
  target[at + 2] = length;
}
