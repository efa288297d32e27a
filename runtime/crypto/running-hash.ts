import { digestLength } from './hkdf.ts';
import type { Hash, HashName } from './provider.ts';

/** A hash of `node:crypto` that is not finished. */
export interface NodeHash {
  update(bytes: Uint8Array): unknown;
  copy(): NodeHash;
  digest(encoding: 'binary'): string;
}

/** A running hash on one of `node:crypto`, which can go on after a digest: for the providers that are given it. */
export class RunningHash implements Hash {
  readonly length: number;
  readonly #name: HashName;
  readonly #running: NodeHash;

  constructor(name: HashName, running: NodeHash) {
    this.#name = name;
    this.length = digestLength(name);
    this.#running = running;
  }

  update(bytes: Uint8Array): void {
    this.#running.update(bytes);
  }

  digest(): Uint8Array {
    // As a string, because an array from OpenSSL has memory outside of the heap. Not a secret.
    return bytesOf(this.#running.copy().digest('binary'));
  }

  copy(): Hash {
    return new RunningHash(this.#name, this.#running.copy());
  }
}

function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
