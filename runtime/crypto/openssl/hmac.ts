import { hash } from 'node:crypto';
import type { HashName } from '../provider.ts';

const BLOCK_LENGTH: Readonly<Record<HashName, number>> = { sha256: 64, sha384: 128 };
const INNER = 0x36;
const OUTER = 0x5c;

/** The input of the inner hash: a block, and data up to this many bytes. Longer data gets an array of its own. */
const MAX_DATA = 512;
const innerInput = new Uint8Array(128 + MAX_DATA);
/** Views of its start, by their length. Most calls have one of a few lengths. */
const innerInputs: Uint8Array[] = [];
const outerInputs: Readonly<Record<HashName, Uint8Array>> = {
  sha256: new Uint8Array(64 + 32),
  sha384: new Uint8Array(128 + 48),
};

/**
 * HMAC; RFC 2104. From two hashes, which take half as long as an Hmac of node:crypto and leave no object with memory
 * outside of the heap. The key is overwritten wherever it was copied to.
 */
export function opensslHmac(name: HashName, key: Uint8Array, data: Uint8Array): Uint8Array {
  const block = BLOCK_LENGTH[name];
  if (key.length > block) return hmacOfLongKey(name, key, data);
  const length = block + data.length;
  const inner = data.length > MAX_DATA ? new Uint8Array(length) : innerInputOf(length);
  const outer = outerInputs[name];
  try {
    for (let at = 0; at < key.length; at++) {
      const byte = key[at] as number;
      inner[at] = byte ^ INNER;
      outer[at] = byte ^ OUTER;
    }
    inner.fill(INNER, key.length, block);
    outer.fill(OUTER, key.length, block);
    inner.set(data, block);
    // As a string, which takes less time than an array. Nothing can be derived from it without the key.
    const digest = hash(name, inner, 'binary');
    for (let at = 0; at < digest.length; at++) outer[block + at] = digest.charCodeAt(at);
    const mac = hash(name, outer, 'buffer');
    return new Uint8Array(mac.buffer, mac.byteOffset, mac.length);
  } finally {
    inner.fill(0);
    outer.fill(0);
  }
}

function innerInputOf(length: number): Uint8Array {
  innerInputs[length] ??= innerInput.subarray(0, length);
  return innerInputs[length];
}

function hmacOfLongKey(name: HashName, key: Uint8Array, data: Uint8Array): Uint8Array {
  const digest = hash(name, key, 'buffer');
  try {
    return opensslHmac(name, digest, data);
  } finally {
    digest.fill(0);
  }
}
