import { chacha20 } from '@noble/ciphers/chacha.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { ConfigError } from '../../errors/config-error.ts';
import type { RandomSource } from '../ml-kem.ts';

/** Bytes that Web Crypto returns in one call at most. */
const MOST_PER_CALL = 65536;

/** Randomness of the platform: `globalThis.crypto.getRandomValues`. */
export const platformRandom: RandomSource = (target) => {
  for (let at = 0; at < target.length; at += MOST_PER_CALL) {
    const part = new Uint8Array(Math.min(MOST_PER_CALL, target.length - at));
    target.set(globalThis.crypto.getRandomValues(part), at);
  }
};

const BLOCK_LENGTH = 64;

/**
 * Predictable bytes for tests and simulations: the ChaCha20 key stream (RFC 8439 section 2.4) with
 * key = SHA-256(seed), an all-zero nonce and the block counter from 0. A call continues where the previous one
 * ended, whatever the sizes of the calls. Throws ConfigError after 2^38 - 128 bytes.
 */
export function seededRandom(seed: Uint8Array): RandomSource {
  const key = sha256(seed);
  const nonce = new Uint8Array(12);
  const zeros = new Uint8Array(BLOCK_LENGTH);
  let block = new Uint8Array(0);
  let used = 0;
  let counter = 0;
  return (target) => {
    for (let at = 0; at < target.length; ) {
      if (used === block.length) {
        if (counter >= 0xffff_fffe) throw new ConfigError('seed', 'its key stream is exhausted');
        block = chacha20(key, nonce, zeros, undefined, counter++);
        used = 0;
      }
      const length = Math.min(block.length - used, target.length - at);
      target.set(block.subarray(used, used + length), at);
      used += length;
      at += length;
    }
  };
}
