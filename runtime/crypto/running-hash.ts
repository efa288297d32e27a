import { digestLength } from './hkdf.ts';
import type { Hash, HashName } from './provider.ts';

/** A hash of `node:crypto` that is not finished. */
export interface NodeHash {
  update(bytes: Uint8Array): unknown;
  copy(): NodeHash;
  digest(encoding: 'binary'): string;
}

/** The functions of `node:crypto` for hashes. */
export interface NodeHashes {
  createHash(name: HashName): NodeHash;
  hash(name: HashName, bytes: Uint8Array, encoding: 'binary'): string;
}

/** The bytes of a usual handshake. More are given to a hash that is not finished. */
const MAX_KEPT = 4096;
const FIRST_CAPACITY = 1024;
const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * A running hash on `node:crypto`, which can go on after a digest: for the providers that are given its functions. The bytes
 * are kept and hashed again for each digest, of which a handshake needs four: the objects of `node:crypto`, one for the hash and
 * one for each digest, take longer to create and to collect.
 */
export class RunningHash implements Hash {
  readonly length: number;
  readonly #name: HashName;
  readonly #node: NodeHashes;
  #kept = NOTHING;
  #keptLength = 0;
  /** Undefined: all bytes are kept. */
  #running: NodeHash | undefined;

  constructor(name: HashName, node: NodeHashes) {
    this.#name = name;
    this.#node = node;
    this.length = digestLength(name);
  }

  update(bytes: Uint8Array): void {
    const end = this.#keptLength + bytes.length;
    if (this.#running === undefined && end <= MAX_KEPT) {
      if (end > this.#kept.length) this.#grow(end);
      this.#kept.set(bytes, this.#keptLength);
      this.#keptLength = end;
      return;
    }
    if (this.#running === undefined) {
      this.#running = this.#node.createHash(this.#name);
      this.#running.update(this.#bytes());
      this.#kept = NOTHING;
    }
    this.#running.update(bytes);
  }

  digest(): Uint8Array {
    // As a string, because an array from OpenSSL has memory outside of the heap. Not a secret.
    if (this.#running === undefined) return bytesOf(this.#node.hash(this.#name, this.#bytes(), 'binary'));
    return bytesOf(this.#running.copy().digest('binary'));
  }

  copy(): Hash {
    const copy = new RunningHash(this.#name, this.#node);
    copy.#kept = new Uint8Array(this.#kept);
    copy.#keptLength = this.#keptLength;
    copy.#running = this.#running?.copy();
    return copy;
  }

  #bytes(): Uint8Array {
    return this.#kept.subarray(0, this.#keptLength);
  }

  #grow(least: number): void {
    const grown = new Uint8Array(Math.max(FIRST_CAPACITY, 2 * this.#kept.length, least));
    grown.set(this.#bytes());
    this.#kept = grown;
  }
}

function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
